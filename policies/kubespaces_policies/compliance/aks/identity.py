"""KS-AKS-02: who may come in is Entra ID's word alone."""

from kubespaces_policies.check import Check
from kubespaces_policies.clouds.tokens import AKS_CLUSTER, cloud_types
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.predicates import is_not_off, is_true
from kubespaces_policies.resource import Resource
from kubespaces_policies.value import Value

_MOST_ADMIN_GROUPS = 3
"""Groups of cluster administrators; our own reading of "few" in CIS AKS 5.5.1."""

_MUST_BE_ON = (("disableLocalAccounts",), ("aadProfile", "managed"), ("aadProfile", "enableAzureRBAC"))


def _entra_only(resource: Resource, edit: Edit) -> None:
    for path in _MUST_BE_ON:
        value = resource.props.at(*path)
        if not value.unknown and not is_true(value):
            edit.set(value, True)
    rbac = resource.props.at("enableRBAC")
    if not rbac.unknown and not is_not_off(rbac):
        edit.set(rbac, True)


@control(
    "KS-AKS-02",
    title="AKS knows Entra ID's people only",
    severity=Severity.CRITICAL,
    why="The local administrator's certificate belongs to nobody, cannot be revoked and leaves no name in any log.",
    fix=(
        "set disableLocalAccounts true, aadProfile: managed and enableAzureRBAC true, at most three "
        "adminGroupObjectIDs, and leave enableRBAC on"
    ),
    sources=("CIS AKS 1.8 5.5.1, 5.5.2", "CKV_AZURE_5", "CKV_AZURE_141"),
    applies=cloud_types(AKS_CLUSTER),
    remedy=_entra_only,
)
def entra_only(resource: Resource, check: Check) -> None:
    """Ask for Entra ID and Kubernetes' own access control, and for few groups of administrators."""
    props = resource.props
    check.require(props.at("disableLocalAccounts"), is_true, "must be true: a certificate that nobody can revoke works")
    check.require(props.at("aadProfile", "managed"), is_true, "must be true")
    check.require(props.at("aadProfile", "enableAzureRBAC"), is_true, "must be true")
    check.require(props.at("enableRBAC"), is_not_off, "must not be false: everybody could do everything")
    check.require(
        props.at("aadProfile", "adminGroupObjectIDs"), _is_short, f"names more than {_MOST_ADMIN_GROUPS} groups"
    )


def _is_short(value: Value) -> bool:
    return len(value) <= _MOST_ADMIN_GROUPS
