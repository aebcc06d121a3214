"""KS-RBAC-12: administrators of clusters by the cloud's own access control."""

from kubespaces_policies.check import Check
from kubespaces_policies.clouds.gcp_iam import EVERYBODY, PROJECT_GRANTS, grants
from kubespaces_policies.clouds.tokens import cloud_types, plain
from kubespaces_policies.control import Severity, control
from kubespaces_policies.kubernetes.tenants import is_own_namespace
from kubespaces_policies.resource import Resource
from kubespaces_policies.settings import Role
from kubespaces_policies.value import Value

_AWS = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"
_AZURE = "azure-native:authorization:RoleAssignment"

_AWS_POLICIES = frozenset({"AmazonEKSAdminPolicy", "AmazonEKSClusterAdminPolicy"})
_AZURE_ROLES = frozenset(
    {
        "0ab0b1a8-8aac-4efd-b8c2-3ee1fb270be8",  # Azure Kubernetes Service Cluster Admin Role
        "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",  # Owner
        "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b",  # Azure Kubernetes Service RBAC Cluster Admin
    }
)
"""Source: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles"""
_GCP_ROLES = frozenset({"roles/container.admin", "roles/container.clusterAdmin", "roles/editor", "roles/owner"})
_ADMINISTRATOR = "makes an administrator of clusters"


@control(
    "KS-RBAC-12",
    title="No administrators by the cloud's access control",
    severity=Severity.CRITICAL,
    why="The cloud lets such a principal past the cluster's RBAC, and no review of the cluster shows it.",
    fix="give a role for one namespace; have administrators listed by principal (setting breakGlass)",
    sources=("EKS 4.1.7, 5.5.1; AKS 5.5.1-2; GKE 5.8.2",),
    applies=cloud_types(_AWS, _AZURE, *PROJECT_GRANTS),
)
def no_cloud_administrators(resource: Resource, check: Check) -> None:
    """Refuse the clouds' roles of administrators to whoever is not listed; in a tenant's stack, to everybody."""
    kind = plain(resource.type)
    if kind == _AWS:
        _check_aws(resource.props, check)
    elif kind == _AZURE:
        _check_azure(resource.props, check)
    else:
        for role, member in grants(resource, check):
            with check.guard():
                _check_gcp(role, member, check)


def _is_agreed(principal: Value, check: Check) -> bool:
    return check.settings.role is Role.PLATFORM and principal.text() in check.settings.break_glass


def _check_aws(props: Value, check: Check) -> None:
    policy, scope = props.at("policyArn"), props.at("accessScope")
    with check.guard():
        if policy.text().rpartition("/")[2] in _AWS_POLICIES and not _is_agreed(props.at("principalArn"), check):
            check.violation(policy, _ADMINISTRATOR)
    if check.settings.role is Role.TENANT:
        check.require(scope.at("type"), lambda value: value.text() == "namespace", "reaches beyond namespaces")
        with check.guard():
            for namespace in scope.at("namespaces"):
                check.require(namespace, lambda value: _is_own(value, check), "is no namespace of this tenant")


def _is_own(namespace: Value, check: Check) -> bool:
    return is_own_namespace(namespace.text(), check.settings.tenant, check.settings)


def _check_azure(props: Value, check: Check) -> None:
    role = props.at("roleDefinitionId")
    with check.guard():
        identifier = role.text().rstrip("/").rpartition("/")[2].lower()
        if identifier in _AZURE_ROLES and not _is_agreed(props.at("principalId"), check):
            check.violation(role, _ADMINISTRATOR)


def _check_gcp(role: Value, member: Value, check: Check) -> None:
    if member.text() in EVERYBODY:
        check.violation(member, "gives a role to anybody")
    if role.text() in _GCP_ROLES and not _is_agreed(member, check):
        check.violation(role, _ADMINISTRATOR)
