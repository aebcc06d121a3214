"""Which login ``kubespaces kubeconfig`` writes for an environment, as far as documents decide it."""

from typing import Any

import pytest

from kubespaces.cli import kubeconfig
from kubespaces.errors import KubespacesError
from kubespaces.kube import Call
from tests.documents import parsed, tenant

ENVIRONMENTS = [{"name": name, "share": "25%"} for name in ("dev", "test", "prod")]
ADMIN = """
apiVersion: v1
kind: Config
clusters: [{name: it, cluster: {server: "https://it", certificate-authority-data: Q0E=}}]
users: [{name: admin, user: {token: secret}}]
contexts: [{name: it, context: {cluster: it, user: admin}}]
current-context: it
"""


class Api:
    """Answers requests for tokens, and remembers for which account."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __enter__(self) -> "Api":
        return self

    def __exit__(self, *_: object) -> None: ...

    def send(self, call: Call) -> dict[str, Any]:
        self.asked.append(call.path)
        return {"status": {"token": "short"}}


@pytest.mark.parametrize(
    ("environment", "per", "host_namespace", "context", "home"),
    [
        ("dev", "tenant", "shop-shared", "shop-dev", "dev"),
        ("test", "tenant", "shop-shared", "shop-test", "test"),
        ("prod", "tenant", "shop-prod", "shop-prod", "default"),
        ("dev", "environment", "shop-dev", "shop-dev", "default"),
    ],
)
def test_the_login_is_in_the_environments_own_namespace(
    monkeypatch: pytest.MonkeyPatch, environment: str, per: str, host_namespace: str, context: str, home: str
) -> None:
    document = parsed(tenant(isolation="virtual", virtual={"per": per}, environments=ENVIRONMENTS))
    api, host = Api(), Api()
    read: list[str] = []
    monkeypatch.setattr(kubeconfig, "admin_kubeconfig", lambda _, namespace: read.append(namespace) or ADMIN)
    monkeypatch.setattr(kubeconfig, "connect_sync", lambda _: api)
    spec = kubeconfig._environment({"shop": document}, "shop", environment)
    found = kubeconfig._inside(host, spec, environment, 10)  # type: ignore[arg-type]  # it only sends
    assert read == [host_namespace]
    assert api.asked == [f"/api/v1/namespaces/{home}/serviceaccounts/deployer/token"]
    assert found["current-context"] == context
    assert found["contexts"][0]["context"]["namespace"] == home
    assert "secret" not in str(found)


def test_the_shared_cluster_itself_is_no_environment() -> None:
    document = parsed(tenant(isolation="virtual", virtual={"per": "tenant"}, environments=ENVIRONMENTS))
    with pytest.raises(KubespacesError, match="tenant 'shop' has no environment 'shared'; use one of: dev, test, prod"):
        kubeconfig._environment({"shop": document}, "shop", "shared")
