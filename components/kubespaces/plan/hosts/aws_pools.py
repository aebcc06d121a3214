"""The nodes of a host cluster on AWS: managed node groups, or node pools of EKS Auto Mode."""

from dataclasses import dataclass, field
from typing import Any

from kubespaces.plan.labels import TENANT
from kubespaces.plan.objects import PlannedObject, build
from kubespaces.spec.catalog import catalog
from kubespaces.spec.host_aws import AmiFamily
from kubespaces.spec.host_aws_rules import vcpus_of
from kubespaces.spec.host_cluster import HostClusterSpec
from kubespaces.spec.host_defaults import machine_type_of, pool_zones_of
from kubespaces.spec.host_pools import NodePool, TaintEffect

POOL = "kubespaces.io/pool"
"""Label with the name of the node's pool."""

_AMI_TYPES = {
    (AmiFamily.BOTTLEROCKET, "amd64"): "BOTTLEROCKET_x86_64",
    (AmiFamily.BOTTLEROCKET, "arm64"): "BOTTLEROCKET_ARM_64",
    (AmiFamily.AL2023, "amd64"): "AL2023_x86_64_STANDARD",
    (AmiFamily.AL2023, "arm64"): "AL2023_ARM_64_STANDARD",
}
_EFFECTS = {
    TaintEffect.NO_SCHEDULE: "NO_SCHEDULE",
    TaintEffect.PREFER_NO_SCHEDULE: "PREFER_NO_SCHEDULE",
    TaintEffect.NO_EXECUTE: "NO_EXECUTE",
}
_SYSTEM_DISK = 4  # GiB; Bottlerocket's own, which nothing but an update writes to


@dataclass(frozen=True)
class PoolPlan:
    """One managed node group."""

    name: str
    """The pool's name in the document."""
    tenant: str | None
    """Whose it is."""
    ami_type: str
    """Operating system and architecture, as EKS names them."""
    machine_type: str
    """EC2 instance type."""
    capacity_type: str
    """``ON_DEMAND`` or ``SPOT``."""
    zones: list[str]
    """Zones."""
    smallest: int
    """Fewest nodes."""
    largest: int
    """Most nodes."""
    labels: dict[str, str]
    """Labels of the nodes."""
    taints: list[dict[str, str]]
    """Taints of the nodes, as EKS writes them."""
    disks: dict[str, int] = field(default_factory=dict)
    """Size in GiB by device."""


def plan_pools(spec: HostClusterSpec) -> list[PoolPlan]:
    """Return the managed node groups, in the order of the document."""
    return [] if spec.automatic else [_plan_pool(spec, pool) for pool in spec.node_pools]


def _plan_pool(spec: HostClusterSpec, pool: NodePool) -> PoolPlan:
    family = spec.aws.ami_family if spec.aws else AmiFamily.BOTTLEROCKET
    machine_type = machine_type_of(spec, pool)
    taints = [(taint.key, taint.value, taint.effect) for taint in pool.taints]
    if pool.tenant:
        taints.insert(0, (TENANT, pool.tenant, TaintEffect.NO_SCHEDULE))
    return PoolPlan(
        name=pool.name,
        tenant=pool.tenant,
        ami_type=_ami_type(family, pool.architecture, machine_type),
        machine_type=machine_type,
        capacity_type="SPOT" if pool.spot else "ON_DEMAND",
        zones=pool_zones_of(spec, pool),
        smallest=pool.min,
        largest=pool.max,
        labels=_labels(pool),
        taints=[{"key": key, "value": value, "effect": _EFFECTS[effect]} for key, value, effect in taints],
        disks=_disks(family, pool.disk_gibibytes),
    )


def _ami_type(family: AmiFamily, architecture: str, machine_type: str) -> str:
    standard = _AMI_TYPES[family, architecture]
    if machine_type.split(".", maxsplit=1)[0] not in catalog("aws").own["nvidia"]:
        return standard
    return standard.removesuffix("_STANDARD") + "_NVIDIA"


def _labels(pool: NodePool) -> dict[str, str]:
    own = {POOL: pool.name, **({TENANT: pool.tenant} if pool.tenant else {})}
    return dict(sorted({**pool.labels, **own}.items()))


def _disks(family: AmiFamily, gibibytes: int) -> dict[str, int]:
    """Bottlerocket keeps images and containers on a second disk; Amazon Linux has one for everything."""
    if family is AmiFamily.BOTTLEROCKET:
        return {"/dev/xvda": _SYSTEM_DISK, "/dev/xvdb": gibibytes}
    return {"/dev/xvda": gibibytes}


def plan_auto_pools(spec: HostClusterSpec) -> list[PlannedObject]:
    """Return the node pools of EKS Auto Mode as objects on the cluster (none without Auto Mode).

    A pool is bounded by vCPUs: its ``max`` times those of its machine type. ``min`` has no meaning there: Auto Mode
    makes nodes when pods need them.
    Source: https://docs.aws.amazon.com/eks/latest/userguide/create-node-pool.html
    """
    if not spec.automatic:
        return []
    return [PlannedObject(f"pool-{pool.name}", _auto_pool(spec, pool)) for pool in spec.node_pools]


def _auto_pool(spec: HostClusterSpec, pool: NodePool) -> dict[str, Any]:
    machine_type = machine_type_of(spec, pool)
    taints = [{"key": TENANT, "value": pool.tenant, "effect": "NoSchedule"}] if pool.tenant else []
    taints += [taint.model_dump(mode="json") for taint in pool.taints]
    template = {
        "nodeClassRef": {"group": "eks.amazonaws.com", "kind": "NodeClass", "name": "default"},
        "requirements": [
            _one_of("node.kubernetes.io/instance-type", machine_type),
            _one_of("kubernetes.io/arch", pool.architecture.value),
            _one_of("karpenter.sh/capacity-type", "spot" if pool.spot else "on-demand"),
            _one_of("topology.kubernetes.io/zone", *pool_zones_of(spec, pool)),
        ],
        "taints": taints,
    }
    limits = {"cpu": str((vcpus_of(machine_type) or 0) * pool.max)}
    body = {"template": {"metadata": {"labels": _labels(pool)}, "spec": template}, "limits": limits}
    return build("karpenter.sh/v1", "NodePool", {"name": pool.name}, spec=body)


def _one_of(key: str, *values: str) -> dict[str, Any]:
    return {"key": key, "operator": "In", "values": list(values)}
