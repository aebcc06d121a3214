"""KS-RBAC-03: rights that make more rights."""

from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.kubernetes.roles import ALL, Rule, any_role, rules
from kubespaces_policies.resource import Resource
from kubespaces_policies.value import Value

_VERBS = frozenset({"bind", "escalate", "impersonate"})
_CONSTRAINED = ("impersonate:", "impersonate-on:")
"""How the verbs of constrained impersonation begin (KEP-5284)."""
_OBJECTS = frozenset({"clusterroles", "groups", "roles", "serviceaccounts", "uids", "userextras", "users"})
"""What these verbs are about: on these, all verbs include them."""


@control(
    "KS-RBAC-03",
    title="No escalate, bind and impersonate",
    severity=Severity.CRITICAL,
    why="With one of these verbs somebody gives themselves any right there is, or acts as an administrator.",
    fix="remove the verb; who hands on roles needs no more than create on rolebindings and the rights themselves",
    sources=("CIS-K8S 5.1.8; EKS 4.1.8; AKS/GKE 4.1.7", "MTB-PL2-CC-TI-1", "CKV_K8S_157, 158", "CKV2_K8S_1, 3"),
    applies=any_role,
)
def no_escalation_verbs(resource: Resource, check: Check) -> None:
    """Refuse the verbs, whatever they are on, and all verbs on what they are for."""
    for rule in rules(resource, check):
        for verb in rule.verbs:
            if _escalates(verb, rule):
                check.violation(verb, "lets its holder have more rights than its own")


def _escalates(verb: Value, rule: Rule) -> bool:
    text = verb.text()
    if text == ALL:
        return any(entry.text() == ALL or entry.text().partition("/")[0] in _OBJECTS for entry in rule.resources)
    return text in _VERBS or text.startswith(_CONSTRAINED)
