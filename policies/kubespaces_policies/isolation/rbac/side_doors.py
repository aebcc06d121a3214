"""KS-RBAC-07: ways into nodes and pods past their walls."""

from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.kubernetes.roles import Rule, any_role, covers, is_operators, rules
from kubespaces_policies.resource import Resource
from kubespaces_policies.settings import Role

_PODS = ("attach", "ephemeralcontainers", "exec", "portforward", "proxy", "resize")
_DOORS_TO_NODES = frozenset({"bindings", "nodes/proxy", "pods/binding"})
_DOORS = _DOORS_TO_NODES | {"services/proxy", *(f"pods/{name}" for name in _PODS)}
_NODES = "nodes/"
_FIGURES = frozenset({"nodes/healthz", "nodes/metrics", "nodes/stats", "nodes/status"})
"""What monitoring reads of the kubelet without the rest (KEP-2862)."""
_READ = frozenset({"get", "list", "watch"})


@control(
    "KS-RBAC-07",
    title="No side doors to nodes and pods",
    severity=Severity.HIGH,
    why="nodes/proxy is the kubelet itself: commands in any pod of any tenant, and no audit log of the API server.",
    fix="remove the subresource; people on call get it from a role of its own that the setting breakGlass names",
    sources=(
        "CIS-K8S 5.1.4, 5.1.10; EKS 4.1.4, 4.1.10; AKS 4.1.9",
        "CKV2_K8S_2",
        "KYV restrict-clusterrole-nodesproxy",
    ),
    applies=any_role,
)
def no_side_doors(resource: Resource, check: Check) -> None:
    """Refuse them with every verb: get is enough for exec and proxy. The platform may read the figures of nodes.

    Operators of a namespace (setting ``operator_roles``) may get into the pods there, and never into nodes.
    """
    for rule in rules(resource, check):
        if rule.role.name.raw in check.settings.break_glass:
            continue
        pods_allowed = is_operators(rule.role, check.settings)
        for entry in rule.resources:
            if _is_door(entry.text(), pods_allowed=pods_allowed) and not _is_monitoring(entry.text(), rule, check):
                check.violation(entry, "is a way past the walls of nodes and pods")


def _is_door(entry: str, *, pods_allowed: bool) -> bool:
    doors = _DOORS_TO_NODES if pods_allowed else _DOORS
    return entry.startswith(_NODES) or any(covers(entry, door) for door in doors)


def _is_monitoring(entry: str, rule: Rule, check: Check) -> bool:
    verbs = {verb.text() for verb in rule.verbs}
    return check.settings.role is Role.PLATFORM and entry in _FIGURES and verbs <= _READ
