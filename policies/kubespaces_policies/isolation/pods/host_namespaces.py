"""KS-POD-01: the node's own namespaces and ports."""

from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.predicates import is_empty, is_off, is_zero
from kubespaces_policies.resource import Resource, workloads
from kubespaces_policies.walk import containers, pods

_SHARED = {
    "hostNetwork": "puts the pod into its node's network, past every network policy",
    "hostPID": "shows the pod all processes of its node",
    "hostIPC": "shares the memory of other processes of its node",
    "shareProcessNamespace": "lets the pod's containers read each other's memory and secrets",
}
"""Fields of the pod's spec, and what is wrong with them. The last one goes beyond the Pod Security Standards."""


def _apart(resource: Resource, edit: Edit) -> None:
    for pod in resource.pods:
        for name in _SHARED:
            value = pod.spec.at(name)
            if not value.unknown and value.flag():
                edit.set(value, False)
        for container in pod.containers:
            ports = container.at("ports")
            for port in () if ports.unknown else ports:
                for value, good in ((port.at("hostPort"), is_zero), (port.at("hostIP"), is_empty)):
                    if not value.unknown and not good(value):
                        edit.remove(value)


@control(
    "KS-POD-01",
    title="No namespaces and ports of the node",
    severity=Severity.CRITICAL,
    why="A pod in its node's network or process namespace sees and reaches what all tenants do on that node.",
    fix="remove hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostPort and hostIP; use a Service for traffic",
    sources=(
        "PSS baseline",
        "MTB-PL1-BC-HI-3/4/5",
        "CIS-K8S 5.2.3-5, 5.2.12; EKS/AKS 4.2.2-4",
        "CKV_K8S_17, 18, 19, 26",
    ),
    applies=workloads,
    remedy=_apart,
)
def no_host_namespaces(resource: Resource, check: Check) -> None:
    """Refuse what breaks the wall between a pod and its node, and ports that only one pod on a node can have.

    Stricter than the Pod Security Standards: ``shareProcessNamespace`` and ``hostIP`` are refused as well.
    """
    for pod in pods(resource, check):
        for name, problem in _SHARED.items():
            check.require(pod.spec.at(name), is_off, problem)
    for container in containers(resource, check):
        with check.guard():
            for port in container.at("ports"):
                check.require(port.at("hostPort"), is_zero, "takes a port of the node")
                check.require(port.at("hostIP"), is_empty, "binds to an address of the node")
