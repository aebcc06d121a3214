"""A virtual cluster that two environments of a tenant share, really running: each keeps to its own namespace in it."""

import json
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from tests.documents import host, sources_of
from tests.support.plugin_driver import eventually
from tests.support.virtual_clusters import (
    RESTRICTED,
    Inside,
    VirtualClusters,
    lay,
    running_virtual_clusters,
    tenant_inside,
)
from typer.testing import CliRunner

from kubespaces.cli import app
from kubespaces.cli import kubeconfig as command
from kubespaces.cli.host_access import AdminAccess
from kubespaces.kube import ApiError, Call, Impersonation, KubeError, connect_sync, load
from kubespaces.spec import Fleet
from kubespaces.verify import verify
from kubespaces_embedded.virtual.support import unsupported

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(bool(unsupported()), reason=unsupported() or "runs here"),
    pytest.mark.timeout(1800),
]

SHARED = "blue-shared"
ACCESS = [
    {"group": "leads", "role": "admin"},
    {"group": "devs", "role": "admin", "environments": ["dev"]},
    {"group": "testers", "role": "edit", "environments": ["test"]},
]
CHANGED = 180.0
"""Seconds in which a control plane has long started again with another configuration."""

Object = dict[str, Any]


def blue(*shares: tuple[str, str]) -> Object:
    environments = [{"name": name, "share": share} for name, share in shares]
    return tenant_inside("blue", virtual={"per": "tenant"}, environments=environments, access=ACCESS)


@pytest.fixture(scope="module")
def clusters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VirtualClusters]:
    document = blue(("dev", "75%"), ("test", "25%"))
    with running_virtual_clusters(tmp_path_factory.mktemp("shared"), document) as running:
        yield running


@pytest.fixture
def shared(clusters: VirtualClusters) -> Inside:
    return clusters.inside[SHARED]


@pytest.fixture
def log_in(clusters: VirtualClusters, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Object]:
    """Return what `kubespaces kubeconfig blue ENVIRONMENT` prints."""
    stack = SimpleNamespace(fleet=lambda: clusters.fleet)
    monkeypatch.setattr(command, "find_stack", lambda _: stack)
    monkeypatch.setattr(command, "host_access", lambda _: AdminAccess(str(clusters.plane.kubeconfig), None))

    def run(environment: str) -> Object:
        result = CliRunner().invoke(app, ["kubeconfig", "blue", environment])
        assert result.exit_code == 0, result.output
        found: Object = yaml.safe_load(result.stdout)
        return found

    return run


def deployment(namespace: str, name: str = "web", cpu: str = "100m") -> Object:
    container = {
        "name": "app",
        "image": f"registry.example.com/blue/app@sha256:{'0' * 64}",
        "securityContext": RESTRICTED,
        "resources": {"limits": {"cpu": cpu}},
    }
    labels = {"app": name}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": [container]}},
        },
    }


def create(manifest: Object) -> Call:
    return Call("POST", f"/apis/apps/v1/namespaces/{manifest['metadata']['namespace']}/deployments", body=manifest)


def test_each_environment_has_a_namespace_with_its_bounds(shared: Inside) -> None:
    for name, cpu in (("dev", "3"), ("test", "1")):
        labels = shared.get("Namespace", name)["metadata"]["labels"]
        assert labels["pod-security.kubernetes.io/enforce"] == "restricted"
        assert labels["kubespaces.io/environment"] == name
        assert shared.get("ResourceQuota", "kubespaces", name)["spec"]["hard"]["limits.cpu"] == cpu
        assert shared.get("LimitRange", "kubespaces", name)["spec"]["limits"][0]["max"]["cpu"] == cpu


