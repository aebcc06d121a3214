"""What is known about a host cluster, as the typed dictionaries that Pulumi's tools can read.

They mirror the models in ``spec/`` (a test holds the two together); the models check the values.
"""

from typing import Any, NotRequired, TypedDict


class RolePeerArgs(TypedDict):
    """Pods or addresses that play a role of the platform: either ``namespace`` or ``cidr``."""

    namespace: NotRequired[str]
    """Namespace the pods run in."""
    pod_labels: NotRequired[dict[str, str]]
    """Labels of the pods; default: every pod of the namespace."""
    cidr: NotRequired[str]
    """Addresses, for what does not run in pods."""


class NetworkRoleArgs(TypedDict):
    """How a cluster's network reaches one part of the platform."""

    peers: list[RolePeerArgs]
    """Where it is; any of them."""
    ports: NotRequired[list[str]]
    """Its ports; default all."""


class NetworkRolesArgs(TypedDict):
    """The parts of the platform that tenants may name."""

    dns: NotRequired[NetworkRoleArgs]
    """Name resolution; default: pods labelled ``k8s-app=kube-dns`` in kube-system."""
    ingress_controller: NotRequired[NetworkRoleArgs]
    """What sends traffic from outside to tenants; default none."""
    monitoring: NotRequired[NetworkRoleArgs]
    """What scrapes tenants; default none."""
    api_server: NotRequired[NetworkRoleArgs]
    """The Kubernetes API; default none."""


class HostNetworkArgs(TypedDict):
    """The network of a host cluster."""

    cni: NotRequired[str]
    """The network plugin, such as ``cilium``; it must enforce NetworkPolicies."""
    roles: NotRequired[NetworkRolesArgs]
    """Where the parts of the platform are."""
    private_ranges: NotRequired[list[str]]
    """Further addresses that ``dns+public`` must not reach."""


class CapacityArgs(TypedDict):
    """What all tenants of a host cluster together may be promised; an amount that is not given is not checked."""

    cpu: NotRequired[str]
    """CPU cores; default: not checked."""
    memory: NotRequired[str]
    """Bytes of memory; default: not checked."""
    storage: NotRequired[str]
    """Bytes of persistent storage; default: not checked."""
    ephemeral_storage: NotRequired[str]
    """Bytes of scratch space on the nodes; default: not checked."""
    pods: NotRequired[int]
    """Pods; default: not checked."""
    load_balancers: NotRequired[int]
    """Services of type LoadBalancer; default: not checked."""
    devices: NotRequired[dict[str, int]]
    """Extended resources that the nodes offer, by name; a tenant that names no quota for one cannot use it."""


class TaintArgs(TypedDict):
    """Keeps pods that do not tolerate it off the nodes."""

    key: str
    """Its key."""
    value: NotRequired[str]
    """Its value; default empty."""
    effect: NotRequired[str]
    """``NoSchedule`` (default), ``PreferNoSchedule`` or ``NoExecute``."""


class NodePoolArgs(TypedDict):
    """A group of like nodes. Of a cluster that was made elsewhere only ``name`` and ``tenant`` count."""

    name: str
    """Name, unique in the cluster."""
    tenant: NotRequired[str]
    """The tenant it is kept for, by label and taint ``kubespaces.io/tenant``; default: shared."""
    machine_type: NotRequired[str]
    """The cloud's name for the kind of machine; default: by cloud and architecture."""
    architecture: NotRequired[str]
    """``amd64`` (default) or ``arm64``."""
    min: NotRequired[int]
    """Fewest nodes over all zones; default 1."""
    max: NotRequired[int]
    """Most nodes over all zones; default 3."""
    spot: NotRequired[bool]
    """Cheap machines that the cloud may take back at any time; default false."""
    labels: NotRequired[dict[str, str]]
    """Further labels of the nodes."""
    taints: NotRequired[list[TaintArgs]]
    """Further taints of the nodes."""
    sandbox: NotRequired[bool]
    """Nodes that can sandbox pods; default false."""
    disk_size: NotRequired[str]
    """Disk of each node; default ``50Gi``."""
    zones: NotRequired[list[str]]
    """Some of the cluster's zones; default: its first three."""


