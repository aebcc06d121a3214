"""KS-AVA-01: the loss of a zone, and an upgrade, take nothing down."""

import re

from kubespaces_policies.check import Check
from kubespaces_policies.clouds import azure_pools, gke_nodes
from kubespaces_policies.clouds.tokens import (
    AKS_CLUSTER,
    AKS_POOL,
    EKS_NODE_GROUP,
    GKE_CLUSTER,
    GKE_POOL,
    all_of,
    cloud_types,
    plain,
)
from kubespaces_policies.clouds.zones import distinct
from kubespaces_policies.control import Severity, control, with_stack_rule
from kubespaces_policies.predicates import is_given, is_present
from kubespaces_policies.resource import Resource, Stack
from kubespaces_policies.value import Value

_SUBNET = "aws:ec2/subnet:Subnet"
_WINDOW = "azure-native:containerservice:MaintenanceConfiguration"
_ZONE = re.compile(r"[a-z]+-[a-z]+\d+-[a-z]")


@control(
    "KS-AVA-01",
    title="Nodes are in three zones, and upgrades have a window and spare nodes",
    severity=Severity.HIGH,
    why="Zones fail as a whole; in one zone everything of every tenant is gone with it.",
    fix=(
        "EKS: subnetIds in three zones and an updateConfig. AKS: availabilityZones 1, 2, 3, upgradeSettings.maxSurge "
        "above 0 and a MaintenanceConfiguration. GKE: a region as location, nodeLocations in three zones, a "
        "maintenancePolicy"
    ),
    sources=("NIS2 Art. 21(2)(c)", "DORA Art. 11, 12", "ISO 27001 A.8.14", "SOC 2 A1.2"),
    applies=cloud_types(EKS_NODE_GROUP, AKS_CLUSTER, AKS_POOL, GKE_CLUSTER, GKE_POOL),
    unknown=(
        "Deferred; subnets whose ids are unknown at preview are taken to be in different zones, and are judged by "
        "their zones at deployment as far as the stack makes them."
    ),
)
def spread_resource(resource: Resource, check: Check) -> None:
    """Count different zones, not entries of lists."""
    kind, props = plain(resource.type), resource.props
    with check.guard():
        if kind == EKS_NODE_GROUP:
            _require_zones(check, props.at("subnetIds"), missing="names no subnets")
            check.require(props.at("updateConfig"), is_given, "is missing: say how many nodes may be gone at a time")
        elif kind in (AKS_CLUSTER, AKS_POOL):
            for pool in azure_pools.pools_of(resource):
                _judge_azure_pool(check, pool)
        else:
            _judge_gke(check, resource)


@with_stack_rule(spread_resource)
def zones(stack: Stack, check: Check) -> None:
    """Look up the zones of subnets, and the maintenance windows of AKS clusters."""
    zone_of = {
        subnet.props.at("id").text(): subnet.props.at("availabilityZone").text()
        for subnet in all_of(stack, _SUBNET)
        if _is_known(subnet.props.at("id")) and _is_known(subnet.props.at("availabilityZone"))
    }
    for group in all_of(stack, EKS_NODE_GROUP):
        with check.guard(group):
            subnets = group.props.at("subnetIds")
            count, least = distinct(subnets, zone_of), check.settings.min_zones
            if count < least <= distinct(subnets):
                check.violation(subnets, f"are in {count} zones, {least} are needed", resource=group, show=False)
    names = [window.props.at("resourceName") for window in all_of(stack, _WINDOW)]
    for cluster in all_of(stack, AKS_CLUSTER):
        own = cluster.props.at("resourceName")
        if not any(name.unknown or not _is_known(own) or name.text() == own.text() for name in names):
            check.violation(None, "has no MaintenanceConfiguration in this stack", resource=cluster)


def _is_known(value: Value) -> bool:
    return value.present and not value.unknown


def _require_zones(check: Check, value: Value, *, missing: str) -> None:
    least = check.settings.min_zones
    with check.guard():
        count = distinct(value)
        if not value.present:
            check.violation(value, missing)
        elif count < least:
            check.violation(value, f"are {count} different ones, {least} are needed", show=False)


def _judge_azure_pool(check: Check, pool: Value) -> None:
    _require_zones(
        check, pool.at("availabilityZones"), missing="names no zones: Azure puts all nodes wherever it likes"
    )
    with check.guard():
        surge = pool.at("upgradeSettings", "maxSurge")
        if surge.text() in ("0", "0%"):
            check.violation(surge, "must be above 0: nodes go before new ones are there")


def _judge_gke(check: Check, resource: Resource) -> None:
    props = resource.props
    check.require(props.at("location"), _is_region, "is one zone; name a region")
    if plain(resource.type) == GKE_CLUSTER:
        problem = "is missing: Google upgrades whenever it likes"
        check.require(props.at("maintenancePolicy"), is_present, problem)
        if props.at("nodeLocations").present:
            _require_zones(check, props.at("nodeLocations"), missing="")
    for pool in gke_nodes.pools_of(resource):
        if pool.at("nodeLocations").present:
            _require_zones(check, pool.at("nodeLocations"), missing="")
        with check.guard():
            settings = pool.at("upgradeSettings")
            if settings.at("strategy").text() in ("", "SURGE") and settings.at("maxSurge").number() == 0:
                check.violation(settings.at("maxSurge"), "must be above 0: nodes go before new ones are there")


def _is_region(value: Value) -> bool:
    return not _ZONE.fullmatch(value.text())
