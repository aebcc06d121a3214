"""Work that each rail looks at and must let through, by the tenants' own people."""

from kubespaces.plan.labels import TENANT
from kubespaces.verify.objects import group
from kubespaces.verify.pods import CONTROLLERS
from tests.support.guard_rails.objects import (
    DIGEST,
    Made,
    account,
    block,
    bound,
    claim,
    egress,
    ephemeral,
    gateway,
    ingress,
    noted,
    pod_in,
    route,
    secret,
    service_of,
    stateful_set,
    thing,
    tolerating,
    with_image,
    workload_in,
)
from tests.support.guard_rails.other_attacks import ALIAS, DNS_NAME, LEADS, MIGHT, OLD_CLASS
from tests.support.guard_rails.pod_attacks import DEVS, HEADS, MASTER_NODES, MASTERS, WEB, affinity

OTHER_SECRETS = {
    "volumes": [
        {"name": "a", "secret": {"secretName": "vc-own"}}, {"name": "b", "emptyDir": {}},
        {"name": "c", "projected": {"sources": [{"secret": {"name": "x"}}, {"downwardAPI": {"items": []}}]}},
    ]
}  # fmt: skip
WITHOUT_CLASS = {"ingressClassName": None}

GOOD: list[tuple[str, tuple[str, ...], Made]] = [
    ("images", DEVS, with_image("registry.example.com/pay/app:1" + DIGEST)),
    ("images", DEVS, with_image("registry.example.com/pay/deep/down/app" + DIGEST)),
    ("images", DEVS, with_image("registry.example.com/pay:1" + DIGEST)),
    ("images", DEVS, with_image("registry.example.com/pay" + DIGEST)),
    *(("images", WEB, with_image(image + DIGEST, "web-dev")) for image in (
        "nginx", "nginx:1", "library/nginx", "docker.io/nginx", "index.docker.io/library/nginx", "acme/tool",
        "docker.io/acme/tool:2")),
    *(("images", DEVS, workload_in("pay-dev", kind)) for kind in CONTROLLERS),
    ("sandbox", WEB, pod_in("web-dev")),
    ("sandbox", WEB, workload_in("web-dev")),
    ("sandbox", DEVS, pod_in("pay-dev")),  # no sandbox where none is asked for
    ("sandbox", DEVS, pod_in("pay-dev", runtimeClassName="gvisor")),
    ("virtual-accounts", MASTERS, pod_in("own-dev")),
    ("virtual-accounts", MASTERS, workload_in("own-dev", **OTHER_SECRETS)),
    ("dedicated-nodes", HEADS, pod_in("lab-dev")),
    ("dedicated-nodes", HEADS, pod_in("lab-dev", nodeSelector={TENANT: "lab", "disk": "fast"})),
    ("scheduling", DEVS, tolerating({"key": "example.com/gpu", "operator": "Exists"})),
    ("scheduling", DEVS, pod_in("pay-dev", tolerations=None)),
    ("scheduling", DEVS, pod_in("pay-dev", nodeSelector={"disk": "fast"})),
    ("scheduling", DEVS, pod_in("pay-dev", **affinity(**{**MASTER_NODES, "operator": "DoesNotExist"}))),
    ("scheduling", DEVS, pod_in("pay-dev", **affinity(key=TENANT, operator="DoesNotExist"))),
    ("scheduling", HEADS, pod_in("lab-dev")),
    ("scheduling", HEADS, workload_in("lab-dev", "DaemonSet")),
    ("pod-classes", DEVS, pod_in("pay-dev", priorityClassName="batch")),
    ("pod-classes", DEVS, pod_in("pay-dev", **ephemeral("standard"))),
    ("storage-classes", DEVS, claim("standard")),
    ("storage-classes", DEVS, stateful_set("standard")),
    ("service-types", DEVS, service_of()),
    ("service-types", DEVS, service_of(clusterIP="None")),
    ("service-types", DEVS, service_of(type="LoadBalancer", allocateLoadBalancerNodePorts=False)),
    ("service-addresses", DEVS, service_of()),
    ("service-addresses", DEVS, noted(service_of(), **{DNS_NAME: "pay.example.com,"})),
    # This environment is given them, or nobody would get as far as the name.
    ("service-addresses", WEB, service_of("web-dev", type="ExternalName", externalName="db.example.com", ports=None)),
    ("ingresses", DEVS, ingress()),
    ("ingresses", DEVS, ingress("shop.own.example.com")),
    ("ingresses", DEVS, ingress("a.b.own.example.com")),
    ("ingresses", DEVS, ingress("*.own.example.com", tls=[{"hosts": ["*.own.example.com"], "secretName": "x"}])),
    ("ingresses", DEVS, noted(ingress(**WITHOUT_CLASS), **{OLD_CLASS: "public"})),
    ("ingresses", DEVS, noted(ingress(), **{ALIAS: "shop.own.example.com, pay.example.com"})),
    *(("routes", DEVS, route("pay.example.com", "x.own.example.com", kind=kind))
      for kind in ("HTTPRoute", "GRPCRoute", "TLSRoute")),
    ("gateways", MIGHT, gateway()),
    ("gateways", MIGHT, gateway(allowedRoutes={"namespaces": {"from": "Same"}})),
    ("metadata-egress", MIGHT, egress()),
    ("metadata-egress", MIGHT, egress({"to": [{"podSelector": {}}]}, block("10.0.0.0/8"), block("192.0.2.1/32"))),
    ("metadata-egress", MIGHT, egress(block("0.0.0.0/0", "169.254.0.0/16", "168.63.129.16/32", "100.64.0.0/10"))),
    ("metadata-egress", MIGHT, egress(block("::/0", "fc00::/7", "fe80::/10"))),
    ("platform-objects", DEVS, lambda _: {**account(), "imagePullSecrets": [{"name": "registry"}]}),
    ("platform-objects", DEVS, thing("ConfigMap", "v1", labels={"app.kubernetes.io/managed-by": "Helm"})),
    ("platform-objects", LEADS, bound(group("mates"))),
    ("reserved-labels", DEVS, thing("ConfigMap", "v1", labels={"kubespaces": "x", "control-plane": "manager"})),
    ("reserved-labels", DEVS, thing("ConfigMap", "v1", annotations={"notkubespaces.io/tenant": "x"})),
    ("delegation", LEADS, bound(group("mates"), "kubespaces:tenant-admin")),
    ("delegation", LEADS, bound({**group("sam@example.com"), "kind": "User"})),
    ("delegation", LEADS, bound({"kind": "ServiceAccount", "name": "builder", "namespace": "pay-dev"})),
    ("token-secrets", DEVS, secret("Opaque")),
    ("token-secrets", DEVS, secret("helm.sh/release.v1")),
]  # fmt: skip
"""The rail, who, and what."""
