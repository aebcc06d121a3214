"""KS-POD-11: the user that containers run as."""

from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.kubernetes.pods import PodTemplate
from kubespaces_policies.predicates import is_not_zero, is_true
from kubespaces_policies.resource import Resource, workloads
from kubespaces_policies.value import Value
from kubespaces_policies.walk import containers_of, pods

from .level import restricted_only

_NON_ROOT = "runAsNonRoot"
_ROOT = "may run as root"


def _say_it_on_the_pod(resource: Resource, edit: Edit) -> None:
    """Ask for another user than root where nothing is said; who has said root must decide."""
    for pod in resource.pods:
        value = pod.spec.at("securityContext", _NON_ROOT)
        if pod.whole and not pod.spec.unknown and not value.present:
            edit.set(value, True)


@control(
    "KS-POD-11",
    title="Nothing runs as root",
    severity=Severity.HIGH,
    why="Root in a container is root on the node as soon as one hole in the runtime or kernel is found.",
    fix="set securityContext.runAsNonRoot to true on the pod, and no runAsUser or group of 0",
    sources=("PSS restricted", "MTB-PL1-BC-CPI-4", "CIS-K8S 5.2.7", "CKV_K8S_6, 23, 40"),
    applies=workloads,
    remedy=_say_it_on_the_pod,
)
def nothing_runs_as_root(resource: Resource, check: Check) -> None:
    """Ask for ``runAsNonRoot`` on the pod or every container, and refuse user 0.

    A pod's explicit false is refused even where each container says true, as admission does. ``hostUsers: false``
    excuses nothing: the relaxation is a feature gate that is off by default.

    Stricter than the Pod Security Standards: group 0 is refused unless the setting ``root_group`` is on.
    """
    if not restricted_only(check):
        return
    for pod in pods(resource, check):
        context = pod.spec.at("securityContext")
        _check_ids(context, check)
        _check_groups(pod, check)
        if context.at(_NON_ROOT).present:
            check.require(context.at(_NON_ROOT), is_true, _ROOT)
        for container in containers_of(pod, check):
            check.require(container.effective(_NON_ROOT), is_true, _ROOT)
            _check_ids(container.security(), check)


def _check_ids(context: Value, check: Check) -> None:
    check.require(context.at("runAsUser"), is_not_zero, "is root")
    if not check.settings.root_group:
        check.require(context.at("runAsGroup"), is_not_zero, "is the group of root")


def _check_groups(pod: PodTemplate, check: Check) -> None:
    if check.settings.root_group:
        return
    context = pod.spec.at("securityContext")
    check.require(context.at("fsGroup"), is_not_zero, "is the group of root")
    with check.guard():
        for group in context.at("supplementalGroups"):
            check.require(group, is_not_zero, "is the group of root")
