"""KS-NET-11: the clouds' own firewalls."""

from kubespaces_policies.check import Check
from kubespaces_policies.clouds.ingress_rules import (
    AWS_DEFAULT_GROUP,
    FIREWALLS,
    IngressRule,
    ingress_rules,
    lets_in_only,
)
from kubespaces_policies.clouds.tokens import cloud_types, plain
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.networks import known_networks, wide_together
from kubespaces_policies.resource import Resource
from kubespaces_policies.value import Value

_SUBNET = "aws:ec2/subnet:Subnet"
_PUBLIC = "mapPublicIpOnLaunch"
_INTERNAL = "kubernetes.io/role/internal-elb"
"""The tag by which EKS knows a private subnet."""
_EVERYBODY = frozenset({"*", "any", "internet"})
"""Azure's words for the internet; it takes them in any case."""
_HTTPS = 443


def _private(resource: Resource, edit: Edit) -> None:
    """Give no public addresses in subnets that say that they are private."""
    switch = resource.props.at(_PUBLIC)
    if plain(resource.type) == _SUBNET and resource.props.at("tags", _INTERNAL).present and switch.flag():
        edit.set(switch, False)


@control(
    "KS-NET-11",
    title="The clouds' firewalls let the internet reach HTTPS only",
    severity=Severity.HIGH,
    why="Every open port of a node or database is tried within minutes; only load balancers are made for that.",
    fix="name the ranges that need it, let the internet in on TCP 443 only, empty the default security group and set "
    "mapPublicIpOnLaunch: false",
    sources=(
        "CKV_AWS_24, CKV_AWS_25, CKV_AWS_130, CKV_AWS_260, CKV_AWS_277",
        "CKV2_AWS_12",
        "CKV_AZURE_9, CKV_AZURE_10, CKV_AZURE_77",
        "CKV_GCP_2, CKV_GCP_3",
    ),
    applies=cloud_types(*FIREWALLS, AWS_DEFAULT_GROUP, _SUBNET),
    remedy=_private,
)
def perimeter_is_closed(resource: Resource, check: Check) -> None:
    """Judge every rule that lets traffic in by what its ranges and ports contain, together.

    Whether what answers on 443 is a load balancer, the rule does not say. Security groups, prefix lists and tags as
    sources are taken for bounded.
    """
    token = plain(resource.type)
    if token == _SUBNET:
        check.require(
            resource.props.at(_PUBLIC), lambda value: not value.flag(), "gives every machine a public address"
        )
    if token == AWS_DEFAULT_GROUP:
        for side in ("ingress", "egress"):
            check.require(resource.props.at(side), lambda value: len(value) == 0, "must be empty")
    for rule in ingress_rules(resource, check):
        with check.guard():
            _judge(rule, check)


def _judge(rule: IngressRule, check: Check) -> None:
    """Judge the sources that are known even if others are not."""
    known = [source for source in rule.sources if not source.unknown]
    if _is_everybody(rule, known):
        if not lets_in_only(rule, _HTTPS):
            check.violation(rule.where, f"lets the internet in on more than TCP {_HTTPS}")
        return
    for source in rule.sources:
        source.known()


def _is_everybody(rule: IngressRule, sources: list[Value]) -> bool:
    if not rule.sources:
        return rule.open_without_sources
    words = {source.text().strip().lower() for source in sources}
    return not _EVERYBODY.isdisjoint(words) or wide_together(known_networks(sources))
