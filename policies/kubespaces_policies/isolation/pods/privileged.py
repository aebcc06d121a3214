"""KS-POD-02: privileged containers and HostProcess."""

from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.predicates import is_off
from kubespaces_policies.resource import Resource, workloads
from kubespaces_policies.walk import containers

_HOST_PROCESS = ("windowsOptions", "hostProcess")


def _unprivileged(resource: Resource, edit: Edit) -> None:
    for pod in resource.pods:
        switches = [
            container.security(*path) for container in pod.containers for path in (("privileged",), _HOST_PROCESS)
        ]
        for value in (pod.spec.at("securityContext", *_HOST_PROCESS), *switches):
            if not value.unknown and value.flag():
                edit.set(value, False)


@control(
    "KS-POD-02",
    title="No privileged containers and no HostProcess",
    severity=Severity.CRITICAL,
    why="A privileged container is root on the node, and with it on every tenant that has pods there.",
    fix="remove privileged and hostProcess; if a device or capability is needed, ask for exactly that one",
    sources=("PSS baseline", "MTB-PL1-BC-CPI-5", "CIS-K8S 5.2.2, 5.2.10", "CKV_K8S_16"),
    applies=workloads,
    remedy=_unprivileged,
)
def no_privileged_containers(resource: Resource, check: Check) -> None:
    """Refuse the switches that make a container root on the node."""
    for container in containers(resource, check):
        check.require(container.security("privileged"), is_off, "makes the container root on its node")
        check.require(container.security(*_HOST_PROCESS), is_off, "makes the container a process of its node")
    for pod in resource.pods:
        check.require(pod.spec.at("securityContext", *_HOST_PROCESS), is_off, "makes the pod a process of its node")
