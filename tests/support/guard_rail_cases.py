"""What the guard rails must refuse, and what they must let through."""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from kubespaces.kube import Call, calls
from kubespaces.plan.labels import MANAGED_BY, TENANT
from kubespaces.verify import dry
from kubespaces.verify.objects import binding, config_map, group, service
from kubespaces.verify.pods import good_pod_spec, merged, pod
from kubespaces.verify.scene import Place, places_of
from tests.support.tenants import TenantCluster

Object = dict[str, Any]

ALMIGHTY = "almighty-in-pay-dev"
"""A group that may do everything in the namespace pay-dev, and nothing else."""

THERE = "there"
"""Name of the objects that exist before anything is tried."""


def almighty_role() -> Object:
    """Return a role of everything in one namespace."""
    rules = [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]
    metadata = {"name": "almighty", "namespace": "pay-dev"}
    return {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": metadata, "rules": rules}


def almighty_binding() -> Object:
    found = {**binding("pay-dev", "almighty", group(ALMIGHTY)), "metadata": almighty_role()["metadata"]}
    found["roleRef"]["kind"] = "Role"
    return found


def places(cluster: TenantCluster) -> dict[str, Place]:
    return {place.name: place for place in places_of(cluster.fleet, cluster.host)}


def pod_in(namespace: str, **changes: Any) -> Callable[[TenantCluster], Object]:
    """Return the good pod of a namespace, with changes to its spec."""

    def made(cluster: TenantCluster) -> Object:
        place = places(cluster)[namespace]
        return pod(place, merged(good_pod_spec(place), changes))

    return made


def lab_pod(cluster: TenantCluster, changes: Object) -> Object:
    return pod_in("lab-dev", **changes)(cluster)


def tolerating(*tolerations: Object) -> Callable[[TenantCluster], Object]:
    return pod_in("pay-dev", tolerations=list(tolerations))


def service_of(**spec: Any) -> Callable[[TenantCluster], Object]:
    return lambda _: service("pay-dev", **spec)


def bound(subject: dict[str, str], role: str = "kubespaces:tenant-view") -> Callable[[TenantCluster], Object]:
    return lambda _: binding("pay-dev", role, subject)


def labelled(kind: str, api_version: str, **fields: Any) -> Callable[[TenantCluster], Object]:
    """Return an object that says it is the platform's."""

    def made(_: TenantCluster) -> Object:
        metadata = {"name": "claimed", "namespace": "pay-dev", "labels": {MANAGED_BY: "kubespaces"}}
        return {"apiVersion": api_version, "kind": kind, "metadata": metadata, **fields}

    return made


def secret(secret_type: str) -> Callable[[TenantCluster], Object]:
    def made(_: TenantCluster) -> Object:
        body = config_map("pay-dev")
        annotations = {"kubernetes.io/service-account.name": "deployer"}
        return {"apiVersion": "v1", "kind": "Secret", "type": secret_type,
                "metadata": {**body["metadata"], "annotations": annotations}}  # fmt: skip

    return made


def account() -> Object:
    return {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "builder", "namespace": "pay-dev"}}


def named(obj: Object, name: str) -> Object:
    found = copy.deepcopy(obj)
    found["metadata"]["name"] = name
    return found


def existing_objects(cluster: TenantCluster) -> list[Object]:
    """Return objects that tenants have already, and change."""
    made = [tolerating()(cluster), service_of()(cluster), bound(group("mates"))(cluster)]
    account = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"namespace": "pay-dev"}}
    return [named(obj, THERE) for obj in (*made, account)]


@dataclass(frozen=True)
class Attack:
    """An object that a rail must refuse."""

    rail: str
    check: int
    """Which of the rail's checks refuses it."""
    who: tuple[str, ...]
    bad: Callable[[TenantCluster], Object]
    title: str
    fields: tuple[str, ...] = field(default=())
    """What to change on an object that is there; nothing where the API lets nobody change it."""


