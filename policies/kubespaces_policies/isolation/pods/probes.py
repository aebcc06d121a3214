"""KS-POD-09: where probes and hooks go."""

from collections.abc import Iterator

from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.kubernetes.pods import Container
from kubespaces_policies.predicates import is_empty
from kubespaces_policies.resource import Resource, workloads
from kubespaces_policies.value import Value
from kubespaces_policies.walk import containers

_HANDLERS = (
    *(("livenessProbe",), ("readinessProbe",), ("startupProbe",)),
    *(("lifecycle", "postStart"), ("lifecycle", "preStop")),
)
_CALLS = ("httpGet", "tcpSocket")


def _hosts(container: Container) -> Iterator[Value]:
    for handler in _HANDLERS:
        for call in _CALLS:
            yield container.at(*handler, call, "host")


def _to_the_pod(resource: Resource, edit: Edit) -> None:
    for pod in resource.pods:
        for container in pod.containers:
            for host in _hosts(container):
                if not host.unknown and not is_empty(host):
                    edit.remove(host)


@control(
    "KS-POD-09",
    title="Probes and hooks go to the pod itself",
    severity=Severity.HIGH,
    why="The kubelet makes these calls from the node, past every network policy: a host turns it into a relay.",
    fix="remove host from httpGet and tcpSocket; the kubelet then asks the pod; other names go into the header Host",
    sources=("PSS baseline since v1.34 (KEP-4940)",),
    applies=workloads,
    remedy=_to_the_pod,
)
def probes_stay_at_the_pod(resource: Resource, check: Check) -> None:
    """Refuse a host of one's choice in the probes and hooks that the kubelet carries out."""
    for container in containers(resource, check):
        for host in _hosts(container):
            check.require(host, is_empty, "has the node call another host")
