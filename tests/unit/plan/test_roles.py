"""The ClusterRoles: enough for a tenant's work, and nothing that reaches further."""

from collections.abc import Iterator
from typing import Any

import pytest

from kubespaces.plan.roles import READ, WRITE, cluster_roles

ROLES: dict[str, list[dict[str, Any]]] = {
    role["metadata"]["name"].removeprefix("kubespaces:tenant-"): role["rules"] for role in cluster_roles()
}
PLATFORMS = (
    "resourcequotas", "limitranges", "networkpolicies", "roles", "clusterroles", "clusterrolebindings", "namespaces",
    "namespaces/finalize", "persistentvolumes", "nodes", "customresourcedefinitions", "validatingadmissionpolicies",
    "validatingadmissionpolicybindings", "validatingwebhookconfigurations", "mutatingwebhookconfigurations",
    "priorityclasses", "storageclasses", "runtimeclasses", "ingressclasses", "endpoints", "endpointslices", "gateways",
    "services/status", "ingresses/status", "certificatesigningrequests", "serviceaccounts/token", "referencegrants",
)  # fmt: skip
"""What no tenant may write (controls KS-RBAC-08 and KS-RBAC-09)."""


def pairs(role: str) -> set[tuple[str, str]]:
    """Return every (resource, verb) that a role may."""
    return {(resource, verb) for rule in ROLES[role] for resource in rule["resources"] for verb in rule["verbs"]}


def rules() -> Iterator[tuple[str, dict[str, Any]]]:
    for role, found in ROLES.items():
        for rule in found:
            yield role, rule


def test_these_roles_there_are() -> None:
    assert list(ROLES) == ["view", "deployer", "edit", "debug", "admin"]


def test_no_wildcards() -> None:
    for role, rule in rules():
        for part in ("apiGroups", "resources", "verbs"):
            assert rule[part], (role, rule)
            assert not any("*" in word for word in rule[part]), (role, rule)
        assert set(rule) == {"apiGroups", "resources", "verbs"}, (role, rule)


def test_no_way_to_become_somebody_else() -> None:
    for role, rule in rules():
        assert not {"escalate", "bind", "impersonate", "approve", "sign", "*"} & set(rule["verbs"]), (role, rule)


def test_only_verbs_that_the_api_server_knows() -> None:
    for role, rule in rules():
        assert set(rule["verbs"]) <= {*READ, *WRITE}, (role, rule)


@pytest.mark.parametrize("role", ROLES)
def test_the_walls_belong_to_the_platform(role: str) -> None:
    writes = {resource for resource, verb in pairs(role) if verb in WRITE}
    assert writes.isdisjoint(PLATFORMS)
    assert "serviceaccounts/token" not in {resource for resource, _ in pairs(role)}
    assert not any(resource.startswith(("nodes", "persistentvolumes")) for resource, _ in pairs(role))


def test_view_reads_everything_but_secrets_and_writes_nothing() -> None:
    assert {verb for _, verb in pairs("view")} == set(READ)
    resources = {resource for resource, _ in pairs("view")}
    assert "secrets" not in resources
    assert {
        "pods",
        "pods/log",
        "events",
        "deployments",
        "resourcequotas",
        "networkpolicies",
        "rolebindings",
    } <= resources
    assert not {"pods/exec", "pods/attach", "pods/portforward", "pods/proxy", "services/proxy"} & resources


def test_a_deployer_does_what_a_pipeline_does() -> None:
    may = pairs("deployer")
    for kind in (
        "deployments",
        "statefulsets",
        "cronjobs",
        "services",
        "configmaps",
        "secrets",
        "ingresses",
        "httproutes",
    ):
        for verb in ("create", "patch", "delete"):
            assert (kind, verb) in may
    assert ("pods", "create") not in may
    assert ("pods/exec", "create") not in may


def test_only_debug_and_admin_get_into_running_containers() -> None:
    inside = {"pods/exec", "pods/attach", "pods/portforward", "pods/ephemeralcontainers"}
    assert {role for role in ROLES if inside & {resource for resource, _ in pairs(role)}} == {"debug", "admin"}
    assert not [resource for resource, verb in pairs("debug") if verb in WRITE and resource not in inside]


def test_only_admin_hands_on_roles() -> None:
    assert {role for role in ROLES if ("rolebindings", "create") in pairs(role)} == {"admin"}


@pytest.mark.parametrize(
    ("less", "more"), [("view", "deployer"), ("deployer", "edit"), ("edit", "admin"), ("debug", "admin")]
)
def test_each_role_has_what_the_lesser_one_has(less: str, more: str) -> None:
    assert pairs(less) < pairs(more)


def test_nothing_is_aggregated() -> None:
    for role in cluster_roles():
        assert set(role) == {"apiVersion", "kind", "metadata", "rules"}
        assert role["metadata"]["labels"] == {"app.kubernetes.io/managed-by": "kubespaces"}
