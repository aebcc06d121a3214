"""What is known about a host cluster, as the typed dictionaries that Pulumi's tools can read.

They mirror the models in ``spec/`` (a test holds the two together); the models check the values.
"""

from typing import NotRequired, TypedDict

from .aws.args import AwsClusterArgs
from .azure.args import AzureClusterArgs
from .gcp.args import GcpClusterArgs


class RolePeerArgs(TypedDict):
    """Pods or addresses that play a role of the platform: either ``namespace`` or ``cidr``."""

    namespace: NotRequired[str]
    """Namespace that the pods run in."""
    pod_labels: NotRequired[dict[str, str]]
    """Labels of the pods; default: every pod of the namespace."""
    cidr: NotRequired[str]
    """Addresses, for what does not run in pods. For ``dns`` with its ports named, a single link-local address is
    allowed as well (node-local DNS); other metadata addresses are always cut out of it."""


class NetworkRoleArgs(TypedDict):
    """How a cluster's network reaches one part of the platform."""

    peers: list[RolePeerArgs]
    """Where it is; any of them."""
    ports: NotRequired[list[str]]
    """Its ports; default: all."""


class NetworkRolesArgs(TypedDict):
    """The parts of the platform that tenants may name."""

    dns: NotRequired[NetworkRoleArgs]
    """Name resolution; default: pods labelled ``k8s-app=kube-dns`` in kube-system (kubeadm, EKS, AKS, GKE)."""
    ingress_controller: NotRequired[NetworkRoleArgs]
    """What sends traffic from outside to tenants; default none."""
    monitoring: NotRequired[NetworkRoleArgs]
    """What scrapes tenants; default none."""
    api_server: NotRequired[NetworkRoleArgs]
    """The Kubernetes API; default none. Which address a policy has to name depends on the CNI: Cilium never matches it
    by CIDR."""


class HostNetworkArgs(TypedDict):
    """The network of a host cluster."""

    cni: NotRequired[str]
    """The network plugin, such as ``cilium``, ``calico``, ``vpc-cni``; default ``unknown``. It must enforce
    NetworkPolicies."""
    roles: NotRequired[NetworkRolesArgs]
    """Where the parts of the platform are; default: see there."""
    private_ranges: NotRequired[list[str]]
    """Addresses besides the private ones of RFC 1918, 6598 and 4193 that ``dns+public`` must not reach; default
    none."""


class SharedGatewaysArgs(TypedDict):
    """The Gateways that virtual clusters share. They need the Gateway API with TLSRoute on the host cluster."""

    class_name: str
    """The GatewayClass that they are of."""
    namespace: NotRequired[str]
    """Namespace that they are in, made with them; default ``kubespaces-gateways``."""
    cluster_issuer: NotRequired[str]
    """The ClusterIssuer of cert-manager that makes the certificates of the apps' wildcard names (by DNS-01); default
    none: then a Secret ``<namespace>-apps`` must be put beside the Gateways for each environment."""


class OidcArgs(TypedDict):
    """How people log in to virtual APIs, which is how they log in to the host cluster."""

    issuer: str
    """Address of the issuer."""
    client_id: str
    """The audience of tokens."""
    username_claim: NotRequired[str]
    """Claim that is the user's name; default ``sub``."""
    username_prefix: NotRequired[str]
    """Put in front of it inside virtual clusters; default ``oidc:``. Access lists name people with or without it."""
    groups_claim: NotRequired[str]
    """Claim that lists the user's groups; default ``groups``."""
    groups_prefix: NotRequired[str]
    """Put in front of each inside virtual clusters; default ``oidc:``. Access lists name groups with or without it."""


class VirtualClusterHostArgs(TypedDict):
    """What a host cluster offers to virtual clusters."""

    gateway: NotRequired[SharedGatewaysArgs]
    """The shared Gateways; default none: then no virtual cluster can have a domain."""
    oidc: NotRequired[OidcArgs]
    """How people log in; default: not at all, only the platform's admin kubeconfig and service accounts do."""


