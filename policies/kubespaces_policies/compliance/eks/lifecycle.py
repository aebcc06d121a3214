"""KS-EKS-05: a version that is supported, a cluster that stays, network policies that hold."""

from kubespaces_policies.check import Check
from kubespaces_policies.clouds.json_text import parsed_or_none
from kubespaces_policies.clouds.tokens import EKS_ADD_ON, EKS_CLUSTER, all_of, cloud_types, plain
from kubespaces_policies.clouds.versions import judge_version
from kubespaces_policies.control import Severity, control, with_stack_rule
from kubespaces_policies.edit import Edit
from kubespaces_policies.predicates import any_case_of, is_true
from kubespaces_policies.resource import Resource, Stack, any_of
from kubespaces_policies.value import UNKNOWN, Value

_VPC_CNI = "vpc-cni"


def _kept(resource: Resource, edit: Edit) -> None:
    if plain(resource.type) != EKS_CLUSTER:
        return
    for value, good in (
        (resource.props.at("deletionProtection"), True),
        (resource.props.at("upgradePolicy", "supportType"), "STANDARD"),
    ):
        if not value.present:
            edit.set(value, good)


def _network_add_on(resource: Resource) -> bool:
    return plain(resource.type) == EKS_ADD_ON and resource.props.at("addonName").raw in (_VPC_CNI, UNKNOWN)


@control(
    "KS-EKS-05",
    title="EKS runs a supported version, is protected from deletion and enforces network policies",
    severity=Severity.HIGH,
    why="Without the add-on's agent EKS accepts network policies and ignores them: no tenant is walled off.",
    fix=(
        "set version to a supported one, upgradePolicy.supportType STANDARD and deletionProtection true; add the "
        'add-on vpc-cni with configurationValues {"enableNetworkPolicy": "true"}, or set cilium where Cilium does that'
    ),
    sources=("CIS EKS 1.8 4.3.1, 5.4.4", "CKV_AWS_339"),
    applies=any_of(cloud_types(EKS_CLUSTER), _network_add_on),
    remedy=_kept,
)
def supported_cluster(resource: Resource, check: Check) -> None:
    """Judge a cluster's upkeep and the add-on that enforces network policies."""
    props = resource.props
    if plain(resource.type) == EKS_ADD_ON:
        _judge_add_on(resource, check)
        return
    judge_version(check, props.at("version"))
    check.require(
        props.at("upgradePolicy", "supportType"),
        any_case_of("STANDARD"),
        "must be STANDARD: else old versions stay, and cost",
    )
    check.require(props.at("deletionProtection"), is_true, "must be true")


@with_stack_rule(supported_cluster)
def supported_eks(stack: Stack, check: Check) -> None:
    """Ask for the add-on beside each cluster; Auto Mode has its own agent, which no resource shows."""
    if check.settings.cilium:
        return
    add_ons = [item.props for item in all_of(stack, EKS_ADD_ON) if item.props.at("addonName").raw == _VPC_CNI]
    for cluster in all_of(stack, EKS_CLUSTER):
        with check.guard(cluster):
            auto = cluster.props.at("computeConfig", "enabled").flag()
            if not auto and not any(_may_be_of(props.at("clusterName"), cluster) for props in add_ons):
                problem = f"has no add-on {_VPC_CNI} in this stack, so that network policies are ignored"
                check.violation(None, problem, resource=cluster)


def _may_be_of(name: Value, cluster: Resource) -> bool:
    own = cluster.props.at("name")
    return name.unknown or own.unknown or not own.present or name.text() == own.text()


def _judge_add_on(resource: Resource, check: Check) -> None:
    if check.settings.cilium:
        return
    resource.props.at("addonName").known()
    values = resource.props.at("configurationValues")
    content = parsed_or_none(values)
    if content is None:
        check.violation(values, "is no JSON", show=False)
    elif not content.at("enableNetworkPolicy").flag():
        check.violation(values, "must set enableNetworkPolicy: without, network policies are ignored", show=False)
