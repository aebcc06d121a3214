"""The HostCluster document: what is known about a cluster before anything is deployed to it.

Everything here is a plain value at preview. Credentials are not part of it: they come from the stack.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from .base import Model
from .catalog import CLOUDS, catalog
from .cidrs import Cidrs
from .host_aws import AwsCluster
from .host_azure import AzureCluster
from .host_budget import Budget
from .host_capacity import Capacity
from .host_endpoint import Endpoint
from .host_gcp import GcpCluster
from .host_network import HostNetwork, NetworkRole, NetworkRoles, RolePeer
from .host_pools import NodePool
from .host_virtual import VirtualClusterHost
from .names import DnsLabel, DnsName
from .patterns import Form
from .placement import Jurisdiction
from .posture import GuardRailMode, ImageDigests
from .tenant import API_VERSION, Metadata

__all__ = [
    "Capacity",
    "ExistingCluster",
    "HostCluster",
    "HostClusterSpec",
    "HostNetwork",
    "NetworkRole",
    "NetworkRoles",
    "NodePool",
    "RolePeer",
]

TagKey = Annotated[str, Form(r"[A-Za-z][A-Za-z0-9_:./=+@-]*", "is no key of a tag such as 'cost-center'", longest=63)]
"""Key of a tag."""
TagValue = Annotated[
    str,
    Form(
        r"[A-Za-z0-9_:./=+@-][A-Za-z0-9_:./=+@ -]*",
        "is no value of a tag: letters, digits, blanks and _:./=+@-",
        longest=63,
    ),
]
"""Value of a tag; clouds with stricter labels than this write it in their own way."""


class ExistingCluster(Model):
    """A cluster that was made elsewhere."""

    context: str | None = None
    """Context inside the kubeconfig; default: its current one."""
    identifier: str | None = None
    """What tells this cluster from all others, for ever, such as an ARN; default: its name.
    Changing it means another cluster: Pulumi then replaces every object."""


class HostClusterSpec(Model):
    """What a host cluster is and offers, and, with a block ``aws``, ``azure`` or ``gcp``, what is to be made."""

    existing: ExistingCluster = ExistingCluster()
    """How an existing cluster is reached; default: by its kubeconfig alone, which comes from the stack's
    configuration."""
    aws: AwsCluster | None = None
    """Make an EKS cluster; default: none is made."""
    azure: AzureCluster | None = None
    """Make an AKS cluster; default: none is made."""
    gcp: GcpCluster | None = None
    """Make a GKE cluster; default: none is made."""
    takes: Literal["placed", "all"] = "placed"
    """Which tenants of a fleet it carries: ``placed`` (default) those whose ``placement.hostCluster`` names it, ``all``
    every one, wherever it is placed; for laptops and tests."""
    dedicated_to: DnsLabel | None = None
    """The one tenant that has this cluster to itself (rung ``dedicated-cluster``); default: shared."""
    cloud: DnsLabel = "none"
    """Cloud that it runs in; default: that of the block ``aws``, ``azure`` or ``gcp``, else ``none``."""
    region: DnsLabel = "local"
    """Region that it runs in; default ``local``."""
    zones: list[str] = []
    """Availability zones; default: the first three of the region. Add new ones at the end only."""
    jurisdiction: Jurisdiction | None = None
    """Law that governs the place, such as ``EU`` or ``CH``; default: the region's, where the cloud is known."""
    kubernetes_version: Annotated[str, Form(r"1\.[0-9]{1,3}", "is no minor version such as '1.34'")]
    """Minor version, such as ``"1.34"`` (in quotes: 1.30 without them is the number 1.3). Pod Security levels are
    pinned to it, so that an upgrade tightens nothing unreviewed."""
    capacity: Capacity | None = None
    """The most that all tenants together may be promised; default: not checked."""
    network: HostNetwork = Field(default_factory=HostNetwork)
    """Its network; default: see there."""
    sandbox_classes: list[DnsName] = []
    """Runtime classes that sandbox pods (gVisor, Kata); default: the cloud's own if a node pool has ``sandbox``, else
    none: then the rung ``sandboxed`` is not to be had."""
    node_pools: list[NodePool] = []
    """Its nodes; default none known. The rung ``dedicated-nodes`` needs a pool that is kept for the tenant."""
    storage_classes: list[DnsName] = []
    """Storage classes that exist; default: those that Kubespaces makes in the cloud, else not checked."""
    ingress_classes: list[DnsName] = []
    """Ingress classes that exist; default: not checked."""
    gateway_classes: list[DnsName] = []
    """Gateway classes that exist; default: not checked."""
    priority_classes: list[DnsName] = []
    """Priority classes that exist; default: not checked."""
    virtual_clusters: VirtualClusterHost = VirtualClusterHost()
    """What it offers to virtual clusters; default: see there."""
    guard_rails: GuardRailMode = GuardRailMode.ENFORCE
    """What the guard rails do with what breaks a rule: ``enforce`` (default) refuses it, ``audit`` lets it pass with a
    warning and a note in the audit log, for the time of a roll-out."""
    image_digests: ImageDigests = ImageDigests.REQUIRED
    """Where images must be named by their digest: ``required`` (default) everywhere, ``production`` in production
    only, ``optional`` nowhere."""
    endpoint: Endpoint = Endpoint()
    """Where the API server can be reached from; default: only inside the cluster's own network."""
    admin_groups: list[Annotated[str, Field(min_length=1)]] = []
    """Who administers the cluster, in the cloud's own names for groups of people; default nobody."""
    cidrs: Cidrs | None = None
    """Its addresses; required where the cluster is made, default none elsewhere."""
    tags: dict[TagKey, TagValue] = {}
    """Tags (labels on Google Cloud) of everything that is made, besides the platform's own; default none."""
    budget: Budget | None = None
    """What it may cost a month before somebody hears of it; default: no budget is made."""
    audit_retention_days: Annotated[int, Field(ge=1, le=3653)] = 365
    """How long audit logs are kept; default 365 days."""
    deletion_protection: bool = True
    """Refuse to delete the cluster; default true. To delete it, turn this off in a change of its own first."""

    @property
    def made_by(self) -> str | None:
        """The cloud that the cluster is made in: ``aws``, ``azure`` or ``gcp``; none if it was made elsewhere."""
        return next((cloud for cloud in CLOUDS if getattr(self, cloud) is not None), None)

    @property
    def automatic(self) -> bool:
        """Whether the cloud runs the nodes by itself (EKS Auto Mode, GKE Autopilot)."""
        return bool((self.aws and self.aws.auto_mode) or (self.gcp and self.gcp.autopilot))

    @model_validator(mode="before")
    @classmethod
    def _derive(cls, data: Any) -> Any:
        """Fill in what follows from the cloud and the region."""
        if not isinstance(data, Mapping):
            return data
        blocks = [cloud for cloud in CLOUDS if data.get(cloud) is not None]
        if len(blocks) != 1:
            return data
        facts = catalog(blocks[0])
        region = facts.regions.get(str(data.get("region")))
        network = data.get("network") or {}
        derived: dict[str, Any] = {"cloud": blocks[0], **({"jurisdiction": region.jurisdiction} if region else {})}
        if isinstance(network, Mapping):
            derived["network"] = {"cni": facts.cni, **network}
        return {
            **derived,
            **{key: value for key, value in data.items() if key != "network" or "network" not in derived},
        }

    @model_validator(mode="after")
    def _is_one_cluster(self) -> Self:
        blocks = [cloud for cloud in CLOUDS if getattr(self, cloud) is not None]
        blocks += ["existing"] if "existing" in self.model_fields_set else []
        if len(blocks) > 1:
            raise ValueError(f"{' and '.join(blocks)} contradict each other; keep exactly one")
        if self.made_by is not None and self.cloud != self.made_by:
            raise ValueError(f"cloud: {self.cloud} contradicts the block {self.made_by}; remove one")
        if self.dedicated_to is not None and self.takes == "all":
            raise ValueError(f"takes: all contradicts dedicatedTo: {self.dedicated_to}; remove one")
        return self

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
