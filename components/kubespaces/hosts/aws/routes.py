"""Route tables, and the gateways that they lead to."""

from collections.abc import Mapping

import pulumi
from pulumi_aws.ec2.eip import Eip
from pulumi_aws.ec2.internet_gateway import InternetGateway
from pulumi_aws.ec2.nat_gateway import NatGateway
from pulumi_aws.ec2.route import Route
from pulumi_aws.ec2.route_table import RouteTable
from pulumi_aws.ec2.route_table_association import RouteTableAssociation
from pulumi_aws.ec2.subnet import Subnet
from pulumi_aws.ec2.vpc import Vpc

from .site import Site

_INTERNET = "0.0.0.0/0"


def make_isolated_routes(site: Site, vpc: Vpc, subnets: Mapping[str, Subnet]) -> list[pulumi.Resource]:
    """Register the routes of the control plane's subnets: none but those inside the VPC."""
    table = _table(site, vpc, "isolated")
    return [_associate(site, f"isolated-{zone}", table, subnet) for zone, subnet in subnets.items()]


def make_public_routes(
    site: Site, vpc: Vpc, gateway: InternetGateway, subnets: Mapping[str, Subnet], *, single: bool
) -> dict[str, pulumi.Output[str]]:
    """Register the routes of the public subnets and the NAT gateways; return the NAT gateway of each zone."""
    table = _table(site, vpc, "public")
    route = _route(site, "public-internet", table, gateway_id=gateway.id)
    associated = {zone: _associate(site, f"public-{zone}", table, subnet) for zone, subnet in subnets.items()}
    made: dict[str, pulumi.Output[str]] = {}
    for zone, subnet in subnets.items():
        if single and made:
            made[zone] = next(iter(made.values()))
            continue
        address = Eip(
            site.child(f"nat-{zone}"),
            domain="vpc",
            region=site.region,
            tags=site.tags(f"nat-{zone}"),
            opts=site.options(f"nat-{zone}", after=[gateway]),
        )
        made[zone] = NatGateway(
            site.child(f"nat-{zone}"),
            allocation_id=address.id,
            subnet_id=subnet.id,
            region=site.region,
            tags=site.tags(f"nat-{zone}"),
            opts=site.options(f"nat-{zone}", after=[gateway, route, associated[zone]]),
        ).id
    return made


def make_private_routes(
    site: Site,
    vpc: Vpc,
    private: Mapping[str, Subnet],
    pods: Mapping[str, Subnet],
    nats: Mapping[str, pulumi.Output[str]],
) -> tuple[list[pulumi.Output[str]], list[pulumi.Resource]]:
    """Register the routes of nodes and pods, a table for each zone; return the tables and what must be there first."""
    tables: list[pulumi.Output[str]] = []
    made: list[pulumi.Resource] = []
    for zone, subnet in private.items():
        table = _table(site, vpc, f"private-{zone}")
        tables.append(table.id)
        made.append(_associate(site, f"private-{zone}", table, subnet))
        if zone in pods:
            made.append(_associate(site, f"pods-{zone}", table, pods[zone]))
        if zone in nats:
            made.append(_route(site, f"private-{zone}-internet", table, nat_gateway_id=nats[zone]))
    return tables, made


def _table(site: Site, vpc: Vpc, role: str) -> RouteTable:
    return RouteTable(
        site.child(role), vpc_id=vpc.id, region=site.region, tags=site.tags(role), opts=site.options(role)
    )


def _route(site: Site, role: str, table: RouteTable, **target: pulumi.Output[str]) -> Route:
    return Route(
        site.child(role),
        route_table_id=table.id,
        destination_cidr_block=_INTERNET,
        region=site.region,
        opts=site.options(role),
        **target,
    )


def _associate(site: Site, role: str, table: RouteTable, subnet: Subnet) -> RouteTableAssociation:
    return RouteTableAssociation(
        site.child(role), route_table_id=table.id, subnet_id=subnet.id, region=site.region, opts=site.options(role)
    )
