"""KS-NET-04 and KS-NET-05: how a Service is reached from outside."""

from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.kubernetes.objects import KubernetesObject
from kubespaces_policies.networks import known_networks, wide_together
from kubespaces_policies.resource import Resource, kinds
from kubespaces_policies.value import Value

SERVICE = "/Service"
_BALANCER = "LoadBalancer"
_ALLOCATE = ("spec", "allocateLoadBalancerNodePorts")
_INTERNAL = {
    "service.beta.kubernetes.io/aws-load-balancer-scheme": "internal",
    "service.beta.kubernetes.io/azure-load-balancer-internal": "true",
    "networking.gke.io/load-balancer-type": "Internal",
}
"""What makes a load balancer internal, by cloud; the values are compared letter by letter there."""
_SOURCE = "https://kubernetes.io/docs/concepts/services-networking/service/"


def _without_node_ports(resource: Resource, edit: Edit) -> None:
    """Switch them off where a load balancer says nothing; what is said may be meant."""
    for item in resource.of_kind(SERVICE):
        if item.at("spec", "type").text() == _BALANCER and not item.at(*_ALLOCATE).present:
            edit.set(item.at(*_ALLOCATE), False)


@control(
    "KS-NET-04",
    title="No node ports",
    severity=Severity.HIGH,
    why="A node port is open on every node, past network policies, TLS and whoever else is behind the same address.",
    fix="use ClusterIP behind an Ingress or Gateway, or LoadBalancer with allocateLoadBalancerNodePorts: false; leave "
    "out nodePort and healthCheckNodePort",
    sources=("MTB-PL1-BC-HI-1", "Kyverno restrict-node-port, restrict-loadbalancer", _SOURCE),
    applies=kinds(SERVICE),
    remedy=_without_node_ports,
)
def services_open_no_node_ports(resource: Resource, check: Check) -> None:
    """Judge the type, every port, and what a load balancer allocates by itself."""
    for item in resource.of_kind(SERVICE):
        kind = item.at("spec", "type")
        check.require(kind, lambda value: value.text() != "NodePort", "opens a port on every node")
        with check.guard():
            for port in item.at("spec", "ports"):
                check.require(port.at("nodePort"), _is_none, "opens a port on every node")
        check.require(item.at("spec", "healthCheckNodePort"), _is_none, "opens a port on every node")
        with check.guard():
            if kind.text() == _BALANCER:
                check.require(
                    item.at(*_ALLOCATE), lambda value: not value.flag(True), "must be false: it opens node ports"
                )


def _is_none(value: Value) -> bool:
    return not value.present or value.number() == 0


def _internal(resource: Resource, edit: Edit) -> None:
    """Mark it as internal for every cloud, where nothing says who may come in."""
    for item in resource.of_kind(SERVICE):
        silent = not item.at("spec", "loadBalancerSourceRanges").present
        unsaid = not any(item.annotation(name).present for name in _INTERNAL)
        if item.at("spec", "type").text() == _BALANCER and silent and unsaid:
            for name, word in _INTERNAL.items():
                edit.set(Value(None, (*item.at("metadata", "annotations").keys, name)), word)


@control(
    "KS-NET-05",
    title="Load balancers are internal, or say who may come in",
    severity=Severity.HIGH,
    why="A load balancer without either has a public address that answers the whole internet.",
    fix="set loadBalancerSourceRanges to the networks that need it, or your cloud's annotation that makes it internal",
    sources=("EKS 5.4.5", "AKS 5.4.5", _SOURCE),
    applies=kinds(SERVICE),
    remedy=_internal,
)
def load_balancers_are_not_public(resource: Resource, check: Check) -> None:
    """Ask for ranges that are narrower than the internet even together, or for an annotation in its exact letters.

    Which cloud reads the annotation, the stack does not say: one of another cloud is taken for right. Patches are
    judged on what they set.
    """
    judged = False
    for item in resource.of_kind(SERVICE):
        with check.guard():
            ranges = item.at("spec", "loadBalancerSourceRanges")
            if item.at("spec", "type").text() == _BALANCER or (item.patch and ranges.present):
                judged = True
                _judge_reach(item, ranges, check)
    if not judged:
        check.not_applicable("it is no load balancer")


def _judge_reach(item: KubernetesObject, ranges: Value, check: Check) -> None:
    internal = any(item.annotation(name).known().raw == word for name, word in _INTERNAL.items())
    if len(ranges) and wide_together(known_networks(ranges)):
        check.violation(ranges, "let the whole internet in")
    elif not len(ranges) and not internal:
        wrong = next((item.annotation(name) for name in _INTERNAL if item.annotation(name).present), ranges)
        check.violation(wrong, "makes it public: it is neither internal nor are its sources named")
