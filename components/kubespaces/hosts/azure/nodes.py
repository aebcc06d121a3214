"""Node pools."""

from collections.abc import Sequence

import pulumi

from kubespaces.plan.hosts.azure_pools import PoolPlan, plan_pools

from .network import Network
from .resource import AzureResource
from .site import Site


def make_nodes(site: Site, cluster: AzureResource, network: Network) -> list[AzureResource]:
    """Register the node pools, the system pool first.

    Each waits for the one before: AKS refuses to change two pools of a cluster at a time.
    """
    pools: list[AzureResource] = []
    for plan in plan_pools(site.spec):
        pools.append(_make_pool(site, network, plan, [cluster, *pools[-1:]]))
    return pools


def _make_pool(
    site: Site,
    network: Network,
    plan: PoolPlan,
    after: Sequence[pulumi.Resource],
) -> AzureResource:
    # An autoscaler sets the count while the cluster runs.
    ignored = ["count", *(["availabilityZones"] if plan.zones_follow else [])]
    return site.make(
        "containerservice:AgentPool",
        plan.role,
        {
            "resourceGroupName": site.cluster_name,
            "resourceName": site.cluster_name,
            "agentPoolName": plan.name,
            "vnetSubnetID": network.nodes.id,
            "tags": site.tags(tenant=plan.tenant),
            **plan.body,
        },
        after=after,
        ignore_changes=ignored,
        # A pool that must be replaced has another name and stands beside the new one until that is ready.
        replace_on_changes=["agentPoolName"],
        delete_before_replace=False,
    )
