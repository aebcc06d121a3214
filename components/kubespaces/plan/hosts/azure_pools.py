"""The nodes of a host cluster on Azure: the anchor, the system pool and the pools of the document."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kubespaces.plan.labels import TENANT
from kubespaces.spec.catalog import catalog
from kubespaces.spec.host_cluster import HostClusterSpec
from kubespaces.spec.host_defaults import machine_type_of, pool_zones_of, zones_of
from kubespaces.spec.host_pools import Architecture, NodePool, Taint

from .azure_names import azure_of, pool_name_of

POOL = "kubespaces.io/pool"
"""Label with the name of the node's pool."""

SYSTEM_TAINT = "CriticalAddonsOnly=true:NoSchedule"
"""Keeps everything but the cluster's own parts off (control KS-AKS-05)."""

_SYSTEM = "system"
_SYSTEM_DISK = 64  # GiB
_PODS_PER_NODE = 110  # https://kubernetes.io/docs/setup/best-practices/cluster-large/
_SPOT = "kubernetes.azure.com/scalesetpriority"
_DRAIN_MINUTES = 30


@dataclass(frozen=True)
class PoolPlan:
    """One node pool."""

    role: str
    """Ends the name of its Pulumi resource."""
    name: str
    """Its name in AKS."""
    tenant: str | None
    """Whose it is."""
    body: dict[str, Any]
    """Its properties, as Azure writes them, without subnet and tags."""
    zones_follow: bool
    """Whether its zones are the cluster's at the time it is made: a zone that joins later then replaces no pool."""


def plan_anchor(spec: HostClusterSpec) -> dict[str, Any]:
    """Return the pool that AKS insists on making with the cluster: one node for the cluster's own parts.

    AKS can neither change the machines of this pool nor replace it by way of the cluster, so nothing that may change
    belongs here; the system pool beside it carries the load.
    Source: https://github.com/pulumi/pulumi-azure-native/issues/579
    """
    own = azure_of(spec)
    return {
        "name": "anchor",
        "count": 1,
        "enableAutoScaling": False,
        "vmSize": own.system_pool.anchor or catalog("azure").own["anchor"],
        **_system(spec, Architecture.AMD64),
    }


def plan_pools(spec: HostClusterSpec) -> list[PoolPlan]:
    """Return the system pool and the pools of the document, in this order."""
    return [_plan_system_pool(spec), *(_plan_pool(spec, pool) for pool in spec.node_pools)]


def _plan_system_pool(spec: HostClusterSpec) -> PoolPlan:
    pool = azure_of(spec).system_pool
    machine_type = pool.machine_type or catalog("azure").machines.defaults[pool.architecture]
    body = {
        "vmSize": machine_type,
        **_between(pool.min, pool.max),
        **_system(spec, pool.architecture),
    }
    settled = {"kind": _SYSTEM, "machine": machine_type, "hostEncryption": body["enableEncryptionAtHost"]}
    return PoolPlan("system-pool", pool_name_of(_SYSTEM, settled), None, body, zones_follow=True)


def _system(spec: HostClusterSpec, architecture: Architecture) -> dict[str, Any]:
    return {
        **_common(spec, architecture, sandbox=False, graphics=False),
        **_zones(zones_of(spec)),
        "mode": "System",
        "osDiskSizeGB": _SYSTEM_DISK,
        "nodeLabels": {POOL: _SYSTEM},
        "nodeTaints": [SYSTEM_TAINT],
        "upgradeSettings": _upgrades(spot=False),
    }


