"""KS-POD-15: who is pushed off a full node."""

from kubespaces.plan.rule_data import SYSTEM_PRIORITY_PREFIX
from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.predicates import is_absent, is_off
from kubespaces_policies.resource import Resource, any_of, kinds, workloads
from kubespaces_policies.value import Value
from kubespaces_policies.walk import pods

_CLASS = "PriorityClass"


@control(
    "KS-POD-15",
    title="Priority by allowed classes",
    severity=Severity.HIGH,
    why="A pod of high priority has the scheduler kill other tenants' pods to make room.",
    fix=(
        "use a priorityClassName that the setting priorityClasses lists, or none, and leave priority out; a "
        "PriorityClass is nobody's default and stays below the setting maxPriority"
    ),
    sources=("KYV allowed-pod-priorities",),
    applies=any_of(workloads, kinds(_CLASS)),
)
def priority_by_allowed_classes(resource: Resource, check: Check) -> None:
    """Refuse Kubernetes' own classes and all that are not listed; hold new classes below a ceiling."""
    for pod in pods(resource, check):
        check.require(pod.spec.at("priorityClassName"), lambda name: _is_allowed(name, check), "may not be used here")
        check.require(pod.spec.at("priority"), is_absent, "is set by the API server alone")
    for item in resource.of_kind(_CLASS):
        check.require(item.at("globalDefault"), is_off, "is given to every pod that names no class")
        if not item.patch or item.at("value").present:
            check.require(item.at("value"), lambda value: _is_below(value, check), "is above the ceiling")


def _is_allowed(name: Value, check: Check) -> bool:
    text = name.text()
    return not text or (not text.startswith(SYSTEM_PRIORITY_PREFIX) and text in check.settings.priority_classes)


def _is_below(value: Value, check: Check) -> bool:
    number = value.number()
    return number is not None and number <= check.settings.max_priority
