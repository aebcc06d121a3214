"""KS-COST-02: what clusters cost can be seen, and somebody is told when it is too much."""

from kubespaces_policies.check import Check
from kubespaces_policies.clouds.tokens import AKS_CLUSTER, CLUSTERS, GKE_CLUSTER, all_of, cloud_types, plain
from kubespaces_policies.control import Severity, control, with_stack_rule
from kubespaces_policies.edit import Edit
from kubespaces_policies.predicates import is_given, is_true
from kubespaces_policies.resource import Resource, Stack

_NOTIFICATIONS = {
    "aws:budgets/budget:Budget": "notifications",
    "azure-native:consumption:Budget": "notifications",
    "gcp:billing/budget:Budget": "thresholdRules",
}
"""By type of budget, the property without which nobody is told."""


def _seen(resource: Resource, edit: Edit) -> None:
    """Turn it on where nothing is said; AKS has it for paid tiers only."""
    props = resource.props
    if plain(resource.type) == GKE_CLUSTER:
        value = props.at("costManagementConfig", "enabled")
    elif plain(resource.type) == AKS_CLUSTER and _is_paid(resource):
        value = props.at("metricsProfile", "costAnalysis", "enabled")
    else:
        return
    if not value.present:
        edit.set(value, True)


@control(
    "KS-COST-02",
    title="Costs are seen by namespace, and a budget tells somebody",
    severity=Severity.LOW,
    why="A bill that names clusters only cannot be shared out, and a loop that makes volumes is noticed a month later.",
    fix=(
        "GKE: costManagementConfig.enabled true. AKS (Standard or Premium): metricsProfile.costAnalysis.enabled true. "
        "A budget with notifications in the stack that makes the cluster, or the setting budgetsElsewhere"
    ),
    sources=("FinOps Framework: Budgeting, Reporting & Analytics",),
    applies=cloud_types(*CLUSTERS, *_NOTIFICATIONS),
    remedy=_seen,
)
def seen_costs(resource: Resource, check: Check) -> None:
    """Judge clusters and budgets. EKS has no switch: its split cost allocation is turned on for the whole account."""
    kind, props = plain(resource.type), resource.props
    if kind == GKE_CLUSTER:
        check.require(props.at("costManagementConfig", "enabled"), is_true, "must be true")
    elif kind == AKS_CLUSTER:
        with check.guard():
            if _is_paid(resource):
                check.require(props.at("metricsProfile", "costAnalysis", "enabled"), is_true, "must be true")
    elif kind in _NOTIFICATIONS:
        value = props.at(_NOTIFICATIONS[kind])
        check.require(value, is_given, "is missing: nobody is told")


@with_stack_rule(seen_costs)
def budgets(stack: Stack, check: Check) -> None:
    """Ask for a budget beside clusters, unless another stack keeps it."""
    if check.settings.budgets_elsewhere or all_of(stack, *_NOTIFICATIONS):
        return
    for cluster in all_of(stack, *CLUSTERS):
        check.violation(None, "has no budget in this stack", resource=cluster)


def _is_paid(resource: Resource) -> bool:
    return resource.props.at("sku", "tier").text().lower() in ("standard", "premium")
