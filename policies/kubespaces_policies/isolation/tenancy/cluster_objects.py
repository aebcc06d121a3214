"""KS-TEN-08: what reaches beyond namespaces."""

from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.kubernetes.objects import KubernetesObject
from kubespaces_policies.kubernetes.scope import is_cluster_scoped, may_be_cluster_scoped, namespace_of
from kubespaces_policies.kubernetes.tenants import NAMESPACE
from kubespaces_policies.resource import Resource, kubernetes
from kubespaces_policies.settings import Role

_WIDE = ("Cluster", "Global")
"""How the names of cluster-wide custom kinds often begin."""


@control(
    "KS-TEN-08",
    title="A tenant's stack makes nothing cluster-wide",
    severity=Severity.CRITICAL,
    why="Cluster-wide objects change the rules for every tenant: who may do what, what is admitted, where pods run.",
    fix="leave it out and ask the platform team for it; for the platform's own stacks set the pack's role to platform",
    sources=("MTB-PL1-CC-CPI-1", "EKS 4.1.8-4.1.11", "AKS 4.1.8-4.1.11", "CIS-K8S 5.1.9, 5.1.12"),
    applies=kubernetes,
)
def tenant_makes_nothing_cluster_wide(resource: Resource, check: Check) -> None:
    """Refuse kinds that are known to be cluster-wide, and custom kinds that look it.

    A Namespace is judged by KS-TEN-01. Custom kinds that are cluster-wide under an unsuspicious name are refused by
    KS-TEN-06, for they have no namespace.
    """
    if check.settings.role is Role.PLATFORM:
        check.not_applicable("the stack is the platform's")
        return
    for item in resource.objects:
        if item.is_a(NAMESPACE):
            continue
        if is_cluster_scoped(item) or (_looks_wide(item) and not namespace_of(resource, item).present):
            check.violation(item.at("kind"), "reaches beyond the tenant's namespaces")


def _looks_wide(item: KubernetesObject) -> bool:
    names = [found.kind for found in item.identities]
    return may_be_cluster_scoped(item) and any(
        name.startswith(prefix) and name[len(prefix) :][:1].isupper() for name in names for prefix in _WIDE
    )
