"""What only a host cluster on Azure has."""

import ipaddress
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from .base import Model
from .host_pools import Architecture
from .patterns import Form
from .week_day import WeekDay

GUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
"""An id as Azure and Entra ID give it, in lower case."""

Guid = Annotated[str, Form(GUID, "is no id such as '5f1c7e0a-2c1b-4a53-9e7e-0d6b1f2a3c4d' (in lower case)")]
"""An id."""

_NAME = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"
_NAME_RULE = "is no name of a cluster in Azure: a-z, 0-9 and '-', starting and ending with a letter or digit"
_ZONE = r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Network/privateDnsZones/[^/]+"
_ZONE_RULE = "is no resource id of a private DNS zone: /subscriptions/.../privateDnsZones/<name>"
_VAULT = r"[a-z][a-z0-9]+(-[a-z0-9]+)*"
_VAULT_RULE = "is no name of a key vault: 3 to 24 of a-z, 0-9 and single '-', starting with a letter"


def _check_address(text: str) -> str:
    try:
        address = ipaddress.IPv4Address(text)
    except ValueError as error:
        raise ValueError(f"is no IPv4 address such as '10.0.1.4' ({error})") from None
    if not address.is_private:
        raise ValueError("must be the firewall's private address")
    return text


class Tier(StrEnum):
    """What Microsoft promises of the control plane."""

    FREE = "free"
    STANDARD = "standard"
    PREMIUM = "premium"


class Outbound(StrEnum):
    """How nodes reach the internet."""

    NAT_GATEWAY = "nat-gateway"
    LOAD_BALANCER = "load-balancer"
    FIREWALL = "firewall"


class Login(StrEnum):
    """Whose Entra ID token ``kubelogin`` asks for."""

    AZURE_CLI = "azurecli"
    AZURE_DEVELOPER_CLI = "azd"
    MANAGED_IDENTITY = "msi"
    SERVICE_PRINCIPAL = "spn"
    WORKLOAD_IDENTITY = "workloadidentity"


class UpgradeChannel(StrEnum):
    """What Azure upgrades by itself. Channels that change the minor version would pass by the document."""

    PATCH = "patch"
    NONE = "none"


class NodeImageChannel(StrEnum):
    """How Azure renews the operating system of the nodes."""

    NODE_IMAGE = "node-image"
    SECURITY_PATCH = "security-patch"
    NONE = "none"


class Maintenance(Model):
    """When Azure may work on the cluster, every week."""

    day: WeekDay = WeekDay.SUNDAY
    """Day of the week; default Sunday."""
    start: Annotated[str, Form(r"([01][0-9]|2[0-3]):[0-5][0-9]", "is no time of day such as '02:00', in quotes")] = (
        "02:00"
    )
    """Time of day it begins; default 02:00."""
    hours: Annotated[int, Field(ge=4, le=24)] = 4
    """How long it lasts; at least, and by default, four hours: shorter ones make upgrades fail."""
    utc_offset: Annotated[str, Form(r"[+-](0[0-9]|1[0-4]):[0-5][0-9]", "is no difference to UTC such as '+01:00'")] = (
        "+00:00"
    )
    """Difference of its clock to UTC; default ``+00:00``."""


class SystemPool(Model):
    """The nodes that the cluster's own parts run on, and nothing else."""

    machine_type: Annotated[str, Field(min_length=1)] | None = None
    """Azure's name for the kind of machine; default: the catalogue's for the architecture. At least 4 vCPUs."""
    architecture: Architecture = Architecture.AMD64
    """``amd64`` (default) or ``arm64``."""
    min: Annotated[int, Field(ge=1, le=100)] = 2
    """Fewest nodes; default 2, which with the anchor makes three."""
    max: Annotated[int, Field(ge=1, le=100)] = 4
    """Most nodes; default 4."""
    anchor: Annotated[str, Field(min_length=1)] | None = None
    """Kind of machine of the anchor: one node that Azure makes with the cluster and that stays as long as it does.
    Settled once; a later change does nothing. Default: the catalogue's."""

    @model_validator(mode="after")
    def _has_room(self) -> Self:
        if self.min > self.max:
            raise ValueError(f"min {self.min} is more than max {self.max}; lower min or raise max")
        return self


