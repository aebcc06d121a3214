"""For every dimension of isolation: what lowers it, what raises it, what cannot be told."""

# ruff: noqa: E501 - each case stands together

import copy
from collections.abc import Callable
from typing import Any

import pytest

from kubespaces.plan import plan_namespace, plan_platform
from kubespaces.review import Review
from tests.plans import HOST, namespace_of
from tests.support.previews import review

Object = dict[str, Any]
Change = Callable[[Object], Any]

PLATFORM = [planned.manifest for planned in plan_platform()]
NAMESPACE = [
    planned.manifest
    for planned in plan_namespace(
        namespace_of(
            "dev",
            registries=["registry.example.com/shop"],
            network={"allowFrom": [{"tenant": "bank", "ports": ["443-445"]}], "allowTo": [{"cidr": "10.0.0.0/8"}]},
            access=[{"group": "devs", "role": "edit"}],
        ),
        HOST,
    ).objects
]
ALLOWED = "kubespaces.io/allowed-"
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


def found(objects: list[Object], kind: str, name: str = "") -> Object:
    return next(item for item in objects if item["kind"] == kind and name in item["metadata"]["name"])


def directions(result: Review) -> dict[str, str]:
    """Return what differs in the namespace: the direction of each dimension that is not equal."""
    environments = [environment for tenant in result.tenants for environment in tenant.environments]
    return {
        str(item.dimension): str(item.direction)
        for environment in environments
        for item in environment.isolation
        if item.direction != "equal"
    }


def changed(kind: str, name: str, change: Change) -> dict[str, str]:
    after = copy.deepcopy(NAMESPACE)
    change(found(after, kind, name))
    return directions(review([*PLATFORM, *NAMESPACE], [*PLATFORM, *after]))


def label(key: str, value: Any) -> Change:
    return lambda item: item["metadata"]["labels"].update({key: value})


def annotation(key: str, value: Any) -> Change:
    return lambda item: item["metadata"]["annotations"].update({key: value})


def peers(*ports: Any, side: str = "ingress", **peer: Any) -> Change:
    rule = {"from" if side == "ingress" else "to": [peer], **({"ports": list(ports)} if ports else {})}
    return lambda item: item["spec"].update({side: [rule]})


def hard(key: str, value: Any) -> Change:
    return lambda item: item["spec"]["hard"].update({key: value})


BANK = {"namespaceSelector": {"matchLabels": {"kubespaces.io/tenant": "bank"}}}
BANK_DEV = {
    "namespaceSelector": {
        "matchLabels": {"kubespaces.io/tenant": "bank"},
        "matchExpressions": [{"key": "kubespaces.io/environment", "operator": "In", "values": ["dev"]}],
    }
}
TLS = {"protocol": "TCP", "port": 443, "endPort": 445}
ENFORCE = "pod-security.kubernetes.io/enforce"
VERSION = "pod-security.kubernetes.io/enforce-version"

