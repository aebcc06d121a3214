"""Rules of the clouds' firewalls that let traffic in, read from all of their forms into one."""

from collections.abc import Iterator
from dataclasses import dataclass

from kubespaces_policies.check import Check
from kubespaces_policies.resource import Resource
from kubespaces_policies.value import Value

from .tokens import plain

AWS_GROUP = "aws:ec2/securityGroup:SecurityGroup"
AWS_DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
AWS_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
AWS_INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
AZURE_RULE = "azure-native:network:SecurityRule"
AZURE_GROUP = "azure-native:network:NetworkSecurityGroup"
GCP_FIREWALL = "gcp:compute/firewall:Firewall"

FIREWALLS = (AWS_GROUP, AWS_RULE, AWS_INGRESS, AZURE_RULE, AZURE_GROUP, GCP_FIREWALL)
"""Types whose rules are read."""

_AWS_ALL, _ALL = "-1", "*"


@dataclass(frozen=True)
class IngressRule:
    """One rule that lets traffic in."""

    where: Value
    sources: list[Value]
    """Ranges and the clouds' words for some."""
    ports: list[Value]
    """Ports and ranges as text or number; empty for all."""
    protocol: Value
    open_without_sources: bool = False
    """Whether it lets everybody in where it names no sources at all."""


def ingress_rules(resource: Resource, check: Check) -> Iterator[IngressRule]:
    """Go through what a firewall lets in; what is not known yet is deferred."""
    props, token = resource.props, plain(resource.type)
    with check.guard():
        if token == AWS_GROUP:
            for rule in props.at("ingress"):
                with check.guard():
                    yield _aws(rule, "protocol")
        elif token == AWS_RULE and props.at("type").text() == "ingress":
            yield _aws(props, "protocol")
        elif token == AWS_INGRESS:
            yield _aws(props, "ipProtocol")
        elif token in (AZURE_RULE, AZURE_GROUP):
            for rule in [props] if token == AZURE_RULE else props.at("securityRules"):
                with check.guard():
                    if rule.at("access").text().lower() == "allow" and rule.at("direction").text().lower() == "inbound":
                        yield _azure(rule)
        elif token == GCP_FIREWALL and props.at("direction").text() != "EGRESS" and not props.at("disabled").flag():
            for allowed in props.at("allows"):
                with check.guard():
                    yield _gcp(props, allowed)


def _listed(*values: Value) -> list[Value]:
    """Return single values and the items of lists among some values; the absent are none."""
    found: list[Value] = []
    for value in values:
        found += list(value) if value.is_list else [value] if value.present else []
    return found


def _aws(rule: Value, protocol: str) -> IngressRule:
    sources = _listed(*(rule.at(name) for name in ("cidrBlocks", "ipv6CidrBlocks", "cidrIpv4", "cidrIpv6")))
    first, last = rule.at("fromPort"), rule.at("toPort")
    everything = rule.at(protocol).text() in (_AWS_ALL, "all", "")
    ports = [] if everything or not (first.present and last.present) else [first, last]
    return IngressRule(rule, sources, ports, rule.at(protocol))


def _azure(rule: Value) -> IngressRule:
    sources = _listed(rule.at("sourceAddressPrefix"), rule.at("sourceAddressPrefixes"))
    ports = _listed(rule.at("destinationPortRange"), rule.at("destinationPortRanges"))
    grouped = rule.at("sourceApplicationSecurityGroups").present
    return IngressRule(rule, sources, ports, rule.at("protocol"), open_without_sources=not grouped)


def _gcp(firewall: Value, allowed: Value) -> IngressRule:
    named = any(firewall.at(name).present for name in ("sourceTags", "sourceServiceAccounts"))
    return IngressRule(
        allowed,
        _listed(firewall.at("sourceRanges")),
        _listed(allowed.at("ports")),
        allowed.at("protocol"),
        open_without_sources=not named,
    )


def lets_in_only(rule: IngressRule, port: int) -> bool:
    """Tell whether a rule lets in TCP on one port and nothing else; ranges count by what they contain.

    Raises:
        UnknownValueError: a port or the protocol is not known yet.
    """
    if rule.protocol.text().lower() not in ("tcp", "6") or not rule.ports:
        return False
    return all(_bounds(value) == (port, port) for value in rule.ports)


def _bounds(value: Value) -> tuple[int, int] | None:
    first, _, last = value.text().strip().partition("-")
    if not first.isdecimal() or not (last or first).isdecimal():
        return None
    return int(first), int(last or first)
