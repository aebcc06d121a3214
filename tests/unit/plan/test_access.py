"""RoleBindings: who gets what in one namespace."""

import re
from typing import Any

from kubespaces.plan.access import role_bindings
from kubespaces.spec.namespace import NamespaceSpec
from tests.plans import namespace_of

LEADS = {"group": "shop-leads", "role": "admin", "environments": ["dev"]}


def grants(environment: str, *access: dict[str, Any]) -> list[tuple[str, str, str]]:
    bindings = role_bindings(namespace_of(environment, access=list(access))).values()
    found = [
        (subject["kind"], subject.get("namespace", "") + subject["name"], binding["roleRef"]["name"])
        for binding in bindings
        for subject in binding["subjects"]
    ]
    return [(kind, name, role.removeprefix("kubespaces:tenant-")) for kind, name, role in found]


OWN = ("ServiceAccount", "shop-devdeployer", "deployer")


def test_a_namespace_has_its_own_deployer() -> None:
    (binding,) = role_bindings(namespace_of("dev")).values()
    assert binding == {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "RoleBinding",
        "metadata": {
            "name": "kubespaces:deployer:deployer-7adda3",
            "namespace": "shop-dev",
            "labels": {
                "app.kubernetes.io/managed-by": "kubespaces",
                "kubespaces.io/tenant": "shop",
                "kubespaces.io/environment": "dev",
            },
        },
        "roleRef": {
            "apiGroup": "rbac.authorization.k8s.io",
            "kind": "ClusterRole",
            "name": "kubespaces:tenant-deployer",
        },
        "subjects": [{"kind": "ServiceAccount", "name": "deployer", "namespace": "shop-dev"}],
    }


def test_groups_people_and_accounts() -> None:
    access: list[dict[str, Any]] = [
        {"group": "shop-devs", "role": "edit"},
        {"user": "ann@example.com", "role": "view"},
        {"serviceAccount": "argo/shop", "role": "deployer"},
    ]
    assert grants("dev", *access) == [
        ("User", "ann@example.com", "view"),
        OWN,
        ("ServiceAccount", "argoshop", "deployer"),
        ("Group", "shop-devs", "edit"),
    ]


def test_grants_hold_where_they_say() -> None:
    assert ("Group", "shop-leads", "admin") in grants("dev", LEADS)
    assert ("Group", "shop-leads", "admin") not in grants("prod", LEADS)


def test_people_who_change_things_by_hand_reach_production_only_if_it_is_named() -> None:
    for role in ("edit", "debug", "admin"):
        assert ("Group", "a", role) in grants("dev", {"group": "a", "role": role})
        assert ("Group", "a", role) not in grants("prod", {"group": "a", "role": role})
        assert ("Group", "a", role) in grants("prod", {"group": "a", "role": role, "environments": ["prod"]})
    for role in ("view", "deployer"):
        assert ("Group", "a", role) in grants("prod", {"group": "a", "role": role})


def test_a_grant_that_stands_twice_is_one_binding() -> None:
    twice: list[dict[str, Any]] = [
        {"group": "a", "role": "view"},
        {"group": "a", "role": "view", "environments": ["dev"]},
    ]
    assert grants("dev", *twice).count(("Group", "a", "view")) == 1


def test_a_group_and_a_user_of_one_name_are_two() -> None:
    names = list(
        role_bindings(namespace_of("dev", access=[{"group": "ann", "role": "view"}, {"user": "ann", "role": "view"}]))
    )
    assert len(names) == len(set(names)) == 3


def test_any_name_of_a_group_makes_a_good_name_of_a_binding() -> None:
    names = ["oidc:Team Größe/1", "a" * 250, "...", "CN=x,OU=y"]
    access = [{"group": name, "role": "view"} for name in names]
    bindings = role_bindings(namespace_of("dev", access=access))
    assert len(bindings) == len(names) + 1
    for key, binding in bindings.items():
        assert re.fullmatch(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?", key)
        assert re.fullmatch(r"kubespaces:[a-z]+:[a-z0-9]([-a-z0-9]*[a-z0-9])?", binding["metadata"]["name"])
        assert len(binding["metadata"]["name"]) <= 253


def test_cluster_roles_are_never_bound_beyond_the_namespace() -> None:
    for binding in role_bindings(namespace_of("dev", access=[LEADS])).values():
        assert (binding["kind"], binding["metadata"]["namespace"]) == ("RoleBinding", "shop-dev")


def test_a_namespace_that_a_program_makes_by_itself_leaves_out_grants_for_others() -> None:
    access = [
        {"group": "a", "role": "edit", "environments": ["dev"]},
        {"group": "b", "role": "edit"},
        {"group": "c", "role": "view"},
        {"group": "d", "role": "debug", "environments": ["dev", "prod"]},
    ]
    spec = NamespaceSpec.model_validate(
        {
            "tenant": "shop",
            "environment": "prod",
            "owner": "shop@example.com",
            "quota": {"cpu": 1, "memory": "1Gi"},
            "access": access,
        }
    )
    granted = {binding["subjects"][0]["name"] for binding in role_bindings(spec).values()}
    assert granted == {"deployer", "c", "d"}
