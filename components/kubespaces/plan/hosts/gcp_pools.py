"""The nodes of a host cluster on Google Cloud: GKE's node pools."""

import math
from dataclasses import dataclass

from kubespaces.plan.labels import TENANT
from kubespaces.spec.catalog import catalog
from kubespaces.spec.host_cluster import HostClusterSpec
from kubespaces.spec.host_defaults import machine_type_of, pool_zones_of
from kubespaces.spec.host_pools import NodePool, TaintEffect

POOL = "kubespaces.io/pool"
"""Label with the name of the node's pool."""

_EFFECTS = {
    TaintEffect.NO_SCHEDULE: "NO_SCHEDULE",
    TaintEffect.PREFER_NO_SCHEDULE: "PREFER_NO_SCHEDULE",
    TaintEffect.NO_EXECUTE: "NO_EXECUTE",
}
BALANCED, HYPERDISK = "pd-balanced", "hyperdisk-balanced"
"""Types of disks."""


@dataclass(frozen=True)
class PoolPlan:
    """One node pool."""

    name: str
    """The pool's name in the document."""
    tenant: str | None
    """Whose it is."""
    machine_type: str
    """Compute Engine's machine type."""
    spot: bool
    """Whether Google may take the machines back."""
    sandbox: bool
    """Whether pods run under gVisor."""
    zones: list[str]
    """Zones."""
    smallest: int
    """Fewest nodes."""
    largest: int
    """Most nodes."""
    first: int
    """Nodes in each zone to begin with; then the autoscaler decides."""
    labels: dict[str, str]
    """Labels of the nodes."""
    taints: list[dict[str, str]]
    """Taints of the nodes, as GKE writes them; GKE adds that of the sandbox itself."""
    disk_type: str
    """Type of the nodes' disks."""
    disk_size: int
    """Size of a node's disk in GB."""


def plan_pools(spec: HostClusterSpec) -> list[PoolPlan]:
    """Return the node pools, in the order of the document; none in Autopilot."""
    return [] if spec.automatic else [_plan_pool(spec, pool) for pool in spec.node_pools]


def disk_type_of(machine_type: str) -> str:
    """Return the type of disk that machines of a type boot from."""
    return HYPERDISK if machine_type.split("-", maxsplit=1)[0] in catalog("gcp").own["hyperdisk"] else BALANCED


def _plan_pool(spec: HostClusterSpec, pool: NodePool) -> PoolPlan:
    zones = pool_zones_of(spec, pool)
    machine_type = machine_type_of(spec, pool)
    taints = [(taint.key, taint.value, taint.effect) for taint in pool.taints]
    if pool.tenant:
        taints.insert(0, (TENANT, pool.tenant, TaintEffect.NO_SCHEDULE))
    own = {POOL: pool.name, **({TENANT: pool.tenant} if pool.tenant else {})}
    return PoolPlan(
        name=pool.name,
        tenant=pool.tenant,
        machine_type=machine_type,
        spot=pool.spot,
        sandbox=pool.sandbox,
        zones=zones,
        smallest=pool.min,
        largest=pool.max,
        first=min(math.ceil(pool.min / max(len(zones), 1)), pool.max // max(len(zones), 1)),
        labels=dict(sorted({**pool.labels, **own}.items())),
        taints=[{"key": key, "value": value, "effect": _EFFECTS[effect]} for key, value, effect in taints],
        disk_type=disk_type_of(machine_type),
        disk_size=pool.disk_gibibytes,
    )
