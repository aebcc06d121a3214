"""KS-RBAC-06: who reads Secrets."""

from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.kubernetes.roles import CLUSTER_ROLE, Rule, any_role, is_operators, rules
from kubespaces_policies.resource import Resource

_READ = frozenset({"get", "list", "watch"})
_READ_ALL = _READ - {"get"}


@control(
    "KS-RBAC-06",
    title="Secrets read by name only",
    severity=Severity.HIGH,
    why="Secrets hold the keys to everything else; a list of them is all of them.",
    fix="allow get alone, with resourceNames, in a Role of the one namespace; mount Secrets instead of reading them",
    sources=("CIS-K8S 5.1.2; EKS/AKS/GKE 4.1.2", "CKV2_K8S_5", "KYV restrict-secret-role-verbs"),
    applies=any_role,
)
def secrets_read_by_name(resource: Resource, check: Check) -> None:
    """Refuse list and watch, also with names (a field selector shows whether a name exists), and get without any.

    Operators of a namespace (setting ``operator_roles``) are left alone.
    """
    for rule in rules(resource, check):
        problem = _problem(rule, check)
        for entry in rule.about({"secrets"}, group="") if problem else ():
            check.violation(entry, problem)


def _problem(rule: Rule, check: Check) -> str:
    if not rule.allows(_READ) or is_operators(rule.role, check.settings):
        return ""
    if rule.role.is_a(CLUSTER_ROLE):
        return "can be read in every namespace that the ClusterRole is bound for"
    if rule.allows(_READ_ALL):
        return "can be listed, which is to read them all"
    names = rule.value.at("resourceNames")
    with check.guard():
        if len(names) == 0:
            return "can be read whatever their names are"
    return ""
