"""Managed node groups, each on a launch template."""

from collections.abc import Sequence

import pulumi
from pulumi_aws.ec2.launch_template import LaunchTemplate
from pulumi_aws.eks.cluster import Cluster
from pulumi_aws.eks.node_group import NodeGroup
from pulumi_aws.iam.role import Role

from kubespaces.plan.hosts.aws_pools import PoolPlan, plan_pools

from .keys import Keys
from .network import Network
from .site import Site

_UNAVAILABLE = 33  # per cent of a pool that an update takes away at a time


def make_nodes(
    site: Site, cluster: Cluster, role: Role, network: Network, keys: Keys, after: Sequence[pulumi.Resource]
) -> list[NodeGroup]:
    """Register the node groups.

    Args:
        site: the host cluster.
        cluster: its control plane.
        role: the nodes' role.
        network: its network.
        keys: its keys.
        after: what nodes need before they can join, and until they are gone.
    """
    return [
        _make_group(site, pool, cluster, role, network, _make_template(site, pool, keys), after)
        for pool in plan_pools(site.spec)
    ]


def _make_template(site: Site, pool: PoolPlan, keys: Keys) -> LaunchTemplate:
    role = f"pool-{pool.name}"
    tags = site.tags(role, tenant=pool.tenant)
    return LaunchTemplate(
        site.child(role),
        description=f"Nodes of pool {pool.name} of host cluster {site.name}",
        # A pod that gets at the metadata service can act as its node: tokens only, and none through a further hop.
        metadata_options={
            "http_endpoint": "enabled",
            "http_tokens": "required",
            "http_put_response_hop_limit": 1,
            "http_protocol_ipv6": "disabled",
            "instance_metadata_tags": "disabled",
        },
        block_device_mappings=[
            {
                "device_name": device,
                "ebs": {
                    "volume_type": "gp3",
                    "volume_size": size,
                    "encrypted": "true",
                    "kms_key_id": keys.volumes.arn,
                    "delete_on_termination": "true",
                },
            }
            for device, size in pool.disks.items()
        ],
        tag_specifications=[
            {"resource_type": kind, "tags": tags} for kind in ("instance", "network-interface", "volume")
        ],
        update_default_version=True,
        region=site.region,
        tags=tags,
        opts=site.options(role),
    )


def _make_group(
    site: Site,
    pool: PoolPlan,
    cluster: Cluster,
    role: Role,
    network: Network,
    template: LaunchTemplate,
    after: Sequence[pulumi.Resource],
) -> NodeGroup:
    own = f"pool-{pool.name}"
    return NodeGroup(
        # No name of its own: a pool that must be replaced stands beside the new one until that is ready.
        site.child(own),
        cluster_name=cluster.name,
        node_role_arn=role.arn,
        version=site.spec.kubernetes_version,
        ami_type=pool.ami_type,
        instance_types=[pool.machine_type],
        capacity_type=pool.capacity_type,
        subnet_ids=[network.private[zone].id for zone in pool.zones],
        scaling_config={
            "min_size": pool.smallest,
            "max_size": pool.largest,
            "desired_size": max(pool.smallest, 1),
        },
        update_config={"max_unavailable_percentage": _UNAVAILABLE},
        node_repair_config={"enabled": True},
        launch_template={"id": template.id, "version": template.latest_version.apply(str)},
        labels=pool.labels,
        taints=[{"key": taint["key"], "value": taint["value"], "effect": taint["effect"]} for taint in pool.taints],
        region=site.region,
        tags=site.tags(own, tenant=pool.tenant),
        opts=site.options(
            own,
            after=after,
            # An autoscaler sets it while the cluster runs.
            ignore_changes=["scalingConfig.desiredSize"],
        ),
    )
