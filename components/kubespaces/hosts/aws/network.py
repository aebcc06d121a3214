"""The network: a VPC whose subnets are cut by slots, ways out, and a record of what goes on."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import pulumi
from pulumi_aws.ec2.default_security_group import DefaultSecurityGroup
from pulumi_aws.ec2.flow_log import FlowLog
from pulumi_aws.ec2.internet_gateway import InternetGateway
from pulumi_aws.ec2.subnet import Subnet
from pulumi_aws.ec2.vpc import Vpc
from pulumi_aws.ec2.vpc_ipv4_cidr_block_association import VpcIpv4CidrBlockAssociation
from pulumi_aws.iam.role_policy import RolePolicy

from kubespaces.plan.hosts.aws_network import ZonePlan, plan_zones
from kubespaces.plan.hosts.aws_policies import flow_log_permissions, flow_log_trust
from kubespaces.spec.host_aws import NatGateways

from .identity import make_role
from .keys import Keys
from .logs import flow_group, make_log_group
from .routes import make_isolated_routes, make_private_routes, make_public_routes
from .site import Site


@dataclass(frozen=True)
class Network:
    """The network of a host cluster."""

    vpc: Vpc
    """The VPC."""
    private: dict[str, Subnet]
    """The nodes' subnet of each zone."""
    control_plane: dict[str, Subnet]
    """The control plane's subnet of each zone that it is in."""
    pods: dict[str, Subnet]
    """The pods' subnet of each zone, if they have a range of their own."""
    private_tables: list[pulumi.Output[str]]
    """The route tables of the nodes' subnets."""
    ready: list[pulumi.Resource] = field(default_factory=list)
    """What nodes need besides their subnet, above all a way out."""


def make_network(site: Site, keys: Keys) -> Network:
    """Register the network."""
    plans = plan_zones(site.spec)
    vpc = _make_vpc(site)
    if site.spec.aws and site.spec.aws.flow_logs:
        _record_flows(site, vpc, keys)
    private = {plan.zone: _subnet(site, vpc, "private", plan.zone, plan.private, "internal-elb") for plan in plans}
    control_plane = {
        plan.zone: _subnet(site, vpc, "control-plane", plan.zone, plan.control_plane)
        for plan in plans
        if plan.control_plane
    }
    isolated = make_isolated_routes(site, vpc, control_plane)
    nats = _make_way_out(site, vpc, plans)
    pods = _make_pod_subnets(site, vpc, plans)
    tables, routed = make_private_routes(site, vpc, private, pods, nats)
    return Network(vpc, private, control_plane, pods, tables, [*isolated, *routed])


def _make_vpc(site: Site) -> Vpc:
    cidrs = site.spec.cidrs
    vpc = Vpc(
        site.child("vpc"),
        cidr_block=cidrs.nodes if cidrs else None,
        enable_dns_support=True,
        enable_dns_hostnames=True,
        region=site.region,
        tags=site.tags("vpc"),
        opts=site.options("vpc", keep=True),
    )
    # AWS gives every VPC a group that lets its members talk to each other; without rules it lets nobody do anything.
    DefaultSecurityGroup(
        site.child("default-group"),
        vpc_id=vpc.id,
        ingress=[],
        egress=[],
        region=site.region,
        tags=site.tags("unused"),
        opts=site.options("default-group"),
    )
    return vpc


def _subnet(
    site: Site, vpc: Vpc, kind: str, zone: str, cidr: str | None, elb: str = "", after: Sequence[pulumi.Resource] = ()
) -> Subnet:
    role = f"{kind}-{zone}"
    return Subnet(
        site.child(role),
        vpc_id=vpc.id,
        availability_zone=zone,
        cidr_block=cidr,
        map_public_ip_on_launch=False,
        region=site.region,
        tags=site.tags(role, **({f"kubernetes.io/role/{elb}": "1"} if elb else {})),
        opts=site.options(role, after=after),
    )


def _make_way_out(site: Site, vpc: Vpc, plans: list[ZonePlan]) -> dict[str, pulumi.Output[str]]:
    """Register public subnets and NAT gateways; return the gateway of each zone, none if there is no way out."""
    kind = site.spec.aws.nat_gateways if site.spec.aws else NatGateways.NONE
    if kind is NatGateways.NONE:
        return {}
    gateway = InternetGateway(
        site.child("internet"),
        vpc_id=vpc.id,
        region=site.region,
        tags=site.tags("internet"),
        opts=site.options("internet"),
    )
    public = {plan.zone: _subnet(site, vpc, "public", plan.zone, plan.public, "elb") for plan in plans}
    return make_public_routes(site, vpc, gateway, public, single=kind is NatGateways.SINGLE)


def _make_pod_subnets(site: Site, vpc: Vpc, plans: list[ZonePlan]) -> dict[str, Subnet]:
    cidrs = site.spec.cidrs
    if cidrs is None or cidrs.pods is None:
        return {}
    association = VpcIpv4CidrBlockAssociation(
        site.child("pods"), vpc_id=vpc.id, cidr_block=cidrs.pods, region=site.region, opts=site.options("pods")
    )
    return {plan.zone: _subnet(site, vpc, "pods", plan.zone, plan.pods, after=[association]) for plan in plans}


def _record_flows(site: Site, vpc: Vpc, keys: Keys) -> None:
    group = make_log_group(site, "flow-logs", flow_group(site), keys)
    role, _ = make_role(site, "flow-logs", flow_log_trust(site.spec))
    RolePolicy(
        site.child("flow-logs-write"),
        role=role.name,
        policy=json.dumps(flow_log_permissions(site.spec, flow_group(site)), sort_keys=True),
        opts=site.options("flow-logs-write"),
    )
    FlowLog(
        site.child("flow-logs"),
        vpc_id=vpc.id,
        traffic_type="ALL",
        log_destination_type="cloud-watch-logs",
        log_destination=group.arn,
        iam_role_arn=role.arn,
        region=site.region,
        tags=site.tags("flow-logs"),
        opts=site.options("flow-logs"),
    )