class ExistingClusterArgs(TypedDict):
    """A cluster that was made elsewhere."""

    context: NotRequired[str]
    """Context inside the kubeconfig; default: its current one."""
    identifier: NotRequired[str]
    """What tells this cluster from all others, for ever; default: the component's name."""


class EndpointArgs(TypedDict):
    """Where the API server can be reached from."""

    private: NotRequired[bool]
    """No address on the internet; default true."""
    allowed_cidrs: NotRequired[list[str]]
    """Who else may connect; default none. At least one if not private."""


class CidrsArgs(TypedDict):
    """The addresses of a cluster that a cloud makes."""

    nodes: str
    """Nodes, load balancers and endpoints."""
    pods: NotRequired[str]
    """Pods; default: the cloud's."""
    services: NotRequired[str]
    """Services; default: the cloud's."""
    slots: NotRequired[dict[str, int]]
    """Slot of each zone in ``nodes``; default: its place in ``zones``."""


class AddOnArgs(TypedDict):
    """An EKS add-on."""

    name: str
    """Its name."""
    version: NotRequired[str]
    """Its version; default: EKS' own for the Kubernetes version."""
    configuration: NotRequired[dict[str, Any]]
    """Its configuration values, laid over the platform's."""


class AwsClusterArgs(TypedDict):
    """An EKS cluster."""

    account_id: str
    """The account it is made in, 12 digits."""
    cluster_name: NotRequired[str]
    """The cluster's name in EKS, which can never change; default: the component's."""
    auto_mode: NotRequired[bool]
    """EKS Auto Mode; default false."""
    ami_family: NotRequired[str]
    """``bottlerocket`` (default) or ``al2023``."""
    nat_gateways: NotRequired[str]
    """``per-zone`` (default), ``single`` or ``none``."""
    vpc_endpoints: NotRequired[bool]
    """Private endpoints of the AWS services that nodes need; default true."""
    flow_logs: NotRequired[bool]
    """Record the network's connections; default true."""
    support_type: NotRequired[str]
    """``standard`` (default) or ``extended``."""
    zonal_shift: NotRequired[bool]
    """Let AWS move traffic away from a zone in trouble; default true."""
    add_ons: NotRequired[list[AddOnArgs]]
    """Further add-ons, and versions or configuration of the platform's."""
    platform_role: NotRequired[str]
    """Role that the platform's stacks take on to act on the cluster; default: whoever runs Pulumi."""
    groups: NotRequired[dict[str, str]]
    """IAM role that makes somebody a member of a Kubernetes group, by the group's name; default none."""
    permissions_boundary: NotRequired[str]
    """Boundary of every IAM role of the cluster; default none."""


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


class GcpMaintenanceArgs(TypedDict):
    """When Google may work on a cluster, every week."""

    days: NotRequired[list[str]]
    """Days of the week; default ``Saturday`` and ``Sunday``."""
    start: NotRequired[str]
    """Time of day, in UTC, at which it begins; default ``02:00``."""
    hours: NotRequired[int]
    """How long it lasts on each day, 4 to 23; default 6."""