DEVS, LEADS, WEB, HEADS = ("pay-devs",), ("pay-leads",), ("web-devs",), ("lab-heads",)
EVERYTHING = {"operator": "Exists"}
MASTER = {"key": "node-role.kubernetes.io/control-plane", "operator": "Exists"}
CRITICAL = {"key": "CriticalAddonsOnly", "operator": "Exists"}
OTHERS = {"key": TENANT, "operator": "Equal", "value": "lab", "effect": "NoSchedule"}
OF_ALL_TENANTS = {"key": TENANT, "operator": "Exists"}
TOKEN = "kubernetes.io/service-account-token"
ELSEWHERE = {"kind": "ServiceAccount", "name": "default", "namespace": "web-dev"}

ATTACKS = [
    Attack("sandbox", 0, WEB, pod_in("web-dev", runtimeClassName=None), "no runtime class"),
    Attack("sandbox", 0, WEB, pod_in("web-dev", runtimeClassName="plain"), "a runtime class that is no sandbox"),
    Attack("sandbox", 0, WEB, pod_in("web-prod", runtimeClassName=None), "no rights and no runtime class"),
    Attack("dedicated-nodes", 0, HEADS, pod_in("lab-dev", nodeSelector=None), "no node selector"),
    Attack("dedicated-nodes", 0, HEADS, pod_in("lab-dev", nodeSelector={TENANT: "pay"}), "another tenant's nodes"),
    Attack("dedicated-nodes", 1, HEADS, pod_in("lab-dev", tolerations=None), "no toleration"),
    Attack("scheduling", 0, DEVS, pod_in("pay-dev", nodeName="node-1"), "a node of its choice"),
    # On a pod that is there it replaces the other tolerations, which the API refuses by itself.
    Attack("scheduling", 1, DEVS, tolerating(EVERYTHING), "tolerating everything"),
    Attack("scheduling", 1, DEVS, tolerating(MASTER), "tolerating control-plane nodes", ("spec",)),
    Attack("scheduling", 1, DEVS, tolerating(CRITICAL), "tolerating nodes for add-ons", ("spec",)),
    Attack("scheduling", 2, DEVS, tolerating(OTHERS), "tolerating another tenant's nodes", ("spec",)),
    Attack("scheduling", 2, DEVS, tolerating(OF_ALL_TENANTS), "tolerating every tenant's nodes", ("spec",)),
    Attack("scheduling", 3, DEVS, pod_in("pay-dev", priorityClassName="system-node-critical"), "a system priority"),
    Attack("service-addresses", 0, DEVS, service_of(externalIPs=["192.0.2.1"]), "an external address", ("spec",)),
    Attack("platform-objects", 0, DEVS, labelled("ServiceAccount", "v1"), "an account", ("metadata",)),
    Attack("platform-objects", 0, (ALMIGHTY,),
           labelled("ResourceQuota", "v1", spec={"hard": {"pods": "9"}}), "a quota"),
    Attack("platform-objects", 0, (ALMIGHTY,),
           labelled("LimitRange", "v1", spec={"limits": [{"type": "Pod", "max": {"cpu": "9"}}]}), "a limit range"),
    Attack("platform-objects", 0, (ALMIGHTY,),
           labelled("NetworkPolicy", "networking.k8s.io/v1", spec={"podSelector": {}}), "a network policy"),
    Attack("delegation", 0, (ALMIGHTY,), bound(group("mates"), "cluster-admin"), "cluster-admin, by somebody almighty"),
    Attack("delegation", 0, LEADS, bound(group("mates"), "system:discovery"), "a role that everybody has"),
    Attack("delegation", 1, LEADS, bound(group("system:authenticated")), "to everybody", ("subjects",)),
    Attack("delegation", 1, LEADS, bound(group("system:serviceaccounts:web-dev")), "to a namespace's accounts",
           ("subjects",)),
    Attack("delegation", 1, LEADS, bound({**group("system:admin"), "kind": "User"}), "to a system user", ("subjects",)),
    Attack("delegation", 1, LEADS, bound(ELSEWHERE), "to an account of another namespace", ("subjects",)),
    Attack("token-secrets", 0, DEVS, secret(TOKEN), "a token that never expires"),
]  # fmt: skip

