"""KS-RBAC-01 and KS-RBAC-02: rights to everything."""

from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.kubernetes.objects import KubernetesObject
from kubespaces_policies.kubernetes.roles import (
    ALL,
    CLUSTER_ROLE_BINDING,
    ROLE_BINDING,
    Rule,
    any_binding,
    any_role,
    rules,
)
from kubespaces_policies.resource import Resource, any_of

_NEVER = "cluster-admin"
_NOT_CLUSTER_WIDE = frozenset({"admin", "edit"})
_KUBERNETES_OWN = "system:"
_LISTS = ("apiGroups", "resources", "verbs")


@control(
    "KS-RBAC-01",
    title="No administrators of the cluster",
    severity=Severity.CRITICAL,
    why="Whoever may do everything can take down every wall of every tenant.",
    fix="bind a role with only the rights that are needed, in one namespace; people on call get in by break glass",
    sources=("CIS-K8S 5.1.1; EKS/AKS/GKE 4.1.1", "KYV restrict-binding-clusteradmin"),
    applies=any_of(any_binding, any_role),
)
def no_cluster_administrators(resource: Resource, check: Check) -> None:
    """Refuse bindings to Kubernetes' almighty roles and to those of its parts, and roles that equal cluster-admin."""
    for item in resource.of_kind(ROLE_BINDING, CLUSTER_ROLE_BINDING):
        with check.guard():
            _check_reference(item, check)
    for rule in rules(resource, check):
        if all(any(entry.text() == ALL for entry in rule.listed(name)) for name in _LISTS):
            check.violation(rule.value, "allows everything, as cluster-admin does")


def _check_reference(item: KubernetesObject, check: Check) -> None:
    reference = item.at("roleRef", "name")
    name = reference.text()
    if name == _NEVER or name.startswith(_KUBERNETES_OWN):
        check.violation(reference, "is a role that nobody is given")
    elif name in _NOT_CLUSTER_WIDE and item.is_a(CLUSTER_ROLE_BINDING):
        check.violation(reference, "is given in every namespace of every tenant")


@control(
    "KS-RBAC-02",
    title="No wildcards in roles",
    severity=Severity.HIGH,
    why="A wildcard also grants what does not exist yet: the next API, the next verb, the next add-on's resources.",
    fix="name the API groups, resources and verbs that are needed, one by one",
    sources=("CIS-K8S 5.1.3; EKS/AKS/GKE 4.1.3", "CKV_K8S_49", "KYV restrict-wildcard-*"),
    applies=any_role,
)
def no_wildcards(resource: Resource, check: Check) -> None:
    """Refuse ``*`` alone and within an entry, such as ``*/scale``, ``pods/*`` and ``/logs/*``."""
    for rule in rules(resource, check):
        _check_wildcards(rule, check)


def _check_wildcards(rule: Rule, check: Check) -> None:
    for name in (*_LISTS, "nonResourceURLs"):
        for entry in rule.listed(name):
            if ALL in entry.text():
                check.violation(entry, "is a wildcard")