class GcpClusterArgs(TypedDict):
    """A GKE cluster."""

    project: str
    """The project it is made in."""
    project_number: NotRequired[str]
    """The project's number, in quotes; required."""
    cluster_name: NotRequired[str]
    """The cluster's name in GKE, which can never change; default: the component's."""
    enable_apis: NotRequired[bool]
    """Turn on the APIs of the project that the cluster needs; default true."""
    autopilot: NotRequired[bool]
    """Google runs the nodes; default false."""
    release_channel: NotRequired[str]
    """``regular`` (default), ``stable`` or ``extended``."""
    minor_upgrades: NotRequired[bool]
    """Let Google go to newer minor versions by itself; default false."""
    maintenance: NotRequired[GcpMaintenanceArgs]
    """When Google may work on the cluster; default Saturdays and Sundays from 02:00 UTC, six hours each."""
    dns_endpoint: NotRequired[bool]
    """Reach the API server by a DNS name that Google's IAM guards, instead of an address; default false."""
    login: NotRequired[str]
    """Whose credentials the kubeconfig uses: ``gcloud`` (default) or ``application-default``."""
    groups_domain: NotRequired[str]
    """Domain of the Google group ``gke-security-groups``; default: that of ``admin_groups``."""
    nat: NotRequired[bool]
    """A way out to the internet by Cloud NAT; default true."""
    nat_addresses: NotRequired[int]
    """Fixed public addresses of Cloud NAT; default 0: as many as are needed, not fixed."""
    flow_logs: NotRequired[bool]
    """Record the network's connections; default true."""
    audit_reads: NotRequired[bool]
    """Audit also requests that only read; default false."""
    lock_logs: NotRequired[bool]
    """Make the retention of audit logs final; default false."""
    binary_authorization: NotRequired[bool]
    """Ask the project's policy of Binary Authorization before an image runs; default true."""
    security_posture: NotRequired[bool]
    """GKE's security posture dashboard; default true."""
    key_protection: NotRequired[str]
    """``software`` (default) or ``hsm``."""


class HostFactsArgs(TypedDict):
    """What a host cluster is and offers: plain values, known at preview."""

    kubernetes_version: str
    """Minor version, such as ``1.34``; Pod Security levels are pinned to it."""
    existing: NotRequired[ExistingClusterArgs]
    """How an existing cluster is reached."""
    aws: NotRequired[AwsClusterArgs]
    """Make an EKS cluster."""
    azure: NotRequired[AzureClusterArgs]
    """Make an AKS cluster."""
    gcp: NotRequired[GcpClusterArgs]
    """Make a GKE cluster."""
    takes: NotRequired[str]
    """``placed`` (default) or ``all``: which tenants of a fleet it carries."""
    dedicated_to: NotRequired[str]
    """The one tenant that has this cluster to itself; default: shared."""
    cloud: NotRequired[str]
    """Cloud it runs in; default ``none``, or the one it is made in."""
    region: NotRequired[str]
    """Region it runs in; default ``local``."""
    zones: NotRequired[list[str]]
    """Availability zones; default: the first three of the region. Add new ones at the end only."""
    jurisdiction: NotRequired[str]
    """Law that governs the place; default: the region's, where the cloud is known."""
    capacity: NotRequired[CapacityArgs]
    """The most that all tenants together may be promised; default: not checked."""
    network: NotRequired[HostNetworkArgs]
    """Its network."""
    sandbox_classes: NotRequired[list[str]]
    """Runtime classes that sandbox pods; default none."""
    node_pools: NotRequired[list[NodePoolArgs]]
    """Its nodes; default none known."""
    storage_classes: NotRequired[list[str]]
    """Storage classes that exist; default: not checked."""
    ingress_classes: NotRequired[list[str]]
    """Ingress classes that exist; default: not checked."""
    gateway_classes: NotRequired[list[str]]
    """Gateway classes that exist; default: not checked."""
    priority_classes: NotRequired[list[str]]
    """Priority classes that exist; default: not checked."""
    endpoint: NotRequired[EndpointArgs]
    """Where the API server can be reached from; default: only inside the cluster's own network."""
    admin_groups: NotRequired[list[str]]
    """Who administers the cluster, in the cloud's own names for groups of people."""
    cidrs: NotRequired[CidrsArgs]
    """Its addresses; required where the cluster is made."""
    tags: NotRequired[dict[str, str]]
    """Tags of everything that is made, besides the platform's own."""
    audit_retention_days: NotRequired[int]
    """How long audit logs are kept; default 365 days."""
    deletion_protection: NotRequired[bool]
    """Refuse to delete the cluster; default true."""


class HostClusterArgs(TypedDict):
    """Arguments of ``AwsHostCluster``, ``AzureHostCluster`` and ``GcpHostCluster``."""

    facts: HostFactsArgs
    """The ``spec`` of a HostCluster document: plain values, known at preview."""
    platform: NotRequired[bool]
    """Install the roles and guard rails that tenants need; default true. Give false where another stack does."""
