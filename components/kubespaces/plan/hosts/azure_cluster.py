"""The AKS cluster of a host cluster on Azure, as the body of the request that makes it."""

from dataclasses import dataclass
from typing import Any

from kubespaces.spec.host_azure import NodeImageChannel, Outbound, Tier, UpgradeChannel
from kubespaces.spec.host_cluster import HostClusterSpec
from kubespaces.spec.host_defaults import ranges_of

from .azure_names import azure_of, cluster_name_of
from .azure_pools import plan_anchor
from .tags import tags_of

_DNS_ADDRESS = 10
_HOURS_A_WEEK = 168
_OUTBOUND = {
    Outbound.NAT_GATEWAY: "userAssignedNATGateway",
    Outbound.LOAD_BALANCER: "loadBalancer",
    Outbound.FIREWALL: "userDefinedRouting",
}
_TIERS = {Tier.FREE: "Free", Tier.STANDARD: "Standard", Tier.PREMIUM: "Premium"}
_CHANNELS = {UpgradeChannel.PATCH: "patch", UpgradeChannel.NONE: "none"}
_IMAGE_CHANNELS = {
    NodeImageChannel.NODE_IMAGE: "NodeImage",
    NodeImageChannel.SECURITY_PATCH: "SecurityPatch",
    NodeImageChannel.NONE: "None",
}


@dataclass(frozen=True)
class ClusterParts:
    """What the cluster is put together from: ids, which may be outputs."""

    nodes_subnet: Any
    """Subnet of the nodes."""
    api_server_subnet: Any
    """Subnet of the API server."""
    identity: Any
    """Identity of the control plane."""
    kubelet: dict[str, Any]
    """Identity of the nodes: ``resourceId``, ``clientId`` and ``objectId``."""
    key: Any
    """Key of the secrets, with its version."""
    vault: Any
    """Vault that the key is in."""
    disk_encryption_set: Any
    """Key of the disks."""
    workspace: Any
    """Where Defender writes its findings."""


SETTLED = ["vmSize", "availabilityZones", "enableEncryptionAtHost"]
"""What AKS can never change in the anchor, though the document may say otherwise by now."""


def plan_cluster(name: str, spec: HostClusterSpec, parts: ClusterParts) -> dict[str, Any]:
    """Return the cluster's properties, as Pulumi's Azure plugin writes them.

    Args:
        name: the host cluster's name.
        spec: its facts.
        parts: ids of what it is put together from.
    """
    own = azure_of(spec)
    return {
        "location": spec.region,
        "tags": tags_of(name, spec),
        "sku": {"name": "Base", "tier": _TIERS[own.tier]},
        "supportPlan": "AKSLongTermSupport" if own.tier is Tier.PREMIUM else "KubernetesOfficial",
        "kubernetesVersion": spec.kubernetes_version,
        "dnsPrefix": cluster_name_of(name, spec),
        "nodeResourceGroup": f"{cluster_name_of(name, spec)}-nodes",
        "nodeResourceGroupProfile": {"restrictionLevel": "ReadOnly" if own.lock_node_resources else "Unrestricted"},
        "identity": {"type": "UserAssigned", "userAssignedIdentities": [parts.identity]},
        "identityProfile": {"kubeletidentity": parts.kubelet},
        "agentPoolProfiles": [{**plan_anchor(spec), "vnetSubnetID": parts.nodes_subnet, "tags": tags_of(name, spec)}],
        "diskEncryptionSetID": parts.disk_encryption_set,
        "oidcIssuerProfile": {"enabled": True},
        "addonProfiles": {"azurepolicy": {"enabled": own.azure_policy}},
        "metricsProfile": {"costAnalysis": {"enabled": own.cost_analysis}},
        "storageProfile": {
            "diskCSIDriver": {"enabled": True},
            "snapshotController": {"enabled": True},
            "fileCSIDriver": {"enabled": own.file_shares},
            "blobCSIDriver": {"enabled": False},
        },
        "autoUpgradeProfile": {
            "upgradeChannel": _CHANNELS[own.upgrade_channel],
            "nodeOSUpgradeChannel": _IMAGE_CHANNELS[own.node_image_channel],
        },
        **_access(spec, parts),
        **_network(spec),
        **_security(spec, parts),
    }


def _access(spec: HostClusterSpec, parts: ClusterParts) -> dict[str, Any]:
    """Who gets in, and from where (controls KS-AKS-01 and 02).

    The API server is in the cluster's own network, which the key in a private vault needs anyway.
    Source: https://learn.microsoft.com/azure/aks/use-kms-etcd-encryption
    """
    own, private = azure_of(spec), spec.endpoint.private
    return {
        "disableLocalAccounts": True,
        "enableRBAC": True,
        "aadProfile": {
            "managed": True,
            "enableAzureRBAC": own.azure_rbac,
            "tenantID": own.tenant_id,
            "adminGroupObjectIDs": list(spec.admin_groups),
        },
        "publicNetworkAccess": "Disabled" if private else "Enabled",
        "apiServerAccessProfile": {
            "enablePrivateCluster": private,
            "enableVnetIntegration": True,
            "subnetId": parts.api_server_subnet,
            "disableRunCommand": True,
            **(
                {"enablePrivateClusterPublicFQDN": False, "privateDNSZone": own.private_dns_zone or "system"}
                if private
                else {"authorizedIPRanges": list(spec.endpoint.allowed_cidrs)}
            ),
        },
    }


def _network(spec: HostClusterSpec) -> dict[str, Any]:
    ranges = ranges_of(spec)
    return {
        "networkProfile": {
            "networkPlugin": "azure",
            "networkPluginMode": "overlay",
            "networkDataplane": "cilium",
            "networkPolicy": "cilium",
            "ipFamilies": ["IPv4"],
            "podCidr": str(ranges["pods"]),
            "serviceCidr": str(ranges["services"]),
            "dnsServiceIP": str(ranges["services"][_DNS_ADDRESS]),
            "loadBalancerSku": "standard",
            "outboundType": _OUTBOUND[azure_of(spec).outbound],
        }
    }


def _security(spec: HostClusterSpec, parts: ClusterParts) -> dict[str, Any]:
    own = azure_of(spec)
    watched = {"logAnalyticsWorkspaceResourceId": parts.workspace} if own.defender else {}
    return {
        "securityProfile": {
            "azureKeyVaultKms": {
                "enabled": True,
                "keyId": parts.key,
                "keyVaultNetworkAccess": "Private",
                "keyVaultResourceId": parts.vault,
            },
            "defender": {**watched, "securityMonitoring": {"enabled": own.defender}},
            "imageCleaner": {"enabled": True, "intervalHours": _HOURS_A_WEEK},
            "workloadIdentity": {"enabled": True},
        }
    }