CASES: dict[str, tuple[str, str, Change, dict[str, str]]] = {
    "quota up": ("ResourceQuota", "", hard("limits.cpu", "900"), {"quota": "lowered"}),
    "quota down": ("ResourceQuota", "", hard("limits.cpu", "1"), {"quota": "raised"}),
    "quota the same in other words": ("ResourceQuota", "", lambda item: item["spec"]["hard"].update(
        {"limits.cpu": f"{int(item['spec']['hard']['limits.cpu'].removesuffix('m')) * 1000}u"}), {}),
    "quota known later": ("ResourceQuota", "", hard("limits.cpu", UNKNOWN), {"quota": "unknown"}),
    "quota that is no amount": ("ResourceQuota", "", hard("limits.cpu", ["x"]), {"quota": "unknown"}),
    "another thing bounded": ("ResourceQuota", "", hard("requests.example.com/x", "1"), {"quota": "raised"}),
    "another thing bounded, known later": ("ResourceQuota", "", hard("requests.example.com/x", UNKNOWN), {"quota": "raised"}),
    "rung up": ("Namespace", "", label("kubespaces.io/isolation", "sandboxed"), {"rung": "raised"}),
    "rung known later": ("Namespace", "", label("kubespaces.io/isolation", UNKNOWN), {"rung": "unknown"}),
    "rung that is none": ("Namespace", "", label("kubespaces.io/isolation", "nothing"), {"rung": "lowered"}),
    "Pod Security up": ("Namespace", "", label(ENFORCE, "restricted"), {"podSecurity": "raised"}),
    "Pod Security down": ("Namespace", "", label(ENFORCE, "privileged"), {"podSecurity": "lowered"}),
    "Pod Security that is none": ("Namespace", "", label(ENFORCE, "Baseline"), {"podSecurity": "lowered"}),
    "Pod Security of an older version": ("Namespace", "", label(VERSION, "v1.30"), {"podSecurity": "lowered"}),
    "Pod Security of the newest version": ("Namespace", "", label(VERSION, "latest"), {"podSecurity": "raised"}),
    "stricter and older": (
        "Namespace", "", lambda item: item["metadata"]["labels"].update({ENFORCE: "restricted", VERSION: "v1.20"}),
        {"podSecurity": "changed"},
    ),
    "no warnings": ("Namespace", "", lambda item: item["metadata"]["labels"].pop("pod-security.kubernetes.io/warn"),
                    {"podSecurity": "lowered"}),
    "another tenant": ("Namespace", "", label("kubespaces.io/tenant", "bank"), {"identity": "changed"}),
    "registry added": ("Namespace", "", annotation(f"{ALLOWED}registries", "registry.example.com/shop,docker.io"),
                       {"registries": "lowered"}),
    "registry as a whole": ("Namespace", "", annotation(f"{ALLOWED}registries", "registry.example.com"),
                            {"registries": "lowered"}),
    "registry narrowed": ("Namespace", "", annotation(f"{ALLOWED}registries", "registry.example.com/shop/web"),
                          {"registries": "raised"}),
    "registry with a similar name": ("Namespace", "", annotation(f"{ALLOWED}registries", "registry.example.com/shopping"),
                                     {"registries": "lowered"}),
    "registries gone": ("Namespace", "", lambda item: item["metadata"]["annotations"].pop(f"{ALLOWED}registries"),
                        {"registries": "lowered"}),
    "host name allowed": ("Namespace", "", annotation(f"{ALLOWED}hostnames", "a.example.com"), {"hostnames": "lowered"}),
    "Service type allowed": ("Namespace", "", annotation(f"{ALLOWED}service-types", "ClusterIP,NodePort"),
                             {"classes": "lowered"}),
    "left out by Gatekeeper": ("Namespace", "", label("admission.gatekeeper.sh/ignore", "x"), {"exemptions": "lowered"}),
    "peer on one port less": ("NetworkPolicy", "allow-from-bank", peers({"protocol": "TCP", "port": 443}, **BANK_DEV),
                              {"networkIn": "raised"}),
    "peer in every environment": ("NetworkPolicy", "allow-from-bank", peers(TLS, **BANK), {"networkIn": "lowered"}),
    "peer on all ports": ("NetworkPolicy", "allow-from-bank", peers(**BANK_DEV), {"networkIn": "lowered"}),
    "peer on a named port": ("NetworkPolicy", "allow-from-bank", peers({"port": "https"}, **BANK_DEV),
                             {"networkIn": "lowered"}),
    "peers known later": ("NetworkPolicy", "allow-from-bank", lambda item: item["spec"].update({"ingress": UNKNOWN}),
                          {"networkIn": "unknown"}),
    "peer without anybody named": ("NetworkPolicy", "allow-from-bank", lambda item: item["spec"].update({"ingress": [{}]}),
                                   {"networkIn": "lowered"}),
    "network narrowed": ("NetworkPolicy", "allow-to-10", peers(side="egress", ipBlock={"cidr": "10.1.0.0/16"}),
                         {"networkOut": "raised"}),
    "network widened": ("NetworkPolicy", "allow-to-10", peers(side="egress", ipBlock={"cidr": "0.0.0.0/0"}),
                        {"networkOut": "lowered"}),
    "more cut out of a network": (
        "NetworkPolicy", "allow-to-10", peers(side="egress", ipBlock={"cidr": "10.0.0.0/8", "except": ["10.9.0.0/16"]}),
        {"networkOut": "raised"},
    ),
    "default deny that lets in": ("NetworkPolicy", "default-deny", lambda item: item["spec"].update({"ingress": [{}]}),
                                  {"networkIn": "lowered"}),
    "default deny for some pods": (
        "NetworkPolicy", "default-deny", lambda item: item["spec"].update({"podSelector": {"matchLabels": {"a": "b"}}}),
        {"networkIn": "lowered", "networkOut": "lowered"},
    ),
    "group becomes admin": (
        "RoleBinding", "edit", lambda item: item["roleRef"].update({"name": "kubespaces:tenant-admin"}), {"access": "lowered"},
    ),
    "group may only look": (
        "RoleBinding", "edit", lambda item: item["roleRef"].update({"name": "kubespaces:tenant-view"}), {"access": "raised"},
    ),
    "somebody known later": ("RoleBinding", "edit", lambda item: item.update({"subjects": UNKNOWN}), {"access": "unknown"}),
    "everybody": (
        "RoleBinding", "edit", lambda item: item["subjects"][0].update({"name": "system:authenticated"}), {"access": "lowered"},
    ),
    "token in pods": ("ServiceAccount", "default", lambda item: item.update({"automountServiceAccountToken": True}),
                      {"tokens": "lowered"}),
    "larger containers": ("LimitRange", "", lambda item: item["spec"]["limits"][0]["max"].update({"cpu": "64"}),
                          {"limits": "lowered"}),
    "smaller containers": ("LimitRange", "", lambda item: item["spec"]["limits"][0]["max"].update({"cpu": "1m"}),
                           {"limits": "raised"}),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "name", "change", "expected"), CASES.values(), ids=CASES.keys())
