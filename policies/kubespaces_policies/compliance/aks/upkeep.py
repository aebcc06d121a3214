"""KS-AKS-06: identities, updates, an agreed availability and Defender."""

from kubespaces_policies.check import Check
from kubespaces_policies.clouds.tokens import AKS_CLUSTER, cloud_types
from kubespaces_policies.clouds.versions import judge_version
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.predicates import any_case_of, is_true, or_absent
from kubespaces_policies.resource import Resource

_MANAGED = ("SystemAssigned", "UserAssigned")
_CHANNELS = ("patch", "stable", "rapid", "node-image")
_IMAGE_CHANNELS = ("NodeImage", "SecurityPatch")


def _kept(resource: Resource, edit: Edit) -> None:
    """Fill in what is absent and costs nothing."""
    props = resource.props
    for path, good in (
        (("oidcIssuerProfile", "enabled"), True),
        (("securityProfile", "workloadIdentity", "enabled"), True),
        (("autoUpgradeProfile", "upgradeChannel"), "patch"),
        (("autoUpgradeProfile", "nodeOSUpgradeChannel"), "NodeImage"),
    ):
        if not props.at(*path).present:
            edit.set(props.at(*path), good)


@control(
    "KS-AKS-06",
    title="AKS has managed identities, updates itself, and is watched",
    severity=Severity.MEDIUM,
    why="A service principal's password is a secret that nobody rotates; an unpatched node is an open one.",
    fix=(
        "set oidcIssuerProfile.enabled and securityProfile.workloadIdentity.enabled true, identity.type UserAssigned, "
        "both autoUpgradeProfile channels, sku.tier Standard or Premium, a supported kubernetesVersion, and "
        "securityProfile.defender.securityMonitoring.enabled true"
    ),
    sources=("CIS AKS 1.8 5.1.1, 5.2.1", "CKV_AZURE_4", "CKV_AZURE_116", "CKV_AZURE_170", "CKV_AZURE_171"),
    applies=cloud_types(AKS_CLUSTER),
    remedy=_kept,
)
def kept_cluster(resource: Resource, check: Check) -> None:
    """Ask for each of them; what is absent is off."""
    props = resource.props
    security = props.at("securityProfile")
    check.require(props.at("oidcIssuerProfile", "enabled"), is_true, "must be true")
    check.require(security.at("workloadIdentity", "enabled"), is_true, "must be true")
    check.require(security.at("defender", "securityMonitoring", "enabled"), is_true, "must be true")
    check.require(props.at("identity", "type"), any_case_of(*_MANAGED), f"must be {' or '.join(_MANAGED)}")
    client = props.at("servicePrincipalProfile", "clientId")
    check.require(client, or_absent(any_case_of("msi")), "is a service principal; use a managed identity", show=False)
    upgrades = props.at("autoUpgradeProfile")
    check.require(upgrades.at("upgradeChannel"), any_case_of(*_CHANNELS), f"must be one of {', '.join(_CHANNELS)}")
    images = upgrades.at("nodeOSUpgradeChannel")
    check.require(images, any_case_of(*_IMAGE_CHANNELS), f"must be one of {', '.join(_IMAGE_CHANNELS)}")
    check.require(
        props.at("sku", "tier"),
        any_case_of("Standard", "Premium"),
        "must be Standard or Premium: Free promises nothing",
    )
    judge_version(check, props.at("kubernetesVersion"))
