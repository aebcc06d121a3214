"""KS-POD-12: the root filesystem of containers."""

from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.predicates import is_true
from kubespaces_policies.resource import Resource, workloads
from kubespaces_policies.walk import linux_containers

_FIELD = "readOnlyRootFilesystem"


def _where_nothing_is_said(resource: Resource, edit: Edit) -> None:
    for pod in resource.pods:
        for container in () if pod.windows else pod.containers:
            value = container.security(_FIELD)
            if not value.present:
                edit.set(value, True)


@control(
    "KS-POD-12",
    title="Read-only root filesystem",
    severity=Severity.MEDIUM,
    why="An attacker who can write to the image's files brings tools along and stays after a restart of the process.",
    fix="set securityContext.readOnlyRootFilesystem to true; mount an emptyDir where the program writes",
    sources=("NSA/CISA hardening guidance", "CKV_K8S_22", "PUL enableReadOnlyRootFilesystem"),
    applies=workloads,
    remedy=_where_nothing_is_said,
)
def root_filesystem_is_read_only(resource: Resource, check: Check) -> None:
    """Ask it of every container. Windows cannot do it."""
    for container in linux_containers(resource, check):
        check.require(container.security(_FIELD), is_true, "can be written to")
