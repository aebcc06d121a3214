"""Objects that the tenants' people try to get in: good ones, and one change away from them."""

import copy
from collections.abc import Callable
from typing import Any

from kubespaces.plan.labels import MANAGED_BY
from kubespaces.verify.objects import binding, config_map, group, service
from kubespaces.verify.pods import good_pod_spec, merged, pod, workload
from kubespaces.verify.scene import Place, places_of
from tests.support.tenants import TenantCluster

Object = dict[str, Any]
Made = Callable[[TenantCluster], Object]

ALMIGHTY = "almighty-in-pay-dev"
"""A group that may do everything in the namespace pay-dev, and nothing else."""

THERE = "there"
"""Name of the objects that exist before anything is tried."""

DIGEST = "@sha256:" + "0" * 64
GATEWAY_API = "gateway.networking.k8s.io"


def places(cluster: TenantCluster) -> dict[str, Place]:
    return {place.name: place for place in places_of(cluster.fleet, cluster.host)}


def pod_in(namespace: str, **changes: Any) -> Made:
    """Return the good pod of a namespace, with changes to its spec."""
    return lambda cluster: pod(places(cluster)[namespace], spec_in(cluster, namespace, changes))


def spec_in(cluster: TenantCluster, namespace: str, changes: Object) -> Object:
    found: Object = merged(good_pod_spec(places(cluster)[namespace]), changes)
    return found


def workload_in(namespace: str, kind: str = "Deployment", **changes: Any) -> Made:
    """Return an object that makes good pods of a namespace, with changes to the pod's spec."""
    return lambda cluster: workload(places(cluster)[namespace], kind, spec_in(cluster, namespace, changes))


def with_image(image: str, namespace: str = "pay-dev", kind: str = "Pod", lists: str = "containers") -> Made:
    """Return an object whose pods use an image."""

    def made(cluster: TenantCluster) -> Object:
        container = {**good_pod_spec(places(cluster)[namespace])["containers"][0], "image": image}
        changes = {lists: [{**container, "name": "main" if lists == "containers" else "first"}]}
        make = pod_in(namespace, **changes) if kind == "Pod" else workload_in(namespace, kind, **changes)
        return make(cluster)

    return made


def tolerating(*tolerations: Object) -> Made:
    return pod_in("pay-dev", tolerations=list(tolerations))


def service_of(namespace: str = "pay-dev", **spec: Any) -> Made:
    return lambda _: service(namespace, **spec)


def bound(subject: dict[str, str], role: str = "kubespaces:tenant-view") -> Made:
    return lambda _: binding("pay-dev", role, subject)


def thing(kind: str, api_version: str, namespace: str = "pay-dev", /, **fields: Any) -> Made:
    """Return any object; ``labels`` and ``annotations`` go into its metadata."""
    extra = {key: fields.pop(key) for key in ("labels", "annotations") if key in fields}
    metadata = {"name": "tried", "namespace": namespace, **extra}
    return lambda _: copy.deepcopy({"apiVersion": api_version, "kind": kind, "metadata": metadata, **fields})


def claimed(kind: str, api_version: str, **fields: Any) -> Made:
    """Return an object that says it is the platform's."""
    return thing(kind, api_version, labels={MANAGED_BY: "kubespaces"}, **fields)


def noted(made: Made, part: str = "annotations", **values: str) -> Made:
    """Return an object with further annotations or labels; ``__`` in a name stands for what cannot be in one."""

    def more(cluster: TenantCluster) -> Object:
        obj: Object = copy.deepcopy(made(cluster))
        obj["metadata"].setdefault(part, {}).update(values)
        return obj

    return more


def ingress(host: str | None = "pay.example.com", **spec: Any) -> Made:
    """Return an Ingress of pay-dev; ``None`` removes a field of its spec."""
    backend = {"service": {"name": "shop", "port": {"number": 80}}}
    paths = {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]}
    rules = [{**({"host": host} if host else {}), "http": paths}]
    return thing("Ingress", "networking.k8s.io/v1", spec=merged({"ingressClassName": "public", "rules": rules}, spec))


def route(*hostnames: str, kind: str = "HTTPRoute") -> Made:
    spec: Object = {"parentRefs": [{"name": "shared"}], **({"hostnames": list(hostnames)} if hostnames else {})}
    return thing(kind, f"{GATEWAY_API}/v1", spec=spec)


def gateway(name: str = "shared", **listener: Any) -> Made:
    listeners = [merged({"name": "web", "port": 443, "protocol": "HTTPS", "hostname": "pay.example.com"}, listener)]
    return thing("Gateway", f"{GATEWAY_API}/v1", spec={"gatewayClassName": name, "listeners": listeners})


