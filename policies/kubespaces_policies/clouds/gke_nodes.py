"""What GKE's machines are made from: a cluster's own pools, pools beside it, and machines that GKE adds by itself."""

from collections.abc import Iterator

from kubespaces_policies.resource import Resource
from kubespaces_policies.value import Value

from .tokens import GKE_CLUSTER, plain


def is_autopilot(resource: Resource) -> bool:
    """Say whether Google runs a cluster's nodes: shielded, private by the cluster's word, with Dataplane V2.

    Source: https://cloud.google.com/kubernetes-engine/docs/resources/autopilot-standard-feature-comparison

    Raises:
        UnknownValueError: it is not known yet.
    """
    return plain(resource.type) == GKE_CLUSTER and resource.props.at("enableAutopilot").flag()


def pools_of(resource: Resource) -> list[Value]:
    """Return the pools in a Cluster or a NodePool, besides a cluster's default pool.

    Raises:
        UnknownValueError: the list of pools is not known yet.
    """
    return list(resource.props.at("nodePools")) if plain(resource.type) == GKE_CLUSTER else [resource.props]


def node_configs(resource: Resource) -> Iterator[Value]:
    """Go through the ``nodeConfig`` of every pool, that of a cluster's default pool among them.

    A default pool that is removed at once and of which nothing is said is left out.

    Raises:
        UnknownValueError: whether there is one is not known yet.
    """
    if plain(resource.type) == GKE_CLUSTER:
        if is_autopilot(resource):
            return
        own = resource.props.at("nodeConfig")
        listed = resource.props.at("nodePools")
        if own.present or not (resource.props.at("removeDefaultNodePool").flag() or listed.present):
            yield own
    for pool in pools_of(resource):
        yield pool.at("nodeConfig")


def added_nodes(resource: Resource) -> Value | None:
    """Return what machines are made from that GKE adds by itself; none where it adds none.

    Raises:
        UnknownValueError: whether it adds some is not known yet.
    """
    if plain(resource.type) != GKE_CLUSTER:
        return None
    scaling = resource.props.at("clusterAutoscaling")
    if is_autopilot(resource) or scaling.at("enabled").flag():
        return scaling.at("autoProvisioningDefaults")
    return None
