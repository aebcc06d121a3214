"""What a host cluster's document means where it says nothing."""

import ipaddress

from .catalog import Catalog, catalog
from .host_cluster import HostClusterSpec
from .host_pools import NodePool

ZONES = 3
"""Zones that a cluster gets if none are named: one can fail, and the other two still agree."""


def catalog_of(spec: HostClusterSpec) -> Catalog | None:
    """Return the table of the cloud that the cluster is made in; none if it was made elsewhere."""
    return catalog(spec.made_by) if spec.made_by else None


def zones_of(spec: HostClusterSpec) -> list[str]:
    """Return the cluster's zones: those of the document, else the first three of its region."""
    facts = catalog_of(spec)
    region = facts.regions.get(spec.region) if facts else None
    return list(spec.zones) or (region.zones[:ZONES] if region else [])


def slots_of(spec: HostClusterSpec) -> dict[str, int]:
    """Return the slot of each zone in the nodes' range: what ``cidrs.slots`` says, else its place in the zones."""
    given = spec.cidrs.slots if spec.cidrs else {}
    return {zone: given.get(zone, index) for index, zone in enumerate(zones_of(spec))}


def storage_classes_of(spec: HostClusterSpec) -> list[str]:
    """Return the storage classes that tenants may name: those of the document, else what the cloud's clusters get."""
    facts = catalog_of(spec)
    return list(spec.storage_classes) or (facts.storage_classes if facts else [])


def sandbox_classes_of(spec: HostClusterSpec) -> list[str]:
    """Return the runtime classes that sandbox pods: those of the document, else the cloud's own if a pool has them.

    Sandbox pools of GKE and AKS bring their runtime class along, and so does Autopilot without pools.
    Sources: https://cloud.google.com/kubernetes-engine/docs/how-to/sandbox-pods,
    https://learn.microsoft.com/azure/aks/use-pod-sandboxing
    """
    return list(spec.sandbox_classes) or own_sandbox_classes_of(spec)


def own_sandbox_classes_of(spec: HostClusterSpec) -> list[str]:
    """Return the runtime classes that the cloud brings along with the cluster's sandbox pools."""
    facts = catalog_of(spec)
    if facts is None or facts.sandbox is None:
        return []
    there = any(pool.sandbox for pool in spec.node_pools) or bool(spec.gcp and spec.gcp.autopilot)
    return [facts.sandbox] if there else []


def pool_zones_of(spec: HostClusterSpec, pool: NodePool) -> list[str]:
    """Return the zones of a node pool: its own, else the cluster's first three.

    Clouds cannot change the zones of a pool that exists (EKS, AKS). The default therefore stops at three, so that a
    zone that joins the cluster replaces no pool.
    """
    return list(pool.zones) if pool.zones else zones_of(spec)[:ZONES]


def machine_type_of(spec: HostClusterSpec, pool: NodePool) -> str:
    """Return the machine type of a node pool.

    Raises:
        ValueError: the cluster was made elsewhere, so there is no default.
    """
    facts = catalog_of(spec)
    if pool.machine_type is None and facts is None:
        raise ValueError(f"node pool {pool.name} names no machineType, and its cluster was made elsewhere")
    return pool.machine_type or (facts.machines.defaults[pool.architecture] if facts else "")


def ranges_of(spec: HostClusterSpec) -> dict[str, ipaddress.IPv4Network]:
    """Return the ranges ``nodes``, ``pods`` (if they have one) and ``services`` of a cluster that a cloud makes."""
    facts, cidrs = catalog_of(spec), spec.cidrs
    if facts is None or cidrs is None:
        return {}
    texts = {
        "nodes": cidrs.nodes,
        "pods": cidrs.pods or facts.ranges.pods,
        "services": cidrs.services or facts.ranges.services,
    }
    return {name: ipaddress.IPv4Network(text) for name, text in texts.items() if text is not None}


def routed_ranges_of(spec: HostClusterSpec) -> dict[str, ipaddress.IPv4Network]:
    """Return the ranges that are seen outside the cluster, which no other cluster of the fleet may overlap."""
    facts, ranges = catalog_of(spec), ranges_of(spec)
    routed = ("nodes", "pods") if facts and facts.ranges.pods_routed else ("nodes",)
    return {name: ranges[name] for name in routed if name in ranges}
