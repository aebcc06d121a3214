"""KS-RBAC-04: whom rights are given to."""

from kubespaces.plan.rule_data import BROAD_SUBJECT_PREFIX
from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.kubernetes.objects import KubernetesObject
from kubespaces_policies.kubernetes.roles import any_binding, subjects
from kubespaces_policies.kubernetes.tenants import is_own_namespace
from kubespaces_policies.resource import Resource
from kubespaces_policies.settings import Role
from kubespaces_policies.value import Value

_ACCOUNTS = "system:serviceaccounts:"
_ACCOUNT = "system:serviceaccount:"
_MASTERS = "system:masters"
"""Left to KS-RBAC-05."""


@control(
    "KS-RBAC-04",
    title="No rights for everybody or for strangers",
    severity=Severity.CRITICAL,
    why="system:authenticated is everybody with an account at the cloud, system:serviceaccounts every pod of everyone.",
    fix="name groups of the tenant's own people (setting groups lists others) or service accounts of its namespaces",
    sources=("GKE 4.1.8-4.1.10", "KYV restrict-binding-system-groups"),
    applies=any_binding,
)
def no_broad_subjects(resource: Resource, check: Check) -> None:
    """Refuse Kubernetes' own groups and users but for service accounts of the binding's or the tenant's namespaces.

    In a tenant's stack groups begin with the tenant's name, and service accounts are of its namespaces.
    """
    for item, subject in subjects(resource, check):
        with check.guard():
            _check_subject(item, subject, check)


def _check_subject(item: KubernetesObject, subject: Value, check: Check) -> None:
    name, kind = subject.at("name"), subject.at("kind").text()
    text = name.text()
    if kind == "ServiceAccount":
        namespace = subject.at("namespace")
        if check.settings.role is Role.TENANT and not _is_near(namespace.text(), item, check):
            check.violation(namespace, "is a namespace of others")
    elif text.startswith(BROAD_SUBJECT_PREFIX):
        if text != _MASTERS and not _is_near(_namespace_in(text), item, check):
            check.violation(name, "are others than the tenant's own people and service accounts")
    elif kind == "Group" and not _is_own_group(text, check):
        check.violation(name, "is no group of this tenant")


def _namespace_in(name: str) -> str:
    """Return the namespace in the long name of a service account, or of all in a namespace; empty for other names."""
    if name.startswith(_ACCOUNTS):
        return name.removeprefix(_ACCOUNTS)
    return name.split(":")[2] if name.startswith(_ACCOUNT) and name.count(":") == 3 else ""


def _is_near(namespace: str, item: KubernetesObject, check: Check) -> bool:
    """Whether a namespace is the binding's own or one of the tenant's."""
    return bool(namespace) and (
        is_own_namespace(namespace, check.settings.tenant, check.settings) or namespace == item.namespace.text()
    )


def _is_own_group(name: str, check: Check) -> bool:
    settings = check.settings
    if settings.role is Role.PLATFORM or not settings.tenant or name.startswith(f"{settings.tenant}-"):
        return True
    return any(name == group or (group.endswith("*") and name.startswith(group[:-1])) for group in settings.groups)