def test_a_pipeline_deploys_into_its_environment_and_into_no_other(
    clusters: VirtualClusters, shared: Inside, log_in: Callable[[str], Object]
) -> None:
    for mine, other in (("dev", "test"), ("test", "dev")):
        document = log_in(mine)
        assert document["current-context"] == f"blue-{mine}"
        assert document["contexts"][0]["context"]["namespace"] == mine
        with connect_sync(json.dumps(document)) as pipeline:
            pipeline.send(create(deployment(mine)))
            with pytest.raises(ApiError) as refused:
                pipeline.send(create(deployment(other)))
            assert refused.value.forbidden
            for path in (f"/api/v1/namespaces/{other}/secrets", "/api/v1/pods", "/api/v1/namespaces"):
                with pytest.raises(ApiError) as unseen:
                    pipeline.send(Call("GET", path))
                assert unseen.value.forbidden, path
    wait_until_ready(shared, "dev", "web")
    wait_until_ready(shared, "test", "web")
    running = " ".join(clusters.pods(SHARED))
    assert "-x-dev-x-blue-shared" in running
    assert "-x-test-x-blue-shared" in running


def test_people_are_let_in_where_the_access_list_says(shared: Inside) -> None:
    def may(group: str, namespace: str, verb: str = "create", resource: str = "pods") -> bool:
        attributes = {"namespace": namespace, "verb": verb, "resource": resource}
        body = {
            "apiVersion": "authorization.k8s.io/v1",
            "kind": "SelfSubjectAccessReview",
            "spec": {"resourceAttributes": attributes},
        }
        who = Impersonation("somebody", (group, "system:authenticated"))
        path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
        return bool(shared.client.send(Call("POST", path, body=body), impersonate=who)["status"]["allowed"])

    assert [may("devs", name) for name in ("dev", "test", "default")] == [True, False, False]
    assert [may("testers", name) for name in ("dev", "test", "default")] == [False, True, False]
    assert [may("leads", name) for name in ("dev", "test", "default", "")] == [True, True, True, True]
    assert not may("devs", "dev", "update", "resourcequotas")
    assert not may("devs", "", "create", "namespaces")
    assert may("leads", "", "create", "namespaces")


def test_an_environment_cannot_take_the_others_part(shared: Inside) -> None:
    shared.client.send(create(deployment("test", "greedy", "900m")))  # of 1 cpu, "web" has 100m: it is full now
    shared.client.send(create(deployment("test", "more", "200m")))
    eventually(lambda: "exceeded quota: kubespaces" in refusals(shared, "test"), 60)
    shared.client.send(create(deployment("dev", "large", "2")))
    wait_until_ready(shared, "dev", "large")


def wait_until_ready(inside: Inside, namespace: str, name: str) -> None:
    def ready() -> bool:
        status = inside.get("Deployment", name, namespace, api_version="apps/v1")["status"]
        return bool(status.get("readyReplicas"))

    try:
        eventually(ready, 90)
    except AssertionError:
        pods = inside.kubectl("get", "pods", "-A", "-o", "wide").stdout
        raise AssertionError(f"{namespace}/{name} is not ready\n{pods}\n{refusals(inside, namespace)}") from None


def refusals(inside: Inside, namespace: str) -> str:
    events = inside.client.send(Call("GET", f"/api/v1/namespaces/{namespace}/events"))["items"]
    return "\n".join(event["message"] for event in events)


def test_verify_finds_all_as_expected(clusters: VirtualClusters) -> None:
    report = verify(load(clusters.plane.kubeconfig), clusters.fleet, clusters.host)
    assert report.ok, "\n".join(map(str, report.surprises))


def test_environments_come_and_go_and_the_others_stay(clusters: VirtualClusters, shared: Inside) -> None:
    """Last: it changes what there is."""
    kept = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "kept", "namespace": "dev"}}
    uid = shared.create(kept)["metadata"]["uid"]

    lay(clusters.client, Fleet.of(sources_of(host(), blue(("dev", "75%"), ("qa", "25%")))), clusters.host)
    eventually(lambda: settled(shared, "qa", there=True), CHANGED)
    eventually(lambda: settled(shared, "test", there=False), CHANGED)

    assert shared.get("ConfigMap", "kept", "dev")["metadata"]["uid"] == uid
    assert shared.get("ServiceAccount", "deployer", "qa")
    eventually(lambda: not [name for name in clusters.pods(SHARED) if "-x-test-x-" in name], CHANGED)


def settled(inside: Inside, namespace: str, *, there: bool) -> bool:
    try:
        inside.client.send(Call("GET", f"/api/v1/namespaces/{namespace}/resourcequotas/kubespaces"))
    except ApiError as error:
        return error.not_found and not there
    except KubeError:
        return False
    return there
