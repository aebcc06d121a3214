"""The EKS cluster itself."""

import ipaddress
from collections.abc import Sequence
from typing import Any

import pulumi
from pulumi_aws.ec2.security_group import SecurityGroup
from pulumi_aws.eks.cluster import Cluster
from pulumi_aws.iam.role import Role
from pulumi_aws.vpc.security_group_ingress_rule import SecurityGroupIngressRule

from kubespaces.spec.host_defaults import ranges_of

from .keys import Keys
from .network import Network
from .site import Site

LOG_TYPES = ("api", "audit", "authenticator", "controllerManager", "scheduler")
"""Everything that EKS logs of the control plane (control KS-AUD-01)."""


def make_control_plane(
    site: Site, network: Network, keys: Keys, roles: tuple[Role, Role], after: Sequence[pulumi.Resource]
) -> tuple[Cluster, list[pulumi.Resource]]:
    """Register the cluster.

    Args:
        site: the host cluster.
        network: its network.
        keys: its keys.
        roles: the role of the control plane, and that of the nodes.
        after: what must be there first and go later: permissions, log group.

    Returns:
        the cluster, and what else must be there before its API server can be reached.
    """
    group, rules = _make_way_in(site, network)
    spec, own = site.spec, site.spec.aws
    cluster = Cluster(
        site.child("cluster"),
        name=site.cluster_name,
        version=spec.kubernetes_version,
        role_arn=roles[0].arn,
        access_config={"authentication_mode": "API", "bootstrap_cluster_creator_admin_permissions": False},
        # EKS would install unmanaged add-ons of its own; all that this cluster has is declared.
        bootstrap_self_managed_addons=False,
        deletion_protection=spec.deletion_protection,
        enabled_cluster_log_types=list(LOG_TYPES),
        encryption_config={"provider": {"key_arn": keys.secrets.arn}, "resources": ["secrets"]},
        upgrade_policy={"support_type": own.support_type.upper() if own else None},
        vpc_config=_vpc_config(site, network, group),
        zonal_shift_config={"enabled": own.zonal_shift if own else None},
        region=site.region,
        tags=site.tags(),
        opts=site.options("cluster", after=after, keep=True),
        **_mode(site, roles[1]),
    )
    return cluster, rules


def _vpc_config(site: Site, network: Network, group: SecurityGroup) -> Any:
    endpoint = site.spec.endpoint
    # Auto Mode puts nodes into the control plane's subnets; those must have a way out.
    subnets = network.private if site.spec.automatic else network.control_plane
    return {
        "subnet_ids": [subnets[zone].id for zone in network.control_plane],
        "security_group_ids": [group.id],
        "endpoint_private_access": True,
        "endpoint_public_access": not endpoint.private,
        **({} if endpoint.private else {"public_access_cidrs": endpoint.allowed_cidrs}),
    }


def _mode(site: Site, node_role: Role) -> Any:
    """Return what turns Auto Mode on or off; EKS wants all three said alike."""
    automatic = site.spec.automatic
    # The built-in general pool has no bound; it is there only if the document names no shared pool.
    shared = any(pool.tenant is None for pool in site.spec.node_pools)
    nodes = {"node_pools": ["system"] if shared else ["general-purpose", "system"], "node_role_arn": node_role.arn}
    return {
        "compute_config": {"enabled": automatic, **(nodes if automatic else {})},
        "storage_config": {"block_storage": {"enabled": automatic}},
        "kubernetes_network_config": {
            "ip_family": "ipv4",
            "service_ipv4_cidr": str(ranges_of(site.spec)["services"]),
            "elastic_load_balancing": {"enabled": automatic},
        },
    }


def _make_way_in(site: Site, network: Network) -> tuple[SecurityGroup, list[pulumi.Resource]]:
    """Register who may reach the private endpoint besides the nodes, which EKS lets in by a group of its own."""
    group = SecurityGroup(  # its description can never change, so it names nothing that could
        site.child("api"),
        vpc_id=network.vpc.id,
        description="API server",
        region=site.region,
        tags=site.tags("api"),
        opts=site.options("api"),
    )
    endpoint = site.spec.endpoint
    rules: list[pulumi.Resource] = [
        _allow(site, group, cidr) for cidr in (endpoint.allowed_cidrs if endpoint.private else [])
    ]
    return group, rules


def _allow(site: Site, group: SecurityGroup, cidr: str) -> SecurityGroupIngressRule:
    role = f"api-{cidr.replace('/', '-').replace(':', '-')}"
    family = "cidr_ipv6" if ipaddress.ip_network(cidr).version == 6 else "cidr_ipv4"
    return SecurityGroupIngressRule(
        site.child(role),
        security_group_id=group.id,
        description="API server from a connected network",
        ip_protocol="tcp",
        from_port=443,
        to_port=443,
        region=site.region,
        tags=site.tags(),
        opts=site.options(role),
        **{family: cidr},
    )
