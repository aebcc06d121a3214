"""Raising a rung, or any other part of the posture, never takes a control away."""

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kubespaces.plan import NamespacePlan, plan_namespace, plan_platform
from kubespaces.plan.virtual import access_manifests
from kubespaces.spec.namespace import NamespaceSpec
from kubespaces.spec.posture import Egress, Ingress, Isolation, PodSecurity
from tests.documents import tenant
from tests.network_policies import Address, Pod, may_connect
from tests.plans import HOST, manifest, manifests, namespaces_of

from .fleets import as_tenant, quotas

RAILS = {
    planned.manifest["spec"]["policyName"]: planned.manifest["spec"]["matchResources"]["namespaceSelector"]
    for planned in plan_platform()
    if planned.kind == "ValidatingAdmissionPolicyBinding" and "matchResources" in planned.manifest["spec"]
}
FOR_VIRTUAL_CLUSTERS = {"rail kubespaces-virtual-accounts"}
"""Holds only where there is a control plane to impersonate."""

OWN_KERNEL = {"rail kubespaces-sandbox", "rail kubespaces-dedicated-nodes"}
"""Either keeps a container that breaks out from reaching another tenant through the kernel."""


def controls(document: dict[str, Any]) -> set[str]:
    """Return everything that holds a tenant back in its namespace, by name."""
    (spec,) = namespaces_of(as_tenant(document)).values()
    plan = plan_namespace(spec, HOST)
    found = {f"kind {planned.kind}" for planned in plan.objects if planned.kind != "RoleBinding"}
    found |= {f"quota {key}" for key in manifest(plan, "ResourceQuota")["spec"]["hard"]}
    found |= {f"limits {limit['type']}" for limit in manifest(plan, "LimitRange")["spec"]["limits"]}
    if manifest(plan, "ResourceQuota")["spec"]["hard"]["persistentvolumeclaims"] == "0":  # what is not had is bounded
        found.add("limits PersistentVolumeClaim")
    found |= {
        f"no token for {name}"
        for name, account in manifests(plan, "ServiceAccount").items()
        if account["automountServiceAccountToken"] is False
    }
    found |= {planned.role for planned in plan.objects if planned.protect}
    found |= posture(manifest(plan, "Namespace")["metadata"])
    return found | closed(plan) | not_granted(plan, spec)


def posture(metadata: dict[str, Any]) -> set[str]:
    labels, annotations = metadata["labels"], metadata["annotations"]
    levels = list(PodSecurity)
    enforced = levels[: 1 + levels.index(PodSecurity(labels["pod-security.kubernetes.io/enforce"]))]
    found = {f"pod security {level}" for level in enforced}
    found |= {f"allow-list {key}" for key in annotations if "/allowed-" in key}
    rails = {f"rail {name}" for name, selector in RAILS.items() if rail_holds(selector, labels)}
    alone = labels["kubespaces.io/isolation"] == Isolation.DEDICATED_CLUSTER  # the host carries nobody else
    # Pods out of a virtual cluster are restricted, for who starts them is up to the tenant. Where nobody else is, there
    # is nobody to protect from that.
    found |= {"pod security restricted"} if alone else set()
    apart = {"a kernel of its own"} if alone or rails & OWN_KERNEL else set()
    return found | rails - OWN_KERNEL - FOR_VIRTUAL_CLUSTERS | apart


def rail_holds(selector: dict[str, Any], labels: dict[str, str]) -> bool:
    assert selector["matchExpressions"] == [{"key": "kubespaces.io/tenant", "operator": "Exists"}]
    wanted = selector.get("matchLabels", {})
    return "kubespaces.io/tenant" in labels and all(labels.get(key) == value for key, value in wanted.items())


def closed(plan: NamespacePlan) -> set[str]:
    """Return the connections that are refused."""
    metadata = manifest(plan, "Namespace")["metadata"]
    pod = Pod(metadata["name"], {**metadata["labels"], "kubernetes.io/metadata.name": metadata["name"]})
    sister = Pod("shop-other", {**pod.namespace_labels, "kubespaces.io/environment": "other"})
    others: dict[str, Pod | Address] = {
        "the internet": Address("198.51.100.7"),
        "a network": Address("10.40.0.1"),
        "metadata": Address("169.254.169.254"),
        "dns": Pod("kube-system", {"kubernetes.io/metadata.name": "kube-system"}, {"k8s-app": "kube-dns"}),
        "a sister": sister,
        "itself": pod,
        "a stranger": Pod("x", {"kubernetes.io/metadata.name": "x"}),
        "a peer": Pod("bank-dev", {"kubespaces.io/tenant": "bank", "kubespaces.io/environment": "dev"}),
    }
    policies = list(manifests(plan, "NetworkPolicy").values())
    out = {f"no way to {name}" for name, other in others.items() if not may_connect(policies, pod, other, 53, "UDP")}
    return out | {f"no way from {name}" for name, other in others.items() if not may_connect(policies, other, pod)}


