"""KS-POD-08: the filter of system calls."""

from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.predicates import absent_or_one_of, one_of
from kubespaces_policies.resource import Resource, workloads
from kubespaces_policies.value import Value
from kubespaces_policies.walk import containers_of, pods

from .level import restricted

_FILTERS = ("RuntimeDefault", "Localhost")
_PROFILE = ("securityContext", "seccompProfile")
_OFF = "lets every system call through"


def _filtered(resource: Resource, edit: Edit) -> None:
    """Set the runtime's filter where there is none or none that counts; containers then take it from the pod."""
    for pod in resource.pods:
        if pod.windows or pod.spec.unknown:
            continue
        _mend(pod.spec.at(*_PROFILE), edit, needed=pod.whole)
        for container in pod.containers:
            if not container.value.unknown:
                _mend(container.at(*_PROFILE), edit, needed=False)


def _mend(profile: Value, edit: Edit, *, needed: bool) -> None:
    kind = profile.at("type")
    if kind.unknown or (kind.present and kind.text() in _FILTERS):
        return
    if profile.present or needed:
        edit.set(profile, {"type": "RuntimeDefault"})


@control(
    "KS-POD-08",
    title="System calls filtered by seccomp",
    severity=Severity.HIGH,
    why="Most ways out of a container begin with a system call that no ordinary program needs.",
    fix="set securityContext.seccompProfile.type to RuntimeDefault on the pod and leave it out on containers",
    sources=("PSS baseline and restricted", "CIS-K8S 5.6.2; GKE 4.6.2", "CKV_K8S_31"),
    applies=workloads,
    remedy=_filtered,
)
def system_calls_filtered(resource: Resource, check: Check) -> None:
    """Ask for a filter on the pod or on every container; a container's word overrides the pod's.

    At baseline a filter need not be set, but none may be turned off. Pods on Windows have none.
    """
    strict = restricted(check)
    for pod in pods(resource, check):
        if pod.windows:
            continue
        check.require(pod.spec.at(*_PROFILE, "type"), absent_or_one_of(*_FILTERS), _OFF)
        for container in containers_of(pod, check):
            if strict:
                check.require(container.effective("seccompProfile", "type"), one_of(*_FILTERS), _OFF)
            else:
                check.require(container.security("seccompProfile", "type"), absent_or_one_of(*_FILTERS), _OFF)
