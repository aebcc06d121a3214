"""KS-SUS-01: capacity follows the load, on frugal machines, and nothing is left lying about."""

from kubespaces_policies.check import Check
from kubespaces_policies.clouds import azure_pools, gke_nodes
from kubespaces_policies.clouds.machines import is_arm
from kubespaces_policies.clouds.references import unreferenced
from kubespaces_policies.clouds.tags import key_of
from kubespaces_policies.clouds.tokens import AKS_POOL, EKS_NODE_GROUP, GKE_POOL, all_of, cloud_types, plain
from kubespaces_policies.control import Severity, control, with_stack_rule
from kubespaces_policies.kubernetes.objects import KubernetesObject
from kubespaces_policies.kubernetes.quantities import amount_of
from kubespaces_policies.predicates import at_most, is_present, or_absent
from kubespaces_policies.resource import Resource, Stack, any_of, kinds, workloads
from kubespaces_policies.value import Value
from kubespaces_policies.walk import containers

_REPOSITORY, _CLEANING = "aws:ecr/repository:Repository", "aws:ecr/lifecyclePolicy:LifecyclePolicy"
_LONGEST_HISTORY = 10
"""Finished Jobs that a CronJob may keep; Kubernetes keeps 3 and 1 where nothing is said."""
_WIDEST_RATIO = 4
"""How many times its request a container's limit may be before the request is a guess; our own reading."""
_PRODUCTION = ("prod", "production")


@control(
    "KS-SUS-01",
    title="Capacity follows the load, on frugal machines",
    severity=Severity.LOW,
    why="Idle machines use most of the energy of busy ones, and nobody looks at what is left lying about.",
    fix=(
        "let pools scale between two sizes, down to 0 outside production; use arm64 or say why not (setting "
        "amd64Reason); set ttlSecondsAfterFinished on Jobs, keep CronJobs' histories short and limits near requests, "
        "and give repositories of ECR a LifecyclePolicy"
    ),
    sources=("GSF Software Carbon Intensity", "AWS Well-Architected: Sustainability pillar"),
    applies=any_of(
        cloud_types(EKS_NODE_GROUP, AKS_POOL, GKE_POOL, _REPOSITORY), kinds("batch/Job", "batch/CronJob"), workloads
    ),
)
def frugal_resource(resource: Resource, check: Check) -> None:
    """Judge pools beside clusters, Jobs and containers. Schedules that stop non-production at night show nowhere."""
    kind = plain(resource.type)
    with check.guard():
        if kind == EKS_NODE_GROUP:
            _judge_eks(check, resource.props)
        elif kind == AKS_POOL:
            _judge_aks(check, resource.props)
        elif kind == GKE_POOL:
            _judge_gke(check, resource)
    for item in resource.objects:
        _judge_job(check, item)
    for container in containers(resource, check):
        _judge_ratio(check, container.at("resources"))


@with_stack_rule(frugal_resource)
def frugal_capacity(stack: Stack, check: Check) -> None:
    """Ask for a policy that cleans up each repository of images."""
    policies = [item.props.at("repository") for item in all_of(stack, _CLEANING)]
    for repository in unreferenced(all_of(stack, _REPOSITORY), policies, "name"):
        check.violation(None, "has no LifecyclePolicy in this stack: images pile up", resource=repository)


def _judge_eks(check: Check, props: Value) -> None:
    scaling = props.at("scalingConfig")
    _judge_scale(check, scaling.at("minSize"), scaling.at("maxSize"), props.at("tags"))
    for machine in props.at("instanceTypes"):
        _judge_machine(check, machine)


def _judge_aks(check: Check, props: Value) -> None:
    if azure_pools.is_system(props):
        return
    scaled = props.at("enableAutoScaling")
    if not scaled.flag():
        check.violation(scaled, "must be true: the pool never shrinks")
    else:
        _judge_scale(check, props.at("minCount"), props.at("maxCount"), props.at("tags"))
    _judge_machine(check, props.at("vmSize"))


def _judge_gke(check: Check, resource: Resource) -> None:
    props = resource.props
    scaling = props.at("autoscaling")
    if not scaling.known().present:
        check.violation(scaling, "is missing: the pool never shrinks")
    else:
        total = scaling.at("totalMaxNodeCount").present
        least, most = ("totalMinNodeCount", "totalMaxNodeCount") if total else ("minNodeCount", "maxNodeCount")
        _judge_scale(check, scaling.at(least), scaling.at(most), props.at("nodeConfig", "resourceLabels"))
    for config in gke_nodes.node_configs(resource):
        _judge_machine(check, config.at("machineType"))


def _judge_scale(check: Check, least: Value, most: Value, tags: Value) -> None:
    with check.guard():
        smallest, largest = least.number() or 0, most.number()
        if largest is not None and smallest >= largest:
            check.violation(least, "is as much as the most: the pool never shrinks")
        environment = next((value.text() for key, value in tags.entries() if key_of(key) == "environment"), "")
        if environment and environment.lower() not in _PRODUCTION and smallest > 0:
            check.violation(least, f"must be 0 in environment {environment}: it is not needed at night")


def _judge_machine(check: Check, machine: Value) -> None:
    with check.guard():
        if machine.text() and not check.settings.amd64_reason and not is_arm(machine.text()):
            check.violation(machine, "is no arm64 machine, and no reason is given")


def _judge_job(check: Check, item: KubernetesObject) -> None:
    if item.is_a("batch/Job") and not item.patch:
        check.require(item.at("spec", "ttlSecondsAfterFinished"), is_present, "is missing: finished Jobs stay for ever")
    if item.is_a("batch/CronJob"):
        for name in ("successfulJobsHistoryLimit", "failedJobsHistoryLimit"):
            problem = f"must be {_LONGEST_HISTORY} or less"
            check.require(item.at("spec", name), or_absent(at_most(_LONGEST_HISTORY)), problem)


def _judge_ratio(check: Check, resources: Value) -> None:
    for name in ("cpu", "memory"):
        with check.guard():
            limit, request = amount_of(resources.at("limits", name)), amount_of(resources.at("requests", name))
            if limit and request and limit > _WIDEST_RATIO * request:
                check.violation(resources.at("limits", name), f"is more than {_WIDEST_RATIO} times the request")