class NetworkWatcher(Model):
    """Where Azure keeps flow logs: it makes one watcher for each region with the first network there."""

    resource_group: Annotated[str, Field(min_length=1)] = "NetworkWatcherRG"
    """Its resource group; default ``NetworkWatcherRG``."""
    name: Annotated[str, Field(min_length=1)] | None = None
    """Its name; default ``NetworkWatcher_<region>``."""


class AzureCluster(Model):
    """An AKS cluster."""

    subscription_id: Guid
    """The subscription it is made in."""
    tenant_id: Guid
    """The Entra ID tenant of the subscription, whose users and groups may sign in."""
    cluster_name: Annotated[str, Form(_NAME, _NAME_RULE, longest=54)] | None = None
    """Name in Azure of the cluster, of its resource group and of what is in there; default: the document's. Settled
    once: write the old name here when you rename the document."""
    platform_principal: Guid | None = None
    """Object id of the service principal or managed identity that runs this platform's stacks; it gets administrator
    access. Default: whoever runs Pulumi, who must then be in a group of ``adminGroups``."""
    login: Login = Login.AZURE_CLI
    """How the kubeconfig signs in, in ``kubelogin``'s words; default ``azurecli``: as ``az login`` did."""
    azure_rbac: bool = True
    """Let role assignments of Azure count as well as Kubernetes' roles; default true."""
    tier: Tier = Tier.STANDARD
    """``standard`` (default: with an uptime agreement), ``premium`` (also long-term support) or ``free``."""
    outbound: Outbound = Outbound.NAT_GATEWAY
    """``nat-gateway`` (default), ``load-balancer`` (fewer connections at a time, but over all zones) or ``firewall``
    (everything goes through ``firewallIp``)."""
    nat_addresses: Annotated[int, Field(ge=1, le=16)] = 1
    """Public addresses of the NAT gateway; each serves 64512 connections at a time. Default 1."""
    firewall_ip: Annotated[str, AfterValidator(_check_address)] | None = None
    """Address of the firewall that all traffic to the internet is sent to, in a network connected to the cluster's;
    default none."""
    public_ports: list[Annotated[int, Field(ge=1, le=65535)]] = [443]
    """TCP ports on which load balancers may be reached from the internet; default 443, empty for none."""
    private_dns_zone: Annotated[str, Form(_ZONE, _ZONE_RULE)] | None = None
    """Resource id of a zone of your own for the API server's name, so that connected networks can resolve it;
    default: Azure makes one that only the cluster's network sees."""
    system_pool: SystemPool = SystemPool()
    """The nodes of the cluster's own parts; default: see there."""
    host_encryption: bool = True
    """Encrypt temporary disks and caches, and what flows to the storage, on the host; default true. The subscription
    must have the feature ``Microsoft.Compute/EncryptionAtHost``."""
    node_ssh: bool = False
    """Run an SSH server on the nodes; default false."""
    lock_node_resources: bool = True
    """Forbid changes to the resource group that AKS keeps for the nodes, for everybody but AKS; default true."""
    defender: bool = True
    """Microsoft Defender for Containers; default true."""
    azure_policy: bool = True
    """The Azure Policy add-on; default true."""
    cost_analysis: bool = True
    """Show the cost of namespaces in Azure's cost analysis; default true. Not with tier ``free``."""
    flow_logs: bool = True
    """Record the network's connections; default true."""
    network_watcher: NetworkWatcher = NetworkWatcher()
    """Where Azure keeps the flow logs; default: see there."""
    audit_reads: bool = False
    """Audit also requests that only read, which is most of all and costs accordingly; default false."""
    upgrade_channel: UpgradeChannel = UpgradeChannel.PATCH
    """``patch`` (default: the newest patch of ``kubernetesVersion``) or ``none``."""
    node_image_channel: NodeImageChannel = NodeImageChannel.NODE_IMAGE
    """``node-image`` (default: a new image every week), ``security-patch`` or ``none``."""
    maintenance: Maintenance = Maintenance()
    """When Azure may work on the cluster; default Sundays from 02:00 UTC."""
    file_shares: bool = False
    """The driver for Azure Files, which works with account keys; default false."""
    vault_name: Annotated[str, Form(_VAULT, _VAULT_RULE, longest=24)] | None = None
    """Name of the key vault, unique in all of Azure; default: made of the cluster's name and subscription. A deleted
    vault keeps its name for 90 days, so a cluster that is made anew needs another."""
    lock_cluster: bool = False
    """With ``deletionProtection``, lock the cluster itself too; default false. Azure then refuses to delete it by any
    way, but also any of its node pools, so that none can be replaced."""
