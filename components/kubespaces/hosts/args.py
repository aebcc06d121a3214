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
