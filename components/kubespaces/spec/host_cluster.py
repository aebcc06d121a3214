"""The HostCluster document: what is known about a cluster before anything is deployed to it.

Everything here is a plain value at preview. Credentials are not part of it: they come from the stack.
"""

import ipaddress
from collections import Counter
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from .base import Model, exactly_one_of
from .names import DnsLabel, DnsName, LabelKey, LabelValue
from .network import AnyCidr, Port, is_metadata
from .patterns import Form
from .placement import Jurisdiction
from .quantity import Bytes, Count, Cpu
from .resources import Device
from .tenant import API_VERSION, Metadata


class RolePeer(Model):
    """Pods or addresses that play a role of the platform: either ``namespace`` (with ``podLabels``) or ``cidr``."""

    model_config = ConfigDict(json_schema_extra=exactly_one_of("namespace", "cidr"))

    namespace: DnsLabel | None = None
    """Namespace that the pods run in."""
    pod_labels: dict[LabelKey, LabelValue] = {}
    """Labels of the pods; default: every pod of the namespace."""
    cidr: AnyCidr | None = None
    """Addresses, for what does not run in pods. For ``dns`` with its ports named, a single link-local address is
    allowed as well (node-local DNS); other metadata addresses are always cut out of it."""

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if (self.namespace is None) == (self.cidr is None):
            raise ValueError("name exactly one of namespace and cidr")
        if self.pod_labels and self.namespace is None:
            raise ValueError("podLabels go with namespace only")
        return self


class NetworkRole(Model):
    """How this cluster's network reaches one part of the platform."""

    peers: Annotated[list[RolePeer], Field(min_length=1)]
    """Where it is; any of them."""
    ports: list[Port] = []
    """Its ports; default: all."""


def _default_dns() -> NetworkRole:
    peer = RolePeer.model_validate({"namespace": "kube-system", "podLabels": {"k8s-app": "kube-dns"}})
    return NetworkRole.model_validate({"peers": [peer], "ports": ["UDP/53", "TCP/53"]})


class NetworkRoles(Model):
    """The parts of the platform that tenants may name."""

    dns: NetworkRole = Field(default_factory=_default_dns)
    """Name resolution; default: pods labelled ``k8s-app=kube-dns`` in kube-system (kubeadm, EKS, AKS, GKE)."""
    ingress_controller: NetworkRole | None = None
    """What sends traffic from outside to tenants; default none."""
    monitoring: NetworkRole | None = None
    """What scrapes tenants; default none."""
    api_server: NetworkRole | None = None
    """The Kubernetes API; default none. Which address a policy has to name depends on the CNI: Cilium never matches it
    by CIDR."""

    @model_validator(mode="after")
    def _reach_no_metadata(self) -> Self:
        for name, role in (
            ("dns", self.dns),
            ("ingressController", self.ingress_controller),
            ("monitoring", self.monitoring),
            ("apiServer", self.api_server),
        ):
            for cidr in (peer.cidr for peer in role.peers if peer.cidr is not None) if role else ():
                single = ipaddress.ip_network(cidr).num_addresses == 1
                if is_metadata(cidr) and not (name == "dns" and single and self.dns.ports):
                    raise ValueError(
                        f"{name}: {cidr} is a cloud metadata address; only dns may be at one, at a single address and "
                        "with its ports named"
                    )
        return self


class HostNetwork(Model):
    """The network of a host cluster."""

    cni: DnsLabel = "unknown"
    """The network plugin, such as ``cilium``, ``calico``, ``vpc-cni``; default ``unknown``. It must enforce
    NetworkPolicies."""
    roles: NetworkRoles = Field(default_factory=NetworkRoles)
    """Where the parts of the platform are; default: see there."""
    private_ranges: list[AnyCidr] = []
    """Addresses besides the private ones of RFC 1918, 6598 and 4193 that ``dns+public`` must not reach; default
    none."""


class NodePool(Model):
    """A group of nodes. One that is kept for a tenant carries label and taint ``kubespaces.io/tenant=<tenant>``."""

    name: DnsLabel
    """Name, unique in the cluster."""
    tenant: DnsLabel | None = None
    """The tenant it is kept for; default: shared."""