class CapacityArgs(TypedDict):
    """What all tenants of a host cluster together may be promised; an amount that is not given is not checked."""

    cpu: NotRequired[str]
    """CPU cores; default: not checked."""
    memory: NotRequired[str]
    """Memory; default: not checked."""
    storage: NotRequired[str]
    """Persistent storage; default: not checked."""
    ephemeral_storage: NotRequired[str]
    """Scratch space on the nodes; default: not checked."""
    pods: NotRequired[int]
    """Pods; default: not checked."""
    load_balancers: NotRequired[int]
    """Services of type LoadBalancer; default: not checked."""
    devices: NotRequired[dict[str, int]]
    """Extended resources that the nodes offer, such as ``nvidia.com/gpu``; default none known. A tenant that names no
    quota for one of these cannot use it."""


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
    """The tenant it is kept for; default: shared."""
    machine_type: NotRequired[str]
    """The cloud's name for the kind of machine; default: the catalogue's for the cloud and the architecture."""
    architecture: NotRequired[str]
    """``amd64`` (default) or ``arm64``."""
    min: NotRequired[int]
    """Fewest nodes over all zones; default 1."""
    max: NotRequired[int]
    """Most nodes over all zones, which bounds the bill; default 3."""
    spot: NotRequired[bool]
    """Cheap machines that the cloud may take back at any time; default false."""
    labels: NotRequired[dict[str, str]]
    """Further labels of the nodes; default none."""
    taints: NotRequired[list[TaintArgs]]
    """Further taints of the nodes; default none."""
    sandbox: NotRequired[bool]
    """Nodes that can sandbox pods (gVisor or Kata, whichever the cloud has); default false."""
    disk_size: NotRequired[str]
    """Disk of each node; default 50Gi."""
    zones: NotRequired[list[str]]
    """Some of the cluster's zones; default: its first three, so that a further zone replaces no pool."""


class ExistingClusterArgs(TypedDict):
    """A cluster that was made elsewhere."""

    context: NotRequired[str]
    """Context inside the kubeconfig; default: its current one."""
    identifier: NotRequired[str]
    """What tells this cluster from all others, for ever, such as an ARN; default: its name. Changing it means another
    cluster: Pulumi then replaces every object."""


class EndpointArgs(TypedDict):
    """Where the API server can be reached from."""

    private: NotRequired[bool]
    """No address on the internet at all; default true."""
    allowed_cidrs: NotRequired[list[str]]
    """Who else may connect: with ``private: true`` ranges of networks that are connected to the cluster's (a VPN, an
    office), else ranges on the internet, at least one. Default none."""


class CidrsArgs(TypedDict):
    """The addresses of a cluster that a cloud makes."""

    nodes: str
    """Nodes, load balancers and endpoints; no other cluster of the fleet may overlap it."""
    pods: NotRequired[str]
    """Pods; default: the cloud's in the catalogue (AWS: pods take addresses of ``nodes``)."""
    services: NotRequired[str]
    """Services; default: the cloud's in the catalogue. Only the cluster itself sees them."""
    slots: NotRequired[dict[str, int]]
    """Which slot of ``nodes`` a zone has, where slots are cut by zone; default: its place in ``zones``. Slots that
    nobody has are in reserve, so that a new zone moves no other; write them down to take a zone out of the middle."""


class BudgetArgs(TypedDict):
    """What a host cluster may cost a month before somebody hears of it. Nothing is switched off."""

    amount: int
    """Amount a month, in the currency that the cloud bills the account in (AWS: US dollars)."""
    emails: list[str]
    """Mail addresses of those who are told."""
    alerts: NotRequired[list[int]]
    """At which shares of the amount, in per cent; default 50, 80 and 100. They are also told when the cloud expects the
    month to end above the amount."""