def claim(name: str | None = "standard", **annotations: str) -> Made:
    """Return a claim of a storage class; without one, whatever there is."""
    spec: Object = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Mi"}}}
    spec |= {"storageClassName": name} if name is not None else {}
    return thing("PersistentVolumeClaim", "v1", spec=spec, annotations=annotations)


def stateful_set(name: str) -> Made:
    """Return a StatefulSet that claims storage."""

    def made(cluster: TenantCluster) -> Object:
        obj = workload_in("pay-dev", "StatefulSet")(cluster)
        template = {"metadata": {"name": "data"}, "spec": claim(name)(cluster)["spec"]}
        return merged(obj, {"spec": {"volumeClaimTemplates": [template]}})  # type: ignore[no-any-return]

    return made


def ephemeral(name: str) -> Object:
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Mi"}}, "storageClassName": name}
    return {"volumes": [{"name": "scratch", "ephemeral": {"volumeClaimTemplate": {"spec": spec}}}]}


def egress(*rules: Object) -> Made:
    spec = {"podSelector": {}, "policyTypes": ["Egress"], "egress": list(rules)}
    return thing("NetworkPolicy", "networking.k8s.io/v1", spec=spec)


def block(cidr: str, *cut: str) -> Object:
    return {"to": [{"ipBlock": {"cidr": cidr, **({"except": list(cut)} if cut else {})}}]}


def secret(secret_type: str) -> Made:
    body = config_map("pay-dev")
    annotations = {"kubernetes.io/service-account.name": "deployer"}
    return lambda _: {"apiVersion": "v1", "kind": "Secret", "type": secret_type,
                      "metadata": {**body["metadata"], "annotations": annotations}}  # fmt: skip


def account() -> Object:
    return {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "builder", "namespace": "pay-dev"}}


CONTROL_PLANE: Object = {
    "apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "vc-own-dev", "namespace": "own-dev"}
}  # fmt: skip
"""The account of a virtual cluster's control plane."""


def named(obj: Object, name: str) -> Object:
    found = copy.deepcopy(obj)
    found["metadata"]["name"] = name
    return found


def existing_objects(cluster: TenantCluster) -> list[Object]:
    """Return objects that tenants have already, and change."""
    makers = (
        tolerating(), workload_in("pay-dev"), workload_in("web-dev"), workload_in("own-dev"),
        service_of(), service_of("web-dev"), ingress(),
        route("pay.example.com"), route("pay.example.com", kind="GRPCRoute"),
        route("pay.example.com", kind="TLSRoute"), gateway(), egress(), bound(group("mates")),
        thing("ConfigMap", "v1"), thing("ServiceAccount", "v1"),
    )  # fmt: skip
    return [*(named(make(cluster), THERE) for make in makers), CONTROL_PLANE]


def almighty_role() -> Object:
    """Return a role of everything in one namespace."""
    rules = [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]
    metadata = {"name": "almighty", "namespace": "pay-dev"}
    return {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": metadata, "rules": rules}


def almighty_binding() -> Object:
    found = {**binding("pay-dev", "almighty", group(ALMIGHTY)), "metadata": almighty_role()["metadata"]}
    found["roleRef"]["kind"] = "Role"
    return found


def gateway_kinds() -> list[Object]:
    """Return the kinds of the Gateway API, without its schema."""
    open_schema = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": open_schema}}
    return [
        {
            "apiVersion": "apiextensions.k8s.io/v1",
            "kind": "CustomResourceDefinition",
            "metadata": {
                "name": f"{kind.lower()}s.{GATEWAY_API}",
                # The API server keeps groups under k8s.io for the community and asks for this.
                "annotations": {"api-approved.kubernetes.io": "unapproved, a test"},
            },
            "spec": {
                "group": GATEWAY_API,
                "names": {"kind": kind, "plural": f"{kind.lower()}s"},
                "scope": "Namespaced",
                "versions": [version],
            },
        }
        for kind in ("HTTPRoute", "GRPCRoute", "TLSRoute", "Gateway")
    ]


def classes() -> list[Object]:
    """Return the classes that have to exist before anybody may name them."""
    runtime = {"apiVersion": "node.k8s.io/v1", "kind": "RuntimeClass", "metadata": {"name": "plain"}, "handler": "runc"}
    priorities = [
        {"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": {"name": name}, "value": 1000}
        for name in ("batch", "rush")
    ]
    return [runtime, *priorities]