def test_one_change(kind: str, name: str, change: Change, expected: dict[str, str]) -> None:
    assert changed(kind, name, change) == expected


def added(*objects: Object) -> dict[str, str]:
    return directions(review([*PLATFORM, *NAMESPACE], [*PLATFORM, *NAMESPACE, *objects]))


def removed(kind: str, name: str) -> dict[str, str]:
    left = [item for item in NAMESPACE if item is not found(NAMESPACE, kind, name)]
    return directions(review([*PLATFORM, *NAMESPACE], [*PLATFORM, *left]))


def made(version: str, kind: str, name: str = "x", **body: Any) -> Object:
    return {"apiVersion": version, "kind": kind, "metadata": {"name": name, "namespace": "shop-dev"}, **body}


ADDED: dict[str, tuple[Object, dict[str, str]]] = {
    "a peer": (made("networking.k8s.io/v1", "NetworkPolicy", spec={"podSelector": {}, "ingress": [{"from": [BANK]}]}),
               {"networkIn": "lowered"}),
    "a peer that is let in already": (
        made("networking.k8s.io/v1", "NetworkPolicy",
             spec={"podSelector": {"matchLabels": {"a": "b"}}, "ingress": [{"from": [BANK_DEV], "ports": [{"port": 443}]}]}),
        {},
    ),
    "a policy that opens nothing": (made("networking.k8s.io/v1", "NetworkPolicy", spec={"podSelector": {}}), {}),
    "a policy of a network plugin": (made("cilium.io/v2", "CiliumNetworkPolicy", spec={"x": 1}),
                                     {"networkIn": "unknown", "networkOut": "unknown"}),
    "an Ingress": (made("networking.k8s.io/v1", "Ingress", spec={"rules": [{"host": "a.example.com"}]}),
                   {"exposure": "lowered"}),
    "a route": (made("gateway.networking.k8s.io/v1", "HTTPRoute", spec={"hostnames": ["a.example.com"]}),
                {"exposure": "lowered"}),
    "a Service inside": (made("v1", "Service", spec={"type": "ClusterIP"}), {}),
    "a load balancer": (made("v1", "Service", spec={"type": "LoadBalancer"}), {"exposure": "lowered"}),
    "node ports": (made("v1", "Service", spec={"type": "NodePort"}), {"exposure": "lowered"}),
    "a Service known later": (made("v1", "Service", spec={"type": UNKNOWN}), {"exposure": "unknown"}),
    "a second, tighter quota": (made("v1", "ResourceQuota", spec={"hard": {"pods": "1"}}), {"quota": "raised"}),
    "a second, wider quota": (made("v1", "ResourceQuota", spec={"hard": {"pods": "100000"}}), {}),
    "a quota of some pods": (
        made("v1", "ResourceQuota", spec={"hard": {"pods": "1"}, "scopes": ["BestEffort"]}), {"quota": "raised"},
    ),
    "a role of Kubernetes": (
        made("rbac.authorization.k8s.io/v1", "RoleBinding", roleRef={"kind": "ClusterRole", "name": "cluster-admin"},
             subjects=[{"kind": "Group", "name": "devs"}]),
        {"access": "lowered"},
    ),
    "an account with a token": (made("v1", "ServiceAccount", "app"), {"tokens": "lowered"}),
    "an account without": (made("v1", "ServiceAccount", "app", automountServiceAccountToken=False), {}),
}  # fmt: skip


