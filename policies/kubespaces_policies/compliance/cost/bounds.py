"""KS-COST-03: how much anything can grow to, and what sort of machines it may take."""

from collections.abc import Iterator

from kubespaces.spec.quantity import parse_quantity
from kubespaces_policies.check import Check
from kubespaces_policies.clouds import azure_pools, gke_nodes
from kubespaces_policies.clouds.machines import family_of, has_accelerators
from kubespaces_policies.clouds.tokens import (
    AKS_CLUSTER,
    AKS_POOL,
    EKS_NODE_GROUP,
    GKE_CLUSTER,
    GKE_POOL,
    LAUNCH_TEMPLATE,
    cloud_types,
    plain,
)
from kubespaces_policies.control import Severity, control
from kubespaces_policies.kubernetes.objects import KubernetesObject
from kubespaces_policies.kubernetes.quantities import amount_of
from kubespaces_policies.predicates import is_unset
from kubespaces_policies.resource import Resource, any_of, kinds
from kubespaces_policies.value import Value

_ZONES_OF_A_REGION = 3
"""How many zones a regional pool of GKE has that names none."""
_KEDA_DEFAULT = 100
"""``maxReplicaCount`` of KEDA where nothing is said (https://keda.sh/docs/latest/reference/scaledobject-spec/)."""
_WORKLOADS = ("Deployment", "StatefulSet", "ReplicaSet", "ReplicationController")
_SCALERS = ("HorizontalPodAutoscaler", "ScaledObject")


@control(
    "KS-COST-03",
    title="Everything that grows has a bound, and machines are of agreed families",
    severity=Severity.MEDIUM,
    why="One mistake in an autoscaler's metric makes a hundred machines, and a GPU costs as much as a team.",
    fix=(
        "bound pools by maxNodes, replicas by maxReplicas and volumes by maxVolumeSize; take machines of "
        "machineFamilies, in which families with GPUs must be named"
    ),
    sources=("FinOps Framework: Usage Optimization",),
    applies=any_of(
        cloud_types(EKS_NODE_GROUP, LAUNCH_TEMPLATE, AKS_CLUSTER, AKS_POOL, GKE_CLUSTER, GKE_POOL),
        kinds(*_WORKLOADS, *_SCALERS, "PersistentVolumeClaim"),
    ),
)
def bounded_growth(resource: Resource, check: Check) -> None:
    """Judge pools of machines, replicas and volumes against the settings' ceilings."""
    kind, props = plain(resource.type), resource.props
    with check.guard():
        if kind == EKS_NODE_GROUP:
            _require_nodes(check, props.at("scalingConfig", "maxSize"), 1)
            for machine in props.at("instanceTypes"):
                _judge_machine(check, machine)
        elif kind == LAUNCH_TEMPLATE:
            _judge_machine(check, props.at("instanceType"))
        elif kind in (AKS_CLUSTER, AKS_POOL):
            for pool in azure_pools.pools_of(resource):
                _judge_azure_pool(check, pool)
        elif kind in (GKE_CLUSTER, GKE_POOL):
            _judge_gke(check, resource)
    for item in resource.objects:
        _judge_object(check, item)


def _judge_azure_pool(check: Check, pool: Value) -> None:
    _judge_machine(check, pool.at("vmSize"))
    with check.guard():
        scaled = pool.at("enableAutoScaling").flag()
        _require_nodes(check, pool.at("maxCount" if scaled else "count"), 1, needed=scaled)


def _judge_gke(check: Check, resource: Resource) -> None:
    for pool in gke_nodes.pools_of(resource):
        with check.guard():
            value, times = _gke_bound(pool)
            _require_nodes(check, value, times, needed=False)
    for config in gke_nodes.node_configs(resource):
        _judge_machine(check, config.at("machineType"))
        if not check.settings.machine_families:
            check.require(
                config.at("guestAccelerators"), is_unset, "adds GPUs; name their machines' family in the settings"
            )


def _gke_bound(pool: Value) -> tuple[Value, int]:
    """Return the value that bounds a pool, and by how many zones it is to be multiplied."""
    scaling = pool.at("autoscaling")
    if scaling.at("totalMaxNodeCount").present:
        return scaling.at("totalMaxNodeCount"), 1
    zones = len(pool.at("nodeLocations")) or _ZONES_OF_A_REGION
    for value in (scaling.at("maxNodeCount"), pool.at("nodeCount")):
        if value.present:
            return value, zones
    return pool.at("initialNodeCount"), zones


def _require_nodes(check: Check, value: Value, times: int, *, needed: bool = True) -> None:
    most = check.settings.max_nodes
    with check.guard():
        number = value.number()
        if number is None and not needed and not value.present:
            return
        if number is None:
            check.violation(value, "is not set: there is no bound")
        elif number * times > most:
            in_all = f" in each of {times} zones" if times > 1 else ""
            check.violation(value, f"is too much{in_all}: {most} nodes at most (setting maxNodes)")


def _judge_machine(check: Check, machine: Value) -> None:
    wanted = check.settings.machine_families
    with check.guard():
        name = machine.text()
        if not name:
            return
        if wanted and family_of(name) not in wanted:
            check.violation(machine, f"is of none of the families {', '.join(wanted)} (setting machineFamilies)")
        elif not wanted and has_accelerators(name):
            check.violation(machine, "has GPUs or the like; name its family in the setting machineFamilies")


def _judge_object(check: Check, item: KubernetesObject) -> None:
    if item.is_a("HorizontalPodAutoscaler"):
        _require_replicas(check, item.at("spec", "maxReplicas"), needed=not item.patch)
    elif item.is_a("ScaledObject"):
        most = item.at("spec", "maxReplicaCount")
        if most.present or item.patch:
            _require_replicas(check, most, needed=False)
        elif check.settings.max_replicas < _KEDA_DEFAULT:
            check.violation(most, f"is not set: {_KEDA_DEFAULT} replicas")
    elif item.is_a(*_WORKLOADS):
        _require_replicas(check, item.at("spec", "replicas"), needed=False)
    for size in _sizes(check, item):
        _judge_size(check, size)


def _require_replicas(check: Check, value: Value, *, needed: bool) -> None:
    most = check.settings.max_replicas
    with check.guard():
        number = value.number()
        if number is None:
            if needed or value.present:
                check.violation(value, "is not set: there is no bound")
        elif number > most:
            check.violation(value, f"is too much: {most} replicas at most (setting maxReplicas)")


def _sizes(check: Check, item: KubernetesObject) -> Iterator[Value]:
    request = ("spec", "resources", "requests", "storage")
    if item.is_a("PersistentVolumeClaim"):
        yield item.at(*request)
    if item.is_a("StatefulSet"):
        with check.guard():
            yield from (claim.at(*request) for claim in item.at("spec", "volumeClaimTemplates"))


def _judge_size(check: Check, size: Value) -> None:
    most = check.settings.max_volume_size
    with check.guard():
        if not size.known().present:
            return
        amount = amount_of(size)
        if amount is None:
            check.violation(size, "is no quantity")
        elif amount > parse_quantity(most):
            check.violation(size, f"is too much: {most} at most (setting maxVolumeSize)")
