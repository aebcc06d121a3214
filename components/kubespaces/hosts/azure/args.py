"""What only a host cluster on Azure has, as a typed dictionary; nothing here imports the cloud's SDK."""

from typing import NotRequired, TypedDict


class AzureSystemPoolArgs(TypedDict):
    """The nodes that an AKS cluster's own parts run on."""

    machine_type: NotRequired[str]
    """Azure's name for the kind of machine; default: by architecture."""
    architecture: NotRequired[str]
    """``amd64`` (default) or ``arm64``."""
    min: NotRequired[int]
    """Fewest nodes; default 2."""
    max: NotRequired[int]
    """Most nodes; default 4."""
    anchor: NotRequired[str]
    """Kind of machine of the one node that Azure makes with the cluster; settled once."""


class AzureMaintenanceArgs(TypedDict):
    """When Azure may work on a cluster, every week."""

    day: NotRequired[str]
    """Day of the week; default ``Sunday``."""
    start: NotRequired[str]
    """Time of day it begins; default ``02:00``."""
    hours: NotRequired[int]
    """How long it lasts, 4 to 24; default 4."""
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
    """The Entra ID tenant of the subscription."""
    cluster_name: NotRequired[str]
    """Name of the cluster and its resource group in Azure; default: the component's."""
    platform_principal: NotRequired[str]
    """Object id of the identity that runs the platform's stacks; default: whoever runs Pulumi."""
    login: NotRequired[str]
    """How the kubeconfig signs in: ``azurecli`` (default), ``azd``, ``msi``, ``spn`` or ``workloadidentity``."""
    azure_rbac: NotRequired[bool]
    """Let role assignments of Azure count as well as Kubernetes' roles; default true."""
    tier: NotRequired[str]
    """``standard`` (default), ``premium`` or ``free``."""
    outbound: NotRequired[str]
    """``nat-gateway`` (default), ``load-balancer`` or ``firewall``."""
    nat_addresses: NotRequired[int]
    """Public addresses of the NAT gateway, 1 to 16; default 1."""
    firewall_ip: NotRequired[str]
    """Address of the firewall that all traffic to the internet is sent to."""
    public_ports: NotRequired[list[int]]
    """TCP ports on which load balancers may be reached from the internet; default 443."""
    private_dns_zone: NotRequired[str]
    """Resource id of a zone of your own for the API server's name; default: one that Azure makes."""
    system_pool: NotRequired[AzureSystemPoolArgs]
    """The nodes of the cluster's own parts."""
    host_encryption: NotRequired[bool]
    """Encrypt temporary disks and caches on the host; default true."""
    node_ssh: NotRequired[bool]
    """Run an SSH server on the nodes; default false."""
    lock_node_resources: NotRequired[bool]
    """Forbid changes to the nodes' resource group for everybody but AKS; default true."""
    defender: NotRequired[bool]
    """Microsoft Defender for Containers; default true."""
    azure_policy: NotRequired[bool]
    """The Azure Policy add-on; default true."""
    cost_analysis: NotRequired[bool]
    """Show the cost of namespaces; default true."""
    flow_logs: NotRequired[bool]
    """Record the network's connections; default true."""
    network_watcher: NotRequired[AzureNetworkWatcherArgs]
    """Where Azure keeps the flow logs."""
    audit_reads: NotRequired[bool]
    """Audit also requests that only read; default false."""
    upgrade_channel: NotRequired[str]
    """``patch`` (default) or ``none``."""
    node_image_channel: NotRequired[str]
    """``node-image`` (default), ``security-patch`` or ``none``."""
    maintenance: NotRequired[AzureMaintenanceArgs]
    """When Azure may work on the cluster; default Sundays from 02:00 UTC."""
    file_shares: NotRequired[bool]
    """The driver for Azure Files; default false."""
    vault_name: NotRequired[str]
    """Name of the key vault; default: made of the cluster's name and subscription."""
    lock_cluster: NotRequired[bool]
    """With deletion protection, lock the cluster itself too; default false."""
