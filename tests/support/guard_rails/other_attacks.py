"""Services, traffic, labels and access that the rails must refuse."""

from kubespaces.plan.labels import ALLOWED, TENANT
from kubespaces.verify.objects import group
from kubespaces.verify.pods import merged
from tests.support.guard_rails.attack import Attack, fields
from tests.support.guard_rails.objects import (
    ALMIGHTY,
    Made,
    Object,
    block,
    bound,
    claimed,
    egress,
    gateway,
    ingress,
    noted,
    route,
    secret,
    service_of,
    thing,
    workload_in,
)
from tests.support.guard_rails.pod_attacks import DEVS, WEB
from tests.support.tenants import TenantCluster

LEADS, MIGHT = ("pay-leads",), (ALMIGHTY,)
SPEC, METADATA = fields("spec"), fields("metadata")

DNS_NAME = "external-dns.alpha.kubernetes.io/hostname"
ALIAS = "nginx.ingress.kubernetes.io/server-alias"
SNIPPET = "nginx.ingress.kubernetes.io/configuration-snippet"
OLD_CLASS = "kubernetes.io/ingress.class"

SERVICES = [
    Attack("service-types", 0, DEVS, service_of(type="NodePort"), "a port of every node", SPEC),
    Attack("service-types", 0, DEVS, service_of(type="ExternalName", externalName="db.example.com", ports=None),
           "another name for something"),
    Attack("service-types", 0, WEB, service_of("web-dev", type="LoadBalancer", allocateLoadBalancerNodePorts=False),
           "a load balancer that nobody gave", SPEC),
    Attack("service-types", 1, DEVS, service_of(type="LoadBalancer"), "ports of nodes behind a load balancer", SPEC),
    Attack("service-types", 1, DEVS,
           service_of(type="LoadBalancer", allocateLoadBalancerNodePorts=False, externalTrafficPolicy="Local"),
           "a port of nodes for health checks", SPEC),
    Attack("service-addresses", 0, DEVS, service_of(externalIPs=["192.0.2.1"]), "an external address", SPEC),
    Attack("service-addresses", 1, DEVS,
           service_of(type="LoadBalancer", allocateLoadBalancerNodePorts=False, loadBalancerIP="192.0.2.1"),
           "an address of its choice", SPEC),
    *(Attack("service-addresses", 2, WEB, service_of("web-dev", type="ExternalName", externalName=name, ports=None),
             f"another name for {name}")
      for name in ("db.pay-dev.svc.cluster.local", "db.pay-dev.svc", "db.pay-dev.svc.cluster.local.", "localhost",
                   "169.254.169.254", "metadata.google.internal")),
    Attack("service-addresses", 3, DEVS, noted(service_of(), **{DNS_NAME: "evil.example.com"}), "a foreign host name",
           METADATA),
]  # fmt: skip

TRAFFIC = [
    Attack("ingresses", 0, DEVS, ingress("web.example.com"), "a foreign host", SPEC),
    Attack("ingresses", 0, DEVS, ingress("x.pay.example.com"), "a name below one's own", SPEC),
    Attack("ingresses", 0, DEVS, ingress("*.example.com"), "a wildcard above one's own", SPEC),
    Attack("ingresses", 0, DEVS, ingress("x-own.example.com"), "a name that only ends alike", SPEC),
    Attack("ingresses", 0, DEVS, ingress(None), "every host", SPEC),
    Attack("ingresses", 1, DEVS, ingress(tls=[{"hosts": ["web.example.com"], "secretName": "x"}]), "a foreign key",
           SPEC),
    Attack("ingresses", 2, DEVS, ingress(defaultBackend={"service": {"name": "x", "port": {"number": 80}}}),
           "what nobody answers for", SPEC),
    Attack("ingresses", 2, DEVS, ingress(rules=None, defaultBackend={"service": {"name": "x", "port": {"number": 80}}}),
           "nothing but that"),
    Attack("ingresses", 3, DEVS, noted(ingress(), **{ALIAS: "pay.example.com, web.example.com"}), "a foreign alias",
           METADATA),
    Attack("ingresses", 4, DEVS, ingress(ingressClassName=None), "no class"),
    Attack("ingresses", 4, DEVS, ingress(ingressClassName="internal"), "a class that is not listed", SPEC),
    Attack("ingresses", 4, DEVS, noted(ingress(ingressClassName=None), **{OLD_CLASS: "internal"}), "the same, old way"),
    Attack("ingresses", 5, DEVS, noted(ingress(), **{SNIPPET: "return 200;"}), "configuration of its own", METADATA),
    *(Attack("routes", 0, DEVS, route("web.example.com", kind=kind), f"a foreign host of a {kind}", SPEC)
      for kind in ("HTTPRoute", "GRPCRoute", "TLSRoute")),
    Attack("routes", 0, DEVS, route(), "whatever its gateway listens to"),
    Attack("routes", 1, DEVS, noted(route("pay.example.com"), **{DNS_NAME: "web.example.com"}), "a foreign DNS name",
           METADATA),
    Attack("gateways", 0, MIGHT, gateway(hostname="web.example.com"), "a foreign host", SPEC),
    Attack("gateways", 0, MIGHT, gateway(hostname=None), "every host", SPEC),
    Attack("gateways", 1, MIGHT, gateway("other"), "a class that is not listed", SPEC),
    Attack("gateways", 2, MIGHT, gateway(allowedRoutes={"namespaces": {"from": "All"}}), "everybody's routes", SPEC),
    Attack("metadata-egress", 0, MIGHT, egress({}), "a way to everything", SPEC),
    Attack("metadata-egress", 0, MIGHT, egress({"ports": [{"port": 80}]}), "one port of everything", SPEC),
    *(Attack("metadata-egress", 1, MIGHT, egress(block(*blocks)), f"a way to {', but '.join(blocks)}", SPEC)
      for blocks in (("0.0.0.0/0",), ("169.254.169.254/32",), ("169.254.0.0/16",), ("::/0",), ("fd00:ec2::254/128",),
                     ("0.0.0.0/0", "169.254.169.254/32"), ("0.0.0.0/0", "169.254.0.0/16"), ("fe80::1/128",),
                     ("128.0.0.0/1", "169.254.0.0/17", "169.254.128.0/17"))),
]  # fmt: skip


