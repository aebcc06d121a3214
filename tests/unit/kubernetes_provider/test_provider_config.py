import json
from typing import Any

import pytest

from kubespaces_embedded.kubernetes_provider import config
from kubespaces_embedded.kubernetes_provider.errors import Refused
from kubespaces_embedded.kubernetes_provider.properties import UNKNOWN, Secret

URN = "urn:pulumi:s::p::pulumi:providers:kubernetes::host"


def kubeconfig(server: str = "https://one", current: str = "a") -> str:
    return json.dumps(
        {
            "current-context": current,
            "clusters": [
                {"name": "a", "cluster": {"server": server}},
                {"name": "b", "cluster": {"server": "https://b"}},
            ],
            "contexts": [{"name": name, "context": {"cluster": name}} for name in ("a", "b")],
        }
    )


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("DELETE_UNREACHABLE", "ENABLE_SERVER_SIDE_APPLY", "CLIENT_TIMEOUT"):
        monkeypatch.delenv(f"PULUMI_K8S_{variable}", raising=False)


def settings(**values: str) -> config.Settings:
    return config.settings({f"kubernetes:config:{key}": value for key, value in values.items()})


def test_a_switch_is_set_by_its_key_or_else_by_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not settings().delete_unreachable
    monkeypatch.setenv("PULUMI_K8S_DELETE_UNREACHABLE", "true")
    assert settings().delete_unreachable
    assert not settings(deleteUnreachable="false").delete_unreachable


def test_the_timeout_of_a_request_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings().timeout == 32
    assert settings(kubeClientSettings='{"timeout": 5, "qps": 9}').timeout == 5
    monkeypatch.setenv("PULUMI_K8S_CLIENT_TIMEOUT", "7")
    assert settings(kubeClientSettings='{"qps": 9}').timeout == 7
    with pytest.raises(Refused, match="whole number of seconds"):
        settings(kubeClientSettings="soon")


@pytest.mark.parametrize("values", [{"enableServerSideApply": "false"}, {"renderYamlToDirectory": "out"}])
def test_what_only_the_official_plugin_can_do_is_refused(values: dict[str, str]) -> None:
    with pytest.raises(Refused, match="official Kubernetes plugin"):
        settings(**values)
    ((key, reason),) = config.check(URN, values)
    assert key in values
    assert "official Kubernetes plugin" in reason


def test_strict_mode_wants_an_explicit_provider() -> None:
    assert config.check(URN, {"strictMode": "true", "kubeconfig": Secret("x"), "context": "a"}) == []
    failures = config.check(URN.replace("host", "default_4_34_2"), {"strictMode": True})
    assert [key for key, _ in failures] == ["", "kubeconfig", "context"]


def test_nothing_changed() -> None:
    assert config.diff({"kubeconfig": "x"}, {"kubeconfig": Secret("x")}) == ([], [])


def diff(old: dict[str, Any], new: dict[str, Any]) -> tuple[list[str], list[str]]:
    return config.diff({"kubeconfig": kubeconfig(), **old}, {"kubeconfig": kubeconfig(), **new})


def test_another_active_cluster_replaces_everything() -> None:
    assert diff({}, {"kubeconfig": kubeconfig("https://two")}) == (["kubeconfig"], ["kubeconfig"])
    assert diff({}, {"context": "b"}) == (["context"], ["context"])
    assert diff({}, {"cluster": "b"}) == (["cluster"], ["cluster"])


def test_what_is_not_about_the_active_cluster_replaces_nothing() -> None:
    renewed = json.dumps({**json.loads(kubeconfig()), "users": [{"name": "a", "user": {"token": "new"}}]})
    assert diff({}, {"kubeconfig": renewed}) == (["kubeconfig"], [])
    assert diff({}, {"namespace": "x"}) == (["namespace"], [])


def test_with_a_cluster_identifier_only_its_change_replaces() -> None:
    elsewhere = {"kubeconfig": kubeconfig("https://two")}
    assert diff({"clusterIdentifier": "x"}, {"clusterIdentifier": "x", **elsewhere}) == (["kubeconfig"], [])
    unknown = {"clusterIdentifier": "x", "kubeconfig": UNKNOWN}
    assert diff({"clusterIdentifier": "x"}, unknown) == (["kubeconfig"], [])
    assert diff({"clusterIdentifier": "x"}, {"clusterIdentifier": "y"}) == (
        ["clusterIdentifier"],
        ["clusterIdentifier"],
    )
    assert diff({}, {"clusterIdentifier": "x"}) == (["clusterIdentifier"], [])


def test_a_kubeconfig_that_is_not_known_yet_replaces() -> None:
    assert diff({}, {"kubeconfig": UNKNOWN}) == (["kubeconfig"], ["kubeconfig"])


def test_a_kubeconfig_that_is_gone_does_not_stand_in_the_way() -> None:
    assert diff({"kubeconfig": "/gone/config"}, {}) == (["kubeconfig"], [])
