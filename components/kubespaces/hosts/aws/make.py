"""Makes an EKS cluster and everything around it."""

from collections.abc import Sequence

from pulumi_aws.eks.outputs import ClusterIdentity

from kubespaces.hosts.base import MadeCluster
from kubespaces.plan.hosts.aws_add_ons import plan_add_ons
from kubespaces.plan.hosts.aws_pools import plan_auto_pools
from kubespaces.plan.hosts.aws_storage import plan_storage_classes

from .access import make_access
from .add_ons import make_add_ons
from .budget import make_budget
from .control_plane import make_control_plane
from .endpoints import make_endpoints
from .identity import make_control_plane_role, make_node_role
from .keys import make_keys
from .kubeconfig import make_kubeconfig
from .logs import audit_group, make_log_group
from .network import make_network
from .nodes import make_nodes
from .site import Site


def make_cluster(site: Site) -> MadeCluster:
    """Register everything, in the order in which it is needed; it is deleted in the opposite order."""
    make_budget(site)
    keys = make_keys(site)
    network = make_network(site, keys)
    endpoints = make_endpoints(site, network)
    audit = make_log_group(site, "audit-logs", audit_group(site), keys)
    role, permissions = make_control_plane_role(site, keys)
    node_role, node_permissions = make_node_role(site)
    needed = [audit, *permissions]
    if site.spec.automatic:  # EKS makes nodes as soon as there is a cluster
        needed += [*network.ready, *endpoints, *node_permissions]
    cluster, way_in = make_control_plane(site, network, keys, (role, node_role), needed)
    access = make_access(site, cluster)
    add_ons = plan_add_ons(site.name, site.spec)
    first = make_add_ons(site, cluster, network, [plan for plan in add_ons if not plan.needs_nodes])
    ready = [*network.ready, *endpoints, *node_permissions, *first]
    nodes = make_nodes(site, cluster, node_role, network, keys, ready)
    make_add_ons(site, cluster, network, [plan for plan in add_ons if plan.needs_nodes], nodes)
    return MadeCluster(
        endpoint=cluster.endpoint,
        certificate_authority=cluster.certificate_authority.apply(lambda authority: authority.data or ""),
        oidc_issuer=cluster.identities.apply(_issuer),
        identifier=cluster.arn,
        kubeconfig=make_kubeconfig(site, cluster),
        ready=[*access, *way_in],
        objects=[*plan_storage_classes(site.spec, keys.volumes.arn), *plan_auto_pools(site.spec)],
    )


def _issuer(identities: Sequence[ClusterIdentity]) -> str:
    return next((oidc.issuer or "" for identity in identities for oidc in identity.oidcs or []), "")
