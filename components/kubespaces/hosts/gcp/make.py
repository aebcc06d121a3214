"""Makes a GKE cluster and everything around it."""

import pulumi

from kubespaces.hosts.base import MadeCluster
from kubespaces.plan.hosts.gcp_names import issuer
from kubespaces.plan.hosts.gcp_objects import plan_storage_classes

from .budget import make_budget
from .control_plane import authority_of, endpoint_of, make_control_plane
from .identity import make_administrators, make_node_account
from .images import make_image_policy
from .keys import make_keys
from .kubeconfig import make_kubeconfig
from .logs import make_logs
from .network import make_network
from .nodes import make_nodes
from .services import make_services
from .site import Site
from .usage import make_usage


def make_cluster(site: Site) -> MadeCluster:
    """Register everything, in the order in which it is needed; it is deleted in the opposite order."""
    services = make_services(site)
    keys = make_keys(site, services)
    network = make_network(site, services.apis)
    logs = make_logs(site, keys, network, services.apis)
    account, permissions = make_node_account(site, services.apis)
    # GKE makes nodes of its own, if only for a moment, as soon as there is a cluster.
    policy = make_image_policy(site, services.apis)
    usage = make_usage(site, services.apis)
    make_budget(site, services.apis)
    needed = [*keys.grants.values(), *logs, *permissions, *policy, *network.ready]
    cluster = make_control_plane(site, network, keys, account, usage, needed)
    administrators = make_administrators(site)
    make_nodes(site, cluster, account, keys, needed)
    return MadeCluster(
        endpoint=endpoint_of(site, cluster),
        certificate_authority=authority_of(cluster),
        oidc_issuer=pulumi.Output.from_input(issuer(site.spec, site.cluster_name)),
        identifier=cluster.self_link,
        kubeconfig=make_kubeconfig(site, cluster),
        ready=administrators,
        objects=plan_storage_classes(site.spec, keys.disks.id),
    )
