"""What only a host cluster on Azure has, as a typed dictionary; nothing here imports the cloud's SDK."""

from typing import NotRequired, TypedDict


class AzureSystemPoolArgs(TypedDict):
    """The nodes that an AKS cluster's own parts run on."""

    machine_type: NotRequired[str]
    """Azure's name for the kind of machine; default: the catalogue's for the architecture. At least 4 vCPUs."""
    architecture: NotRequired[str]
    """``amd64`` (default) or ``arm64``."""
    min: NotRequired[int]
    """Fewest nodes; default 2, which with the anchor makes three."""
    max: NotRequired[int]
    """Most nodes; default 4."""
    anchor: NotRequired[str]
    """Kind of machine of the anchor: one node that Azure makes with the cluster and that stays as long as it does.
    Settled once; a later change does nothing. Default: the catalogue's."""


class AzureMaintenanceArgs(TypedDict):
    """When Azure may work on a cluster, every week."""

    day: NotRequired[str]
    """Day of the week; default Sunday."""
    start: NotRequired[str]
    """Time of day it begins; default 02:00."""
    hours: NotRequired[int]
    """How long it lasts; at least, and by default, four hours: shorter ones make upgrades fail."""
    utc_offset: NotRequired[str]
    """Difference of its clock to UTC; default ``+00:00``."""


class AzureNetworkWatcherArgs(TypedDict):
    """Where Azure keeps flow logs."""

    resource_group: NotRequired[str]
    """Its resource group; default ``NetworkWatcherRG``."""
    name: NotRequired[str]
    """Its name; default ``NetworkWatcher_<region>``."""


class AzureClusterArgs(TypedDict):
    """An AKS cluster."""

    subscription_id: str
    """The subscription it is made in."""
    tenant_id: str
    """The Entra ID tenant of the subscription, whose users and groups may sign in."""
    cluster_name: NotRequired[str]
    """Name in Azure of the cluster, of its resource group and of what is in there; default: the document's. Settled
    once: write the old name here when you rename the document."""
    platform_principal: NotRequired[str]
    """Object id of the service principal or managed identity that runs this platform's stacks; it gets administrator
    access. Default: whoever runs Pulumi, who must then be in a group of ``admin_groups``."""
    login: NotRequired[str]
    """How the kubeconfig signs in, in ``kubelogin``'s words; default ``azurecli``: as ``az login`` did."""
    azure_rbac: NotRequired[bool]
    """Let role assignments of Azure count as well as Kubernetes' roles; default true."""
    tier: NotRequired[str]
    """``standard`` (default: with an uptime agreement), ``premium`` (also long-term support) or ``free``."""
    outbound: NotRequired[str]
    """``nat-gateway`` (default), ``load-balancer`` (fewer connections at a time, but over all zones) or ``firewall``
    (everything goes through ``firewall_ip``)."""
    nat_addresses: NotRequired[int]
    """Public addresses of the NAT gateway; each serves 64512 connections at a time. Default 1."""
    firewall_ip: NotRequired[str]
    """Address of the firewall that all traffic to the internet is sent to, in a network connected to the cluster's;
    default none."""
    public_ports: NotRequired[list[int]]
    """TCP ports on which load balancers may be reached from the internet; default 443, empty for none."""
    private_dns_zone: NotRequired[str]
    """Resource id of a zone of your own for the API server's name, so that connected networks can resolve it; default:
    Azure makes one that only the cluster's network sees."""
    system_pool: NotRequired[AzureSystemPoolArgs]
    """The nodes of the cluster's own parts; default: see there."""
    host_encryption: NotRequired[bool]
    """Encrypt temporary disks and caches, and what flows to the storage, on the host; default true. The subscription
    must have the feature ``Microsoft.Compute/EncryptionAtHost``."""
    node_ssh: NotRequired[bool]
    """Run an SSH server on the nodes; default false."""
    lock_node_resources: NotRequired[bool]
    """Forbid changes to the resource group that AKS keeps for the nodes, for everybody but AKS; default true."""
    defender: NotRequired[bool]
    """Microsoft Defender for Containers; default true."""
    azure_policy: NotRequired[bool]
    """The Azure Policy add-on; default true."""
    cost_analysis: NotRequired[bool]
    """Show the cost of namespaces in Azure's cost analysis; default true. Not with tier ``free``."""
    flow_logs: NotRequired[bool]
    """Record the network's connections; default true."""
    network_watcher: NotRequired[AzureNetworkWatcherArgs]
    """Where Azure keeps the flow logs; default: see there."""
    audit_reads: NotRequired[bool]
    """Audit also requests that only read, which is most of all and costs accordingly; default false."""
    upgrade_channel: NotRequired[str]
    """``patch`` (default: the newest patch of ``kubernetes_version``) or ``none``."""
    node_image_channel: NotRequired[str]
    """``node-image`` (default: a new image every week), ``security-patch`` or ``none``."""
    maintenance: NotRequired[AzureMaintenanceArgs]
    """When Azure may work on the cluster; default Sundays from 02:00 UTC."""
    file_shares: NotRequired[bool]
    """The driver for Azure Files, which works with account keys; default false."""
    vault_name: NotRequired[str]
    """Name of the key vault, unique in all of Azure; default: made of the cluster's name and subscription. A deleted
    vault keeps its name for 90 days, so a cluster that is made anew needs another."""
    lock_cluster: NotRequired[bool]
    """With ``deletion_protection``, lock the cluster itself too; default false. Azure then refuses to delete it by any
    way, but also any of its node pools, so that none can be replaced."""