def not_granted(plan: NamespacePlan, spec: NamespaceSpec) -> set[str]:
    granted = {binding["roleRef"]["name"] for binding in manifests(plan, "RoleBinding").values()}
    if spec.isolation is Isolation.VIRTUAL:  # people are let in inside instead, with the same roles
        assert not granted
        inside = [one for one in access_manifests(spec, HOST) if one["kind"] == "ClusterRoleBinding"]
        granted = {one["roleRef"]["name"].replace("cluster-admin", "kubespaces:tenant-admin") for one in inside}
    return {f"nobody has {role}" for role in ("edit", "debug", "admin") if f"kubespaces:tenant-{role}" not in granted}


@st.composite
def tenants(draw: st.DrawFn) -> dict[str, Any]:
    """Return a tenant with one environment, of any posture."""
    openings: list[dict[str, Any]] = [
        {"cidr": "10.40.0.0/16"},
        {"tenant": "bank", "environments": ["dev"]},
        {"role": "monitoring"},
    ]
    peers = draw(st.lists(st.sampled_from(openings), max_size=3, unique_by=str))
    return tenant(
        isolation=draw(st.sampled_from(list(Isolation))).value,
        sandbox=draw(st.booleans()),
        podSecurity=draw(st.sampled_from(list(PodSecurity))).value,
        quota=draw(quotas()),
        network={
            "ingress": draw(st.sampled_from(list(Ingress))).value,
            "egress": draw(st.sampled_from(list(Egress))).value,
            "allowFrom": peers,
            "allowTo": [peer for peer in peers if "role" not in peer],
        },
        environments=[{"name": draw(st.sampled_from(["dev", "prod"])), "share": "100%"}],
        access=[{"group": "a", "role": role} for role in draw(st.sets(st.sampled_from(["edit", "debug", "admin"])))],
    )


def raised(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every tightening of a tenant by one step: of the tenant, and of its environment only."""
    spec = document["spec"]
    found = []
    for key, values in (("isolation", list(Isolation)), ("podSecurity", list(PodSecurity)), ("sandbox", [False, True])):
        for tighter in [str(v) if not isinstance(v, bool) else v for v in values][values.index(spec[key]) + 1 :]:
            found += [changed(document, tenant_too=too, **{key: tighter}) for too in (True, False)]
    network = spec["network"]
    for key, ways in (("ingress", list(Ingress)), ("egress", list(Egress))):
        for way in ways[ways.index(network[key]) + 1 :]:
            found += [changed(document, tenant_too=too, network={**network, key: str(way)}) for too in (True, False)]
    for key in ("allowFrom", "allowTo"):
        if network[key]:
            fewer = {**network, key: network[key][1:]}
            found += [changed(document, tenant_too=too, network=fewer) for too in (True, False)]
    return [*found, changed(document, tenant_too=False, production=True)]


def changed(document: dict[str, Any], *, tenant_too: bool, **fields: Any) -> dict[str, Any]:
    copied = copy.deepcopy(document)
    (copied["spec"] if tenant_too else copied["spec"]["environments"][0]).update(fields)
    return copied


@given(tenants())
@settings(max_examples=150)
def test_raising_the_posture_takes_no_control_away(document: dict[str, Any]) -> None:
    before = controls(document)
    for tighter in raised(document):
        lost = before - controls(tighter)
        assert not lost, (lost, tighter["spec"])


def test_the_extractor_tells_controls_apart() -> None:
    loose = controls(tenant(environments=[{"name": "dev", "share": "100%"}]))
    assert "a kernel of its own" not in loose
    for tighter, control in (
        ({"isolation": "sandboxed"}, "a kernel of its own"),
        ({"isolation": "dedicated-nodes"}, "a kernel of its own"),
        ({"isolation": "virtual"}, "a kernel of its own"),
        ({"isolation": "virtual"}, "pod security restricted"),
        ({"podSecurity": "restricted"}, "pod security restricted"),
        ({"network": {"ingress": "deny"}}, "no way from itself"),
        ({"network": {"egress": "deny"}}, "no way to dns"),
    ):
        found = controls(tenant(environments=[{"name": "dev", "share": "100%"}], **tighter))
        assert control in found - loose, tighter
        assert not loose - found, tighter
    assert {
        "no way to metadata",
        "no way to a stranger",
        "quota limits.cpu",
        "allow-list kubespaces.io/allowed-registries",
    } <= loose
