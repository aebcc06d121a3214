"""KS-RBAC-09: the objects that hold tenants, and those that steer other people's traffic."""

from kubespaces.plan.roles import WRITE
from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.kubernetes.roles import any_role, is_operators, rules
from kubespaces_policies.resource import Resource

_HELD: dict[str, frozenset[str]] = {
    "": frozenset(
        {
            *("limitranges", "namespaces", "namespaces/finalize", "namespaces/status", "nodes", "nodes/status"),
            *("persistentvolumes", "resourcequotas", "resourcequotas/status", "services/status", "endpoints"),
        }
    ),
    "admissionregistration.k8s.io": frozenset(
        {
            *("mutatingadmissionpolicies", "mutatingadmissionpolicybindings", "mutatingwebhookconfigurations"),
            *("validatingadmissionpolicies", "validatingadmissionpolicybindings", "validatingwebhookconfigurations"),
        }
    ),
    "apiextensions.k8s.io": frozenset({"customresourcedefinitions"}),
    "discovery.k8s.io": frozenset({"endpointslices"}),
    "gateway.networking.k8s.io": frozenset({"gateways"}),
    "networking.k8s.io": frozenset({"ingresses/status"}),
    "scheduling.k8s.io": frozenset({"priorityclasses"}),
}
"""By API group. Endpoints and the status of Services and Ingresses steer traffic: CVE-2020-8554, CVE-2021-25740."""

_TRAFFIC = frozenset({"endpoints", "endpointslices", "services/status"})


@control(
    "KS-RBAC-09",
    title="Quotas, admission and traffic stay the platform's",
    severity=Severity.HIGH,
    why="Who writes quotas or admission rules lifts their own limits; who writes endpoints receives others' traffic.",
    fix="remove the resource or the verb; what the platform keeps is asked for in the tenant's document",
    sources=(
        "MTB-PL1-BC-CPI-2, MTB-PL1-CC-TI-1",
        "CIS-K8S 5.1.12; EKS/AKS 4.1.11",
        "CKV2_K8S_4",
        "KYV restrict-edit-for-endpoints",
    ),
    applies=any_role,
)
def control_objects_stay_the_platforms(resource: Resource, check: Check) -> None:
    """Refuse verbs that write them. Bindings may be made: the API server has nobody give more than they have.

    That a role is bound for the platform alone cannot be seen here; a role that needs this is exempted by name.
    Operators of a namespace (setting ``operator_roles``) may write what steers traffic there.
    """
    for rule in rules(resource, check):
        if rule.allows(WRITE):
            steers = is_operators(rule.role, check.settings)
            for group, targets in _HELD.items():
                for entry in rule.about(targets - _TRAFFIC if steers else targets, group):
                    check.violation(entry, "can be written to, though it holds tenants or steers traffic")