def _plan_pool(spec: HostClusterSpec, pool: NodePool) -> PoolPlan:
    machine_type = machine_type_of(spec, pool)
    graphics = _has_graphics(machine_type)
    body = {
        **_common(spec, pool.architecture, sandbox=pool.sandbox, graphics=graphics),
        **_zones(pool_zones_of(spec, pool)),
        **_between(pool.min, pool.max),
        "vmSize": machine_type,
        "mode": "User",
        "osDiskSizeGB": pool.disk_gibibytes,
        "workloadRuntime": "KataVmIsolation" if pool.sandbox else "OCIContainer",
        "nodeLabels": _labels(pool),
        "nodeTaints": _taints(pool),
        "upgradeSettings": _upgrades(spot=pool.spot),
        **(_spot() if pool.spot else {"scaleSetPriority": "Regular"}),
    }
    settled = {
        "machine": machine_type,
        "disk": pool.disk_gibibytes,
        "spot": pool.spot,
        "sandbox": pool.sandbox,
        "hostEncryption": body["enableEncryptionAtHost"],
        "zones": sorted(pool.zones or []),
    }
    return PoolPlan(f"pool-{pool.name}", pool_name_of(pool.name, settled), pool.tenant, body, not pool.zones)


def _common(spec: HostClusterSpec, architecture: Architecture, *, sandbox: bool, graphics: bool) -> dict[str, Any]:
    """Return what all pools have in common.

    Trusted launch is not to be had for Arm processors nor for sandboxes, Secure Boot not with drivers of graphics
    processors.
    Source: https://learn.microsoft.com/azure/aks/use-trusted-launch
    """
    own = azure_of(spec)
    trusted = architecture is Architecture.AMD64 and not sandbox
    return {
        "type": "VirtualMachineScaleSets",
        "orchestratorVersion": spec.kubernetes_version,
        "osType": "Linux",
        "osSKU": "AzureLinux",
        "osDiskType": "Managed",  # under the customer's key, and kept when a node moves to another host
        "kubeletDiskType": "OS",
        "maxPods": _PODS_PER_NODE,
        "enableEncryptionAtHost": own.host_encryption,
        "enableNodePublicIP": False,
        "securityProfile": {
            "enableSecureBoot": trusted and not graphics,
            "enableVTPM": trusted,
            "sshAccess": "LocalUser" if own.node_ssh else "Disabled",
        },
    }


def _between(smallest: int, largest: int) -> dict[str, Any]:
    return {"enableAutoScaling": True, "count": smallest, "minCount": smallest, "maxCount": largest}


def _zones(zones: Sequence[str]) -> dict[str, Any]:
    return {"availabilityZones": list(zones)} if zones else {}


def _upgrades(*, spot: bool) -> dict[str, Any]:
    """Return how a pool is upgraded; there is no surge of spot nodes.

    Source: https://learn.microsoft.com/azure/aks/spot-node-pool
    """
    return {"drainTimeoutInMinutes": _DRAIN_MINUTES, **({} if spot else {"maxSurge": "33%"})}


def _spot() -> dict[str, Any]:
    """Return the properties of spot nodes: as cheap as it gets, never dearer than others, gone when taken back."""
    return {"scaleSetPriority": "Spot", "scaleSetEvictionPolicy": "Delete", "spotMaxPrice": -1}


def _labels(pool: NodePool) -> dict[str, str]:
    own = {
        POOL: pool.name,
        **({TENANT: pool.tenant} if pool.tenant else {}),
        **({_SPOT: "spot"} if pool.spot else {}),  # AKS sets it anyway
    }
    return dict(sorted({**pool.labels, **own}.items()))


def _taints(pool: NodePool) -> list[str]:
    platform = [f"{TENANT}={pool.tenant}:NoSchedule"] if pool.tenant else []
    spot = [f"{_SPOT}=spot:NoSchedule"] if pool.spot else []  # AKS sets it anyway
    return [*platform, *(_taint(taint) for taint in pool.taints), *spot]


def _taint(taint: Taint) -> str:
    return f"{taint.key}={taint.value}:{taint.effect.value}"


def _has_graphics(machine_type: str) -> bool:
    family = machine_type.removeprefix("Standard_")
    return re.match(catalog("azure").own["graphics"], family) is not None
