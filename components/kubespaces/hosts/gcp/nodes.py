"""The node pools."""

from collections.abc import Sequence
from typing import Any

import pulumi
from pulumi_gcp.container.cluster import Cluster
from pulumi_gcp.container.node_pool import NodePool

from kubespaces.plan.hosts.gcp_pools import PoolPlan, plan_pools

from .keys import Keys
from .node_config import hardened
from .site import Site


def make_nodes(
    site: Site, cluster: Cluster, account: str, keys: Keys, after: Sequence[pulumi.Resource]
) -> list[NodePool]:
    """Register the node pools.

    Args:
        site: the host cluster.
        cluster: its control plane.
        account: the nodes' account.
        keys: its keys.
        after: what nodes need before they can join, and until they are gone.
    """
    return [_make_pool(site, pool, cluster, account, keys, after) for pool in plan_pools(site.spec)]


def _make_pool(
    site: Site, pool: PoolPlan, cluster: Cluster, account: str, keys: Keys, after: Sequence[pulumi.Resource]
) -> NodePool:
    own = f"pool-{pool.name}"
    return NodePool(
        # No name of its own: a pool that must be replaced stands beside the new one until that is ready.
        site.child(own),
        cluster=cluster.name,
        project=site.project,
        location=site.region,
        node_locations=pool.zones,
        # The control plane's version, which only the document raises; Google brings patches to both.
        version=cluster.master_version,
        initial_node_count=pool.first,
        autoscaling={
            "total_min_node_count": pool.smallest,
            "total_max_node_count": pool.largest,
            "location_policy": "ANY" if pool.spot else "BALANCED",
        },
        management={"auto_repair": True, "auto_upgrade": True},
        upgrade_settings={"strategy": "SURGE", "max_surge": 1, "max_unavailable": 0},
        node_drain_configs=[{"respect_pdb_during_node_pool_deletion": True}],
        network_config={"enable_private_nodes": True},
        node_config=_node_config(site, pool, account, keys),
        opts=site.options(
            own,
            after=after,
            # The autoscaler decides after the first nodes.
            ignore_changes=["initialNodeCount"],
            # GKE would change machines in place where it can; another architecture it cannot. A new pool always works.
            replace_on_changes=["nodeConfig.machineType"],
        ),
    )


def _node_config(site: Site, pool: PoolPlan, account: str, keys: Keys) -> Any:
    return {
        **hardened(account, keys),
        "machine_type": pool.machine_type,
        "spot": pool.spot,
        "disk_type": pool.disk_type,
        "disk_size_gb": pool.disk_size,
        "gvnic": {"enabled": True},
        "labels": pool.labels,
        "taints": pool.taints,
        "resource_labels": site.labels(tenant=pool.tenant),
        **({"sandbox_config": {"type": "GVISOR"}} if pool.sandbox else {}),
    }