class Capacity(Model):
    """What all tenants of a host cluster together may be promised; an amount that is not given is not checked."""

    cpu: Cpu | None = None
    """CPU cores; default: not checked."""
    memory: Bytes | None = None
    """Memory; default: not checked."""
    storage: Bytes | None = None
    """Persistent storage; default: not checked."""
    ephemeral_storage: Bytes | None = None
    """Scratch space on the nodes; default: not checked."""
    pods: Count | None = None
    """Pods; default: not checked."""
    load_balancers: Count | None = None
    """Services of type LoadBalancer; default: not checked."""
    devices: dict[Device, Count] = {}
    """Extended resources that the nodes offer, such as ``nvidia.com/gpu``; default none known. A tenant that names no
    quota for one of these cannot use it."""


class ExistingCluster(Model):
    """A cluster that was made elsewhere."""

    context: str | None = None
    """Context inside the kubeconfig; default: its current one."""
    identifier: str | None = None
    """What tells this cluster from all others, for ever, such as an ARN; default: its name.
    Changing it means another cluster: Pulumi then replaces every object."""


class HostClusterSpec(Model):
    """What a host cluster is and offers."""

    existing: ExistingCluster = ExistingCluster()
    """How an existing cluster is reached; default: by its kubeconfig alone, which comes from the stack's
    configuration."""
    takes: Literal["placed", "all"] = "placed"
    """Which tenants of a fleet it carries: ``placed`` (default) those whose ``placement.hostCluster`` names it, ``all``
    every one, wherever it is placed; for laptops and tests."""
    cloud: DnsLabel = "none"
    """Cloud that it runs in; default ``none``."""
    region: DnsLabel = "local"
    """Region that it runs in; default ``local``."""
    jurisdiction: Jurisdiction | None = None
    """Law that governs the place, such as ``EU`` or ``CH``; default unknown."""
    kubernetes_version: Annotated[str, Form(r"1\.[0-9]{1,3}", "is no minor version such as '1.34'")]
    """Minor version, such as ``"1.34"`` (in quotes: 1.30 without them is the number 1.3). Pod Security levels are
    pinned to it, so that an upgrade tightens nothing unreviewed."""
    capacity: Capacity | None = None
    """The most that all tenants together may be promised; default: not checked."""
    network: HostNetwork = Field(default_factory=HostNetwork)
    """Its network; default: see there."""
    sandbox_classes: list[DnsName] = []
    """Runtime classes that sandbox pods (gVisor, Kata); default none: then the rung ``sandboxed`` is not to be had."""
    node_pools: list[NodePool] = []
    """Its nodes; default none known. The rung ``dedicated-nodes`` needs a pool that is kept for the tenant."""
    storage_classes: list[DnsName] = []
    """Storage classes that exist; default: not checked."""
    ingress_classes: list[DnsName] = []
    """Ingress classes that exist; default: not checked."""
    gateway_classes: list[DnsName] = []
    """Gateway classes that exist; default: not checked."""
    priority_classes: list[DnsName] = []
    """Priority classes that exist; default: not checked."""

    @model_validator(mode="after")
    def _has_each_pool_once(self) -> Self:
        for name, count in Counter(pool.name for pool in self.node_pools).items():
            if count > 1:
                raise ValueError(f"nodePools: {name} stands {count} times; names are unique in a host cluster")
        return self


class HostCluster(Model):
    """A host cluster as people write it: ``kind: HostCluster`` of ``kubespaces.io/v1alpha1``."""

    api_version: Literal["kubespaces.io/v1alpha1"]
    """Version of the document."""
    kind: Literal["HostCluster"]
    """What the document is about."""
    metadata: Metadata
    """Its identity."""
    spec: HostClusterSpec
    """The host cluster."""

    @classmethod
    def of_program(cls, name: str, spec: HostClusterSpec) -> "HostCluster":
        """Return the document that the host cluster of a program would be."""
        metadata = Metadata.model_construct(name=name)
        return cls.model_construct(api_version=API_VERSION, kind="HostCluster", metadata=metadata, spec=spec)

    @property
    def name(self) -> str:
        """The host cluster's name."""
        return self.metadata.name