# Work that each rail looks at and must let through, by the tenants' own people.
GOOD: list[tuple[str, tuple[str, ...], Callable[[TenantCluster], Object]]] = [
    ("sandbox", WEB, pod_in("web-dev")),
    ("sandbox", DEVS, pod_in("pay-dev")),  # no sandbox where none is asked for
    ("sandbox", DEVS, pod_in("pay-dev", runtimeClassName="plain")),
    ("dedicated-nodes", HEADS, pod_in("lab-dev")),
    ("dedicated-nodes", HEADS, pod_in("lab-dev", nodeSelector={TENANT: "lab", "disk": "fast"})),
    ("scheduling", DEVS, tolerating({"key": "example.com/gpu", "operator": "Exists"})),
    ("scheduling", DEVS, pod_in("pay-dev", tolerations=None)),
    ("scheduling", HEADS, pod_in("lab-dev")),
    ("service-addresses", DEVS, service_of()),
    ("service-addresses", DEVS, service_of(type="ExternalName", externalName="db.example.com", ports=None)),
    ("platform-objects", DEVS, lambda _: {**account(), "imagePullSecrets": [{"name": "registry"}]}),
    ("platform-objects", LEADS, bound(group("mates"))),
    ("delegation", LEADS, bound(group("mates"), "kubespaces:tenant-admin")),
    ("delegation", LEADS, bound({**group("sam@example.com"), "kind": "User"})),
    ("delegation", LEADS, bound({"kind": "ServiceAccount", "name": "builder", "namespace": "pay-dev"})),
    ("token-secrets", DEVS, secret("Opaque")),
    ("token-secrets", DEVS, secret("helm.sh/release.v1")),
]


def create(cluster: TenantCluster, obj: Object) -> Call:
    return calls.create(cluster.resource(obj["kind"]), obj, dry_run=True)


def apply(cluster: TenantCluster, obj: Object) -> Call:
    return dry.apply(cluster.resource(obj["kind"]), obj)


def changed(cluster: TenantCluster, attack: Attack) -> tuple[Object, Object]:
    """Return an object that is there with the bad fields, whole and as the difference alone."""
    bad = attack.bad(cluster)
    there = cluster.get(bad["kind"], THERE, "pay-dev")
    if attack.rail == "scheduling":
        # Of a pod that is there, the API lets one add tolerations and little else.
        added = {"spec": {"tolerations": [*there["spec"].get("tolerations", []), *bad["spec"]["tolerations"]]}}
    else:
        added = {name: bad[name] for name in attack.fields}
        added.get("metadata", {}).pop("name", None)
    return merged(there, added), added


def for_apply(whole: Object, changes: Object) -> Object:
    head = {key: whole[key] for key in ("apiVersion", "kind")}
    names = {key: whole["metadata"][key] for key in ("name", "namespace")}
    found: Object = merged({**head, "metadata": names}, changes)
    if "roleRef" in whole:
        found["roleRef"] = whole["roleRef"]
    return found


def refused_requests(cluster: TenantCluster, attack: Attack) -> Iterator[tuple[str, Call]]:
    """Yield every way of getting the object in, with the admission operation that it is."""
    bad = attack.bad(cluster)
    yield "CREATE", create(cluster, bad)
    yield "CREATE", apply(cluster, bad)
    if attack.fields:
        whole, changes = changed(cluster, attack)
        resource = cluster.resource(bad["kind"])
        yield "UPDATE", dry.replace(resource, whole)
        yield "UPDATE", dry.patch(resource, "pay-dev", THERE, changes)
        yield "UPDATE", apply(cluster, for_apply(whole, changes))