@pytest.mark.parametrize(("new", "expected"), ADDED.values(), ids=ADDED.keys())
def test_one_object_more(new: Object, expected: dict[str, str]) -> None:
    assert added(new) == expected


REMOVED = {
    "quota": ("ResourceQuota", "", {"quota": "lowered"}),
    "limits": ("LimitRange", "", {"limits": "lowered"}),
    "default deny": ("NetworkPolicy", "default-deny", {"networkIn": "lowered", "networkOut": "lowered"}),
    "a peer": ("NetworkPolicy", "allow-from-bank", {"networkIn": "raised"}),
    "a grant": ("RoleBinding", "edit", {"access": "raised"}),
    "the rule on tokens": ("ServiceAccount", "default", {"tokens": "lowered"}),
}


@pytest.mark.parametrize(("kind", "name", "expected"), REMOVED.values(), ids=REMOVED.keys())
def test_one_object_less(kind: str, name: str, expected: dict[str, str]) -> None:
    assert removed(kind, name) == expected


def test_a_policy_that_is_not_read_is_no_news_while_it_stays() -> None:
    cilium = made("cilium.io/v2", "CiliumNetworkPolicy", spec={"x": 1})
    quota = copy.deepcopy(NAMESPACE)
    found(quota, "ResourceQuota")["spec"]["hard"]["pods"] = "1"

    assert directions(review([*NAMESPACE, cilium], [*quota, cilium])) == {"quota": "raised"}


def test_a_role_that_may_do_more_lowers_every_namespace_that_binds_it() -> None:
    after = copy.deepcopy(PLATFORM)
    rules = found(after, "ClusterRole", "kubespaces:tenant-edit")["rules"]
    rules.append({"apiGroups": [""], "resources": ["nodes"], "verbs": ["get"]})

    result = review([*PLATFORM, *NAMESPACE], [*after, *NAMESPACE])

    assert directions(result) == {"access": "lowered"}


def test_a_guard_rail_that_only_warns_is_one_less() -> None:
    after = copy.deepcopy(PLATFORM)
    found(after, "ValidatingAdmissionPolicyBinding", "scheduling")["spec"]["validationActions"] = ["Audit"]

    result = review([*PLATFORM, *NAMESPACE], [*after, *NAMESPACE])

    assert directions(result) == {"admission": "lowered"}
    assert [host.direction for host in result.hosts] == ["lowered"]


def test_a_rule_more_in_a_guard_rail_raises_and_another_one_is_for_somebody_to_judge() -> None:
    more, other = copy.deepcopy(PLATFORM), copy.deepcopy(PLATFORM)
    found(more, "ValidatingAdmissionPolicy", "scheduling")["spec"]["validations"].append({"expression": "1 == 1"})
    found(other, "ValidatingAdmissionPolicy", "scheduling")["spec"]["validations"][0]["expression"] = "1 == 1"

    assert directions(review([*PLATFORM, *NAMESPACE], [*more, *NAMESPACE])) == {"admission": "raised"}
    assert directions(review([*PLATFORM, *NAMESPACE], [*other, *NAMESPACE])) == {"admission": "changed"}