class HostFactsArgs(TypedDict):
    """What a host cluster is and offers: plain values, known at preview."""

    kubernetes_version: str
    """Minor version, such as ``"1.34"`` (in quotes: 1.30 without them is the number 1.3). Pod Security levels are
    pinned to it, so that an upgrade tightens nothing unreviewed."""
    existing: NotRequired[ExistingClusterArgs]
    """How an existing cluster is reached; default: by its kubeconfig alone, which comes from the stack's
    configuration."""
    aws: NotRequired[AwsClusterArgs]
    """Make an EKS cluster; default: none is made."""
    azure: NotRequired[AzureClusterArgs]
    """Make an AKS cluster; default: none is made."""
    gcp: NotRequired[GcpClusterArgs]
    """Make a GKE cluster; default: none is made."""
    takes: NotRequired[str]
    """Which tenants of a fleet it carries: ``placed`` (default) those whose ``placement.host_cluster`` names it,
    ``all`` every one, wherever it is placed; for laptops and tests."""
    dedicated_to: NotRequired[str]
    """The one tenant that has this cluster to itself (rung ``dedicated-cluster``); default: shared."""
    cloud: NotRequired[str]
    """Cloud that it runs in; default: that of the block ``aws``, ``azure`` or ``gcp``, else ``none``."""
    region: NotRequired[str]
    """Region that it runs in; default ``local``."""
    zones: NotRequired[list[str]]
    """Availability zones; default: the first three of the region. Add new ones at the end only."""
    jurisdiction: NotRequired[str]
    """Law that governs the place, such as ``EU`` or ``CH``; default: the region's, where the cloud is known."""
    capacity: NotRequired[CapacityArgs]
    """The most that all tenants together may be promised; default: not checked."""
    network: NotRequired[HostNetworkArgs]
    """Its network; default: see there."""
    sandbox_classes: NotRequired[list[str]]
    """Runtime classes that sandbox pods (gVisor, Kata); default: the cloud's own if a node pool has ``sandbox``, else
    none: then the rung ``sandboxed`` is not to be had."""
    node_pools: NotRequired[list[NodePoolArgs]]
    """Its nodes; default none known. The rung ``dedicated-nodes`` needs a pool that is kept for the tenant."""
    storage_classes: NotRequired[list[str]]
    """Storage classes that exist; default: those that Kubespaces makes in the cloud, else not checked."""
    ingress_classes: NotRequired[list[str]]
    """Ingress classes that exist; default: not checked."""
    gateway_classes: NotRequired[list[str]]
    """Gateway classes that exist; default: not checked."""
    priority_classes: NotRequired[list[str]]
    """Priority classes that exist; default: not checked."""
    virtual_clusters: NotRequired[VirtualClusterHostArgs]
    """What it offers to virtual clusters; default: see there."""
    guard_rails: NotRequired[str]
    """What the guard rails do with what breaks a rule: ``enforce`` (default) refuses it, ``audit`` lets it pass with a
    warning and a note in the audit log, for the time of a roll-out."""
    image_digests: NotRequired[str]
    """Where images must be named by their digest: ``required`` (default) everywhere, ``production`` in production
    only, ``optional`` nowhere."""
    endpoint: NotRequired[EndpointArgs]
    """Where the API server can be reached from; default: only inside the cluster's own network."""
    admin_groups: NotRequired[list[str]]
    """Who administers the cluster, in the cloud's own names for groups of people; default nobody."""
    cidrs: NotRequired[CidrsArgs]
    """Its addresses; required where the cluster is made, default none elsewhere."""
    tags: NotRequired[dict[str, str]]
    """Tags (labels on Google Cloud) of everything that is made, besides the platform's own; default none."""
    budget: NotRequired[BudgetArgs]
    """What it may cost a month before somebody hears of it; default: no budget is made."""
    audit_retention_days: NotRequired[int]
    """How long audit logs are kept; default 365 days."""
    deletion_protection: NotRequired[bool]
    """Refuse to delete the cluster; default true. To delete it, turn this off in a change of its own first."""


class HostClusterArgs(TypedDict):
    """Arguments of ``AwsHostCluster``, ``AzureHostCluster`` and ``GcpHostCluster``."""

    facts: HostFactsArgs
    """The ``spec`` of a HostCluster document: plain values, known at preview."""
    platform: NotRequired[bool]
    """Install the roles and guard rails that tenants need; default true. Give false where another stack does."""
