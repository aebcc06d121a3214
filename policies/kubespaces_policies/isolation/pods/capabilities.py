"""KS-POD-03 and KS-POD-04: what containers may do of what root may."""

from collections.abc import Iterator

from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.kubernetes.pods import Container
from kubespaces_policies.predicates import within
from kubespaces_policies.resource import Resource, workloads
from kubespaces_policies.value import Value
from kubespaces_policies.walk import containers, linux_containers

from .level import restricted, restricted_only

_RESTRICTED = frozenset({"NET_BIND_SERVICE"})
_BASELINE = _RESTRICTED | {
    *("AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "SETFCAP", "SETGID"),
    *("SETPCAP", "SETUID", "SYS_CHROOT"),
}
"""Source: k8s.io/pod-security-admission v0.34.2, check_capabilities_baseline.go."""
_ALL = "ALL"


def _proper(name: str) -> str:
    """Return a capability's name as the API server takes it: neither lower case nor with ``CAP_``."""
    return name.strip().upper().removeprefix("CAP_")


def _spell_out(resource: Resource, edit: Edit) -> None:
    """Write allowed capabilities as admission wants them; which of the others to do without is for people."""
    for pod in resource.pods:
        for container in pod.containers:
            added = container.security("capabilities", "add")
            for item in () if added.unknown else added:
                if not item.unknown and _proper(item.text()) in _RESTRICTED:
                    edit.set(item, _proper(item.text()))


@control(
    "KS-POD-03",
    title="No added capabilities",
    severity=Severity.CRITICAL,
    why="Capabilities such as SYS_ADMIN or NET_ADMIN give a container parts of its node, or all of it.",
    fix='leave capabilities.add out, or add NET_BIND_SERVICE alone, spelt so; admission refuses "CAP_..." as well',
    sources=("PSS baseline and restricted", "MTB-PL1-BC-CPI-3", "CIS-K8S 5.2.8-9", "CKV_K8S_25, 28, 39"),
    applies=workloads,
    remedy=_spell_out,
)
def no_added_capabilities(resource: Resource, check: Check) -> None:
    """Allow what the level allows: one capability at restricted, the container runtimes' usual ones at baseline.

    Names are compared to the letter, as admission does.
    """
    allowed = within(_RESTRICTED if restricted(check) else _BASELINE)
    for container in _judged(resource, check):
        with check.guard():
            for item in container.security("capabilities", "add"):
                check.require(item, allowed, "is a capability that pods may not add")


def _judged(resource: Resource, check: Check) -> Iterator[Container]:
    return linux_containers(resource, check) if restricted(check) else containers(resource, check)


def _drop_all(resource: Resource, edit: Edit) -> None:
    for pod in resource.pods:
        for container in () if pod.windows else pod.containers:
            dropped = container.security("capabilities", "drop")
            if container.value.unknown or dropped.has_unknown() or _drops_all(dropped):
                continue
            others = [name for name in dropped.texts() if _proper(name) != _ALL]
            edit.set(dropped, [_ALL, *others])


@control(
    "KS-POD-04",
    title="All capabilities dropped",
    severity=Severity.HIGH,
    why="Container runtimes give about a dozen capabilities unasked; an attacker in the container has them too.",
    fix='set securityContext.capabilities.drop to ["ALL"] on every container; a pod has no such field',
    sources=("PSS restricted", "CKV_K8S_37", "KYV require-drop-all"),
    applies=workloads,
    remedy=_drop_all,
)
def all_capabilities_dropped(resource: Resource, check: Check) -> None:
    """Ask every container to drop ALL. Pods that say that they run on Windows have no capabilities."""
    if restricted_only(check):
        for container in linux_containers(resource, check):
            check.require(container.security("capabilities", "drop"), _drops_all, 'does not hold "ALL"')


def _drops_all(dropped: Value) -> bool:
    items = list(dropped)
    if any(not item.unknown and item.text() == _ALL for item in items):
        return True
    for item in items:
        item.known()
    return False
