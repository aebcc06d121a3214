"""KS-RBAC-10: rules that other roles bring in."""

from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.kubernetes.objects import KubernetesObject
from kubespaces_policies.kubernetes.roles import CLUSTER_ROLE
from kubespaces_policies.predicates import is_absent
from kubespaces_policies.resource import Resource, kinds
from kubespaces_policies.settings import Role
from kubespaces_policies.value import Value

_LABELS = tuple(
    f"rbac.authorization.k8s.io/aggregate-to-{role}" for role in ("admin", "cluster-reader", "edit", "view")
)
_NARROW = frozenset({"Exists", "In"})


@control(
    "KS-RBAC-10",
    title="Aggregation brings in no foreign rules",
    severity=Severity.HIGH,
    why="A label on one ClusterRole adds its rules to roles that others hold, in every namespace.",
    fix="remove the label; give every selector of an aggregationRule a label that only your own roles carry",
    sources=("Kubernetes documentation, RBAC: aggregated ClusterRoles",),
    applies=kinds(CLUSTER_ROLE),
)
def aggregation_is_closed(resource: Resource, check: Check) -> None:
    """Refuse the labels outside the platform's stacks, and selectors that match whatever there is."""
    for item in resource.of_kind(CLUSTER_ROLE):
        if check.settings.role is not Role.PLATFORM:
            for label in _LABELS:
                check.require(item.label(label), is_absent, "adds to Kubernetes' own roles")
        with check.guard():
            _check_selectors(item, check)


def _check_selectors(item: KubernetesObject, check: Check) -> None:
    selectors = item.at("aggregationRule", "clusterRoleSelectors")
    if item.at("aggregationRule").present and not len(selectors):
        check.violation(selectors, "selects nothing in particular")
    for selector in selectors:
        check.require(selector, _is_narrow, "selects every role there is, or nearly so")


def _is_narrow(selector: Value) -> bool:
    if len(selector.at("matchLabels")):
        return True
    return any(expression.at("operator").text() in _NARROW for expression in selector.at("matchExpressions"))
