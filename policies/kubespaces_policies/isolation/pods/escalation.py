"""KS-POD-10: more privileges than a process began with."""

from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.predicates import is_false
from kubespaces_policies.resource import Resource, workloads
from kubespaces_policies.walk import linux_containers

from .level import restricted_only

_FIELD = "allowPrivilegeEscalation"


def _no_more(resource: Resource, edit: Edit) -> None:
    for pod in resource.pods:
        for container in () if pod.windows else pod.containers:
            value = container.security(_FIELD)
            if not value.unknown and not is_false(value):
                edit.set(value, False)


@control(
    "KS-POD-10",
    title="No privilege escalation",
    severity=Severity.HIGH,
    why="With it a setuid program in the image makes root of whoever breaks into the container.",
    fix="set securityContext.allowPrivilegeEscalation to false on every container; absent means true",
    sources=("PSS restricted", "MTB-PL1-BC-CPI-6", "CIS-K8S 5.2.6; EKS/AKS 4.2.5", "CKV_K8S_20"),
    applies=workloads,
    remedy=_no_more,
)
def no_privilege_escalation(resource: Resource, check: Check) -> None:
    """Ask every container to rule it out. Pods that say that they run on Windows have no such field."""
    if restricted_only(check):
        for container in linux_containers(resource, check):
            check.require(container.security(_FIELD), is_false, "lets processes gain privileges")
