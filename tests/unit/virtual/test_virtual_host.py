"""Whose control planes are run: those that the library has laid, and nobody else's."""

import json
from typing import Any

import httpx
import pytest

from kubespaces.kube import Client
from kubespaces.kube.connection import Settings
from kubespaces.kube.kubeconfig import Access
from kubespaces.plan.labels import LOCAL_ENDPOINT, VIRTUAL_CLUSTER
from kubespaces_embedded.virtual.host import Host, VirtualCluster, owned_by


def labelled(name: str, value: str, namespace: str = "", **metadata: Any) -> dict[str, Any]:
    whole = {"name": name, "namespace": namespace, "uid": f"uid-{name}", "labels": {VIRTUAL_CLUSTER: value}, **metadata}
    return {"metadata": whole}


class Server:
    """Answers lists from memory and notes everything else."""

    def __init__(self, **lists: list[dict[str, Any]]) -> None:
        self.lists = lists
        self.sent: list[tuple[str, str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        plural = request.url.path.rsplit("/", 1)[1]
        if request.method == "GET":
            return httpx.Response(200, json={"items": self.lists.get(plural, [])})
        body = json.loads(request.content)
        self.sent.append((request.method, request.url.path, body))
        if request.url.path.endswith("/token"):
            return httpx.Response(201, json={"status": {"token": "secret"}})
        return httpx.Response(404 if request.method == "DELETE" else 200, json={"kind": "Status"})


def host(server: Server) -> Host:
    access = Access("c", "https://127.0.0.1:1", "default", {"insecure-skip-tls-verify": True}, {})
    return Host(Client(Settings(access), transport=httpx.MockTransport(server)))


def found(*sets: dict[str, Any], **namespaces: str) -> list[VirtualCluster]:
    server = Server(
        statefulsets=list(sets),
        namespaces=[labelled(name.replace("_", "-"), value) for name, value in namespaces.items()],
    )
    asked = host(server)
    return asked.virtual_clusters(asked.namespaces())


def test_a_control_plane_is_known_by_its_namespace_too() -> None:
    laid = labelled("team-dev", "team-dev", "team-dev", annotations={LOCAL_ENDPOINT: "https://127.0.0.1:5"})
    assert found(laid, team_dev="team-dev") == [
        VirtualCluster("team-dev", "team-dev", "uid-team-dev", "https://127.0.0.1:5")
    ]


@pytest.mark.parametrize(
    ("impostor", "namespaces"),
    [
        (labelled("mine", "mine", "mine"), {}),
        (labelled("mine", "mine", "team-dev"), {"team_dev": "team-dev"}),
        (labelled("mine", "team-dev", "team-dev"), {"team_dev": "team-dev"}),
        (labelled("team-dev", "team-dev", "other"), {"team_dev": "team-dev"}),
        (labelled("team-dev", "team-dev", "team-dev", deletionTimestamp="now"), {"team_dev": "team-dev"}),
    ],
    ids=["namespace without label", "other name", "other label", "other namespace", "being deleted"],
)
def test_one_that_only_claims_to_be_is_left_out(impostor: dict[str, Any], namespaces: dict[str, str]) -> None:
    assert found(impostor, **namespaces) == []


def test_a_pod_belongs_to_the_set_that_controls_it() -> None:
    cluster = VirtualCluster("team-dev", "team-dev", "uid-1", "")
    reference = {"kind": "StatefulSet", "name": "team-dev", "uid": "uid-1", "controller": True}
    pod: dict[str, Any] = {"metadata": {"ownerReferences": [reference]}}

    assert owned_by(pod, cluster)
    assert not owned_by({"metadata": {"ownerReferences": [reference | {"uid": "uid-2"}]}}, cluster)
    assert not owned_by({"metadata": {"ownerReferences": [reference | {"controller": False}]}}, cluster)
    assert not owned_by({"metadata": {}}, cluster)


def test_a_token_is_the_accounts_own_and_ends_with_the_pod() -> None:
    server = Server()
    pod = {
        "metadata": {"name": "team-dev-0", "namespace": "team-dev", "uid": "uid-9"},
        "spec": {"serviceAccountName": "vc-team-dev"},
    }
    assert host(server).token(pod, "", 3607) == "secret"

    method, path, body = server.sent[0]
    assert (method, path) == ("POST", "/api/v1/namespaces/team-dev/serviceaccounts/vc-team-dev/token")
    assert body["spec"]["boundObjectRef"]["uid"] == "uid-9"
    assert body["spec"]["expirationSeconds"] == 3607


def test_the_end_of_a_pod_that_is_gone_already_is_no_error() -> None:
    server = Server()
    host(server).confirm_end({"metadata": {"name": "team-dev-0", "namespace": "team-dev", "uid": "uid-9"}})

    _, _, body = server.sent[0]
    assert body["gracePeriodSeconds"] == 0
    assert body["preconditions"] == {"uid": "uid-9"}
