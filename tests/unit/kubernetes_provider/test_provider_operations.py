"""Decisions of the operations, against an API server that is played by a function."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any

import httpx
import pytest

from kubespaces.kube import Access, AsyncClient
from kubespaces.kube.connection import Settings as ConnectionSettings
from kubespaces_embedded.kubernetes_provider.check import Naming, check
from kubespaces_embedded.kubernetes_provider.cluster import Cluster
from kubespaces_embedded.kubernetes_provider.config import Settings
from kubespaces_embedded.kubernetes_provider.create import create, preview
from kubespaces_embedded.kubernetes_provider.delete import delete
from kubespaces_embedded.kubernetes_provider.diff import diff
from kubespaces_embedded.kubernetes_provider.errors import Refused
from kubespaces_embedded.kubernetes_provider.host import Host
from kubespaces_embedded.kubernetes_provider.update import update

URN = "urn:pulumi:s::p::kubernetes:core/v1:ConfigMap::config"
CONFIG = {
    "apiVersion": "v1",
    "kind": "ConfigMap",
    "metadata": {"name": "config", "namespace": "shop"},
    "data": {"a": "1"},
}
KINDS = {
    "/api": [("v1", "configmaps", "ConfigMap", "Namespaced"), ("v1", "namespaces", "Namespace", "Cluster")],
    "/apis": [],
}

Answer = Callable[[httpx.Request], httpx.Response]


def status(code: int, reason: str, message: str, **details: Any) -> httpx.Response:
    body = {"kind": "Status", "reason": reason, "message": message, "details": details}
    return httpx.Response(code, json=body)


def discovery(path: str) -> httpx.Response:
    versions: dict[str, list[dict[str, Any]]] = {}
    for version, plural, kind, scope in KINDS[path]:
        entry = {"resource": plural, "responseKind": {"kind": kind}, "scope": scope}
        versions.setdefault(version, []).append(entry)
    items = [{"metadata": {}, "versions": [{"version": key, "resources": value} for key, value in versions.items()]}]
    return httpx.Response(200, json={"kind": "APIGroupDiscoveryList", "items": items})


class ApiServer:
    """Answers discovery by itself and all else with ``answer``; remembers what it was asked."""

    def __init__(self, answer: Answer) -> None:
        self.seen: list[httpx.Request] = []
        self._answer = answer

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path in KINDS:
            return discovery(request.url.path)
        self.seen.append(request)
        return self._answer(request)

    def run(self, work: Callable[[Cluster], Coroutine[Any, Any, Any]], settings: Settings | None = None) -> Any:
        async def inside() -> Any:
            cluster = Cluster(Host())
            cluster.settings = settings or Settings()
            cluster.default_namespace = "default"
            access = Access("dev", "http://127.0.0.1", "default", {}, {})
            cluster._client = AsyncClient(ConnectionSettings(access), transport=httpx.MockTransport(self))
            return await work(cluster)

        return asyncio.run(inside())


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kubespaces_embedded.kubernetes_provider.create._PAUSES", (0.001, 0.001))
    monkeypatch.setattr("kubespaces_embedded.kubernetes_provider.delete._FIRST_PAUSE", 0.001)


def echo(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json=json.loads(request.content))


@pytest.mark.parametrize(
    "answer",
    [
        status(403, "Forbidden", 'configmaps is forbidden: User "dev" cannot create resource "configmaps"'),
        status(400, "BadRequest", "admission webhook x does not support dry run"),
        status(404, "NotFound", 'namespaces "shop" not found', kind="namespaces", name="shop"),
        status(409, "AlreadyExists", "it exists", kind="configmaps", name="config"),
    ],
)
def test_a_preview_without_a_dry_run_shows_the_inputs(answer: httpx.Response) -> None:
    server = ApiServer(lambda _: answer)
    assert server.run(lambda cluster: preview(cluster, URN, CONFIG)) == CONFIG
    assert server.seen[0].url.params["dryRun"] == "All"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (status(403, "Forbidden", "exceeded quota: q"), "creating ConfigMap shop/config: exceeded quota: q"),
        (status(422, "Invalid", "denied by policy"), "creating ConfigMap shop/config: denied by policy"),
        (status(500, "InternalError", "etcd is gone"), "etcd is gone"),
    ],
)
def test_a_preview_shows_what_admission_says(answer: httpx.Response, words: str) -> None:
    with pytest.raises(Refused, match=words):
        ApiServer(lambda _: answer).run(lambda cluster: preview(cluster, URN, CONFIG))


def test_creation_is_a_post_by_a_manager_that_the_first_update_relieves() -> None:
    server = ApiServer(echo)
    identifier, state = server.run(lambda cluster: create(cluster, URN, CONFIG))
    assert identifier == "shop/config"
    (request,) = server.seen
    assert (request.method, dict(request.url.params)) == ("POST", {"fieldManager": "pulumi-kubernetes"})
    assert state["__fieldManager"] != "pulumi-kubernetes"


def test_with_upsert_creation_is_an_apply_that_forces_nothing() -> None:
    server = ApiServer(echo)
    server.run(lambda cluster: create(cluster, URN, CONFIG), Settings(upsert=True))
    (request,) = server.seen
    assert request.method == "PATCH"
    assert "force" not in request.url.params


def test_a_namespace_that_never_comes_is_reported_in_the_end() -> None:
    missing = status(404, "NotFound", 'namespaces "shop" not found', kind="namespaces", name="shop")
    server = ApiServer(lambda _: missing)
    with pytest.raises(Refused, match=r'creating ConfigMap shop/config: namespaces "shop" not found'):
        server.run(lambda cluster: create(cluster, URN, CONFIG))
    assert len(server.seen) == 3


def test_no_difference_costs_no_request() -> None:
    server = ApiServer(echo)
    state = {**CONFIG, "__inputs": CONFIG, "__fieldManager": "me"}
    assert server.run(lambda cluster: diff(cluster, URN, state, CONFIG)).changes == {}
    assert server.seen == []


def test_a_field_manager_that_is_renamed_gives_up_its_fields() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={**CONFIG, "metadata": {**CONFIG["metadata"], "resourceVersion": "1"}})

    renamed = {**CONFIG, "metadata": {**CONFIG["metadata"], "annotations": {"pulumi.com/patchFieldManager": "new"}}}
    state = {**CONFIG, "__inputs": CONFIG, "__fieldManager": "old"}
    server = ApiServer(answer)
    updated = server.run(lambda cluster: update(cluster, URN, state, renamed, (), dry_run=False))
    assert updated["__fieldManager"] == "new"
    applied, released = server.seen[1:]
    assert applied.url.params["fieldManager"] == "new"
    assert released.url.params["fieldManager"] == "old"
    assert json.loads(released.content) == {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "config", "namespace": "shop"},
    }


def test_another_object_of_the_same_name_ends_the_waiting_for_deletion() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        uid = "old" if request.method == "DELETE" or len(server.seen) < 4 else "new"
        return httpx.Response(200, json={**CONFIG, "metadata": {**CONFIG["metadata"], "uid": uid}})

    server = ApiServer(answer)
    server.run(lambda cluster: delete(cluster, URN, "shop/config", CONFIG, CONFIG, 0))
    assert [request.method for request in server.seen] == ["DELETE", "GET", "GET", "GET"]


def test_what_is_gone_already_is_deleted() -> None:
    server = ApiServer(lambda _: status(404, "NotFound", "gone", kind="configmaps", name="config"))
    server.run(lambda cluster: delete(cluster, URN, "shop/config", CONFIG, CONFIG, 0))
    gone = {**CONFIG, "apiVersion": "gone.example.com/v1", "kind": "Gone"}
    urn = "urn:pulumi:s::p::kubernetes:gone.example.com/v1:Gone::x"
    server.run(lambda cluster: delete(cluster, urn, "shop/config", gone, gone, 0))
    assert len(server.seen) == 1


def test_a_patch_that_cannot_let_go_says_which_fields() -> None:
    cause = {"reason": "FieldValueRequired", "field": "spec.selector", "message": "required"}
    server = ApiServer(lambda _: status(422, "Invalid", "invalid", causes=[cause]))
    urn = "urn:pulumi:s::p::kubernetes:core/v1:ConfigMapPatch::x"
    state = {**CONFIG, "__fieldManager": "me"}
    with pytest.raises(Refused, match=r"required fields spec\.selector.*retain_on_delete"):
        server.run(lambda cluster: delete(cluster, urn, "shop/config", state, CONFIG, 0))


def checked(cluster: Cluster, obj: dict[str, Any], olds: dict[str, Any] | None = None) -> Any:
    urn = f"urn:pulumi:s::p::kubernetes:core/v1:{obj['kind']}::x"
    return check(cluster, urn, olds or {}, obj, Naming())


def test_the_default_namespace_is_for_namespaced_kinds_only() -> None:
    server = ApiServer(echo)
    named = {"apiVersion": "v1", "metadata": {"name": "a"}}
    assert server.run(lambda c: checked(c, {**named, "kind": "ConfigMap"}))["metadata"]["namespace"] == "default"
    assert "namespace" not in server.run(lambda c: checked(c, {**named, "kind": "Namespace"}))["metadata"]


def test_without_a_cluster_a_namespace_stays_what_it_was() -> None:
    async def work(cluster: Cluster) -> list[Any]:
        cluster.unreachable = "nobody home"
        named = {"apiVersion": "v1", "kind": "Thing", "metadata": {"name": "a"}}
        before = {**named, "metadata": {"name": "a", "namespace": "default"}}
        return [
            await checked(cluster, named),
            await checked(cluster, named, before),
            await checked(cluster, named, named),
        ]

    namespaces = [inputs["metadata"].get("namespace") for inputs in ApiServer(echo).run(work)]
    assert namespaces == [None, "default", None]
