"""KS-NET-04 to KS-NET-06: Services and endpoints."""

from kubespaces_policies.value import UNKNOWN

from .case import Case, Cases, Props, case, manifest

SERVICE = "kubernetes:core/v1:Service"
PATCH = "kubernetes:core/v1:ServicePatch"
LIST = "kubernetes:core/v1:List"
_AWS = "service.beta.kubernetes.io/aws-load-balancer-scheme"
_AZURE = "service.beta.kubernetes.io/azure-load-balancer-internal"
_GOOGLE = "networking.gke.io/load-balancer-type"


def service(kind: object = None, annotations: Props | None = None, **spec: object) -> Props:
    """Return a good Service with changes to its spec."""
    fields = {"selector": {"app": "it"}, "ports": [{"port": 443, "targetPort": 8443}], **spec}
    props = manifest("v1", "Service", spec={**fields, **({} if kind is None else {"type": kind})})
    if annotations:
        props["metadata"]["annotations"] = annotations
    return props


def _balancer(annotations: Props | None = None, **spec: object) -> Props:
    return service("LoadBalancer", annotations, **{"allocateLoadBalancerNodePorts": False, **spec})


def _named(name: object) -> Case:
    return case(SERVICE, manifest("v1", "Service", spec={"type": "ExternalName", "externalName": name}))


def _bare(**spec: object) -> Props:
    return manifest("v1", "Service", spec=spec)


_ADDRESSES = (
    "127.0.0.1",
    "169.254.169.254",
    "[::1]",
    "fd00:ec2::254",
    "2852039166",
    "0xa9fea9fe",
    "0251.0376.0251.0376",
)

CASES = {
    "KS-NET-04": Cases(
        good={
            "no type": case(SERVICE, service()),
            "inside only": case(SERVICE, service("ClusterIP")),
            "a load balancer without node ports": case(SERVICE, _balancer()),
            "a port of 0": case(SERVICE, service(ports=[{"port": 443, "nodePort": 0}])),
            "a Patch": case(PATCH, _bare(ports=[{"port": 443}])),
        },
        bad={
            "NodePort": case(SERVICE, service("NodePort"), at="spec.type", remedied=False),
            "a node port": case(
                SERVICE, service(ports=[{"port": 443, "nodePort": 30443}]), at="spec.ports[0].nodePort", remedied=False
            ),
            "a load balancer that says nothing": case(
                SERVICE, service("LoadBalancer"), at="spec.allocateLoadBalancerNodePorts"
            ),
            "a load balancer with node ports": case(
                SERVICE, _balancer(allocateLoadBalancerNodePorts=True), remedied=False
            ),
            "a health check's port": case(
                SERVICE, _balancer(healthCheckNodePort=30000), at="spec.healthCheckNodePort", remedied=False
            ),
            "a Patch": case(PATCH, _bare(type="NodePort"), remedied=False),
            "an item of a List": case(
                LIST, {"apiVersion": "v1", "kind": "List", "items": [service("NodePort")]}, remedied=False
            ),
            "under the token of a ConfigMap": case("kubernetes:core/v1:ConfigMap", service("NodePort"), remedied=False),
        },
        other={
            "Knative's Service": case(
                "kubernetes:serving.knative.dev/v1:Service",
                manifest("serving.knative.dev/v1", "Service", spec={"type": "NodePort"}),
            ),
        },
        deferred={
            "a type": case(SERVICE, service(UNKNOWN)),
            "ports": case(SERVICE, service(ports=UNKNOWN)),
        },
    ),
    "KS-NET-05": Cases(
        good={
            "named sources": case(SERVICE, _balancer(loadBalancerSourceRanges=["10.8.0.0/16", "192.0.2.0/24"])),
            "internal on AWS": case(SERVICE, _balancer({_AWS: "internal"})),
            "internal on Azure": case(SERVICE, _balancer({_AZURE: "true"})),
            "internal on Google Cloud": case(SERVICE, _balancer({_GOOGLE: "Internal"})),
            "public with named sources": case(
                SERVICE, _balancer({_AWS: "internet-facing"}, loadBalancerSourceRanges=["192.0.2.0/24"])
            ),
        },
        bad={
            "nothing said": case(SERVICE, _balancer(), at="spec.loadBalancerSourceRanges"),
            "an empty list": case(SERVICE, _balancer(loadBalancerSourceRanges=[]), remedied=False),
            "the internet": case(SERVICE, _balancer(loadBalancerSourceRanges=["0.0.0.0/0"]), remedied=False),
            "the internet in halves": case(
                SERVICE, _balancer(loadBalancerSourceRanges=["0.0.0.0/1", "128.0.0.0/1"]), remedied=False
            ),
            "the internet though internal": case(
                SERVICE, _balancer({_AWS: "internal"}, loadBalancerSourceRanges=["::/0"]), remedied=False
            ),
            "internet-facing": case(SERVICE, _balancer({_AWS: "internet-facing"}), remedied=False),
            "Azure's word in other letters": case(SERVICE, _balancer({_AZURE: "True"}), remedied=False),
            "Google's word in other letters": case(SERVICE, _balancer({_GOOGLE: "internal"}), remedied=False),
            "a Patch": case(PATCH, _bare(loadBalancerSourceRanges=["0.0.0.0/0"]), remedied=False),
        },
        other={
            "inside only": case(SERVICE, service()),
            "a Patch that sets neither": case(PATCH, _bare(ports=[])),
        },
        deferred={"sources": case(SERVICE, _balancer(loadBalancerSourceRanges=UNKNOWN))},
    ),
    "KS-NET-06": Cases(
        good={
            "pods": case(SERVICE, service()),
            "a public name": _named("db.example.com"),
            "a public name with a dot": _named("DB.example.com."),
            "a Service beside it": _named("db.payments-dev.svc.cluster.local"),
            "pods that are not ready": case(SERVICE, service(publishNotReadyAddresses=True)),
            "a Patch without a selector": case(PATCH, _bare(ports=[])),
        },
        bad={
            "external IPs": case(SERVICE, service(externalIPs=["192.0.2.1"]), at="spec.externalIPs"),
            "external IPs in a Patch": case(PATCH, _bare(externalIPs=["192.0.2.1"])),
            "an address of its choice": case(SERVICE, _balancer(loadBalancerIP="192.0.2.1")),
            "no selector": case(SERVICE, _bare(ports=[{"port": 443}]), at="spec.selector"),
            "no selector and no address": case(SERVICE, _bare(clusterIP="None")),
            "an empty selector": case(SERVICE, service(selector={})),
            "a name without a type": case(SERVICE, service(externalName="localhost")),
            "endpoints by hand": case(
                "kubernetes:core/v1:Endpoints", manifest("v1", "Endpoints", subsets=[]), at="kind"
            ),
            "a slice of endpoints by hand": case(
                "kubernetes:discovery.k8s.io/v1:EndpointSlice", manifest("discovery.k8s.io/v1", "EndpointSlice")
            ),
            **{
                f"the name {name}": _named(name)
                for name in (
                    *("db.web-dev.svc", "db.web-dev.svc.cluster.local", "db.web-dev.svc.cluster.local."),
                    *("DB.Web-Dev.SVC.cluster.local", "1-2-3-4.web-dev.pod.cluster.local", "localhost", "db"),
                    *("metadata.google.internal", "instance-data.ec2.internal", "169-254-169-254.sslip.io"),
                    *("10.0.0.1.nip.io", "", *_ADDRESSES),
                )
            },
        },
        deferred={
            "a name": _named(UNKNOWN),
            "a selector": case(SERVICE, service(selector=UNKNOWN)),
        },
    ),
}
