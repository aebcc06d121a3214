"""Endpoints of AWS services inside the VPC, so that nodes reach them without the internet."""

import pulumi
from pulumi_aws.ec2.security_group import SecurityGroup
from pulumi_aws.ec2.vpc_endpoint import VpcEndpoint
from pulumi_aws.vpc.security_group_ingress_rule import SecurityGroupIngressRule

from .network import Network
from .site import Site

_SERVICES = ("ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "elasticloadbalancing", "logs", "sts")
"""What nodes and the platform's add-ons call.
Source: https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html"""


def make_endpoints(site: Site, network: Network) -> list[pulumi.Resource]:
    """Register the endpoints, if the document wants them; return what nodes need before they join."""
    if site.spec.aws is None or not site.spec.aws.vpc_endpoints:
        return []
    group = SecurityGroup(
        site.child("endpoints"),
        vpc_id=network.vpc.id,
        description="Endpoints of AWS services",
        region=site.region,
        tags=site.tags("endpoints"),
        opts=site.options("endpoints"),
    )
    rules = [
        SecurityGroupIngressRule(
            site.child(f"endpoints-{kind}"),
            security_group_id=group.id,
            description=f"{kind} to AWS services",
            cidr_ipv4=cidr,
            ip_protocol="tcp",
            from_port=443,
            to_port=443,
            region=site.region,
            tags=site.tags(),
            opts=site.options(f"endpoints-{kind}"),
        )
        for kind, cidr in _callers(site).items()
    ]
    subnets = [subnet.id for subnet in network.private.values()]
    made = [_interface(site, network, service, group, subnets) for service in _SERVICES]
    # Image layers are in S3, whose endpoint is a route and costs nothing.
    return [*rules, *made, _s3(site, network)]


def _callers(site: Site) -> dict[str, str]:
    cidrs = site.spec.cidrs
    if cidrs is None:
        return {}
    return {"nodes": cidrs.nodes, **({"pods": cidrs.pods} if cidrs.pods else {})}


def _interface(
    site: Site, network: Network, service: str, group: SecurityGroup, subnets: list[pulumi.Output[str]]
) -> VpcEndpoint:
    role = f"endpoint-{service.replace('.', '-')}"
    return VpcEndpoint(
        site.child(role),
        vpc_id=network.vpc.id,
        service_name=f"com.amazonaws.{site.region}.{service}",
        vpc_endpoint_type="Interface",
        private_dns_enabled=True,
        subnet_ids=subnets,
        security_group_ids=[group.id],
        region=site.region,
        tags=site.tags(role),
        opts=site.options(role),
    )


def _s3(site: Site, network: Network) -> VpcEndpoint:
    return VpcEndpoint(
        site.child("endpoint-s3"),
        vpc_id=network.vpc.id,
        service_name=f"com.amazonaws.{site.region}.s3",
        vpc_endpoint_type="Gateway",
        route_table_ids=network.private_tables,
        region=site.region,
        tags=site.tags("endpoint-s3"),
        opts=site.options("endpoint-s3"),
    )