def template_labelled(**labels: str) -> Made:
    def made(cluster: TenantCluster) -> Object:
        more: Object = {"spec": {"template": {"metadata": {"labels": labels}}}}
        found: Object = merged(workload_in("pay-dev")(cluster), more)
        return found

    return made


OWNERSHIP = [
    Attack("platform-objects", 0, DEVS, claimed("ServiceAccount", "v1"), "an account", METADATA),
    Attack("platform-objects", 0, DEVS, claimed("ConfigMap", "v1"), "configuration", METADATA),
    Attack("platform-objects", 0, MIGHT, claimed("ResourceQuota", "v1", spec={"hard": {"pods": "9"}}), "a quota"),
    Attack("platform-objects", 0, MIGHT,
           claimed("LimitRange", "v1", spec={"limits": [{"type": "Pod", "max": {"cpu": "9"}}]}), "a limit range"),
    Attack("platform-objects", 0, MIGHT,
           claimed("NetworkPolicy", "networking.k8s.io/v1", spec={"podSelector": {}, "policyTypes": ["Ingress"]}),
           "a network policy"),
    Attack("reserved-labels", 0, DEVS, thing("ConfigMap", "v1", labels={TENANT: "web"}), "another tenant's name",
           METADATA),
    Attack("reserved-labels", 0, DEVS, thing("ConfigMap", "v1", annotations={f"{ALLOWED}registries": "evil.example"}),
           "an allow-list", METADATA),
    Attack("reserved-labels", 0, DEVS, thing("ServiceAccount", "v1", labels={"cost.kubespaces.io/center": ""}),
           "an empty label of a domain below", METADATA),
    Attack("reserved-labels", 0, DEVS,
           noted(workload_in("pay-dev"), "labels", **{"pod-security.kubernetes.io/enforce": "privileged"}),
           "a Pod Security level", METADATA),
    Attack("reserved-labels", 0, DEVS, template_labelled(**{TENANT: "web"}), "pods under another tenant's name", SPEC),
]  # fmt: skip

TOKEN = "kubernetes.io/service-account-token"
ELSEWHERE = {"kind": "ServiceAccount", "name": "default", "namespace": "web-dev"}
SUBJECTS = fields("subjects")

ACCESS = [
    Attack("delegation", 0, MIGHT, bound(group("mates"), "cluster-admin"), "cluster-admin, by somebody almighty"),
    Attack("delegation", 0, LEADS, bound(group("mates"), "system:discovery"), "a role that everybody has"),
    Attack("delegation", 1, LEADS, bound(group("system:authenticated")), "to everybody", SUBJECTS),
    Attack("delegation", 1, LEADS, bound(group("system:serviceaccounts:web-dev")), "to a namespace's accounts",
           SUBJECTS),
    Attack("delegation", 1, LEADS, bound({**group("system:admin"), "kind": "User"}), "to a system user",
           SUBJECTS),
    Attack("delegation", 1, LEADS, bound(ELSEWHERE), "to an account of another namespace",
           SUBJECTS),
    Attack("token-secrets", 0, DEVS, secret(TOKEN), "a token that never expires"),
]  # fmt: skip

OTHER_ATTACKS = [*SERVICES, *TRAFFIC, *OWNERSHIP, *ACCESS]
