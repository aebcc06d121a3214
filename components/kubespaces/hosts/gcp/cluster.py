"""The component ``GcpHostCluster``: a hardened GKE cluster and everything around it."""

import pulumi

from kubespaces.hosts.args import HostClusterArgs
from kubespaces.hosts.base import CloudHostCluster, MadeCluster, checked_facts
from kubespaces.plan.hosts.gcp_names import issuer, workload_pool
from kubespaces.plan.hosts.gcp_objects import plan_administrators, plan_storage_classes

from .control_plane import authority_of, endpoint_of, make_control_plane
from .identity import make_node_account, make_visitors
from .keys import make_keys
from .kubeconfig import make_kubeconfig
from .logs import make_logs
from .network import make_network
from .nodes import make_nodes
from .services import make_services
from .site import Site


class GcpHostCluster(CloudHostCluster):
    """A host cluster on Google Cloud: network, keys, logs, accounts, GKE, nodes, and the platform's objects on it."""

    workload_pool: pulumi.Output[str]
    """Pool of the identities of the cluster's service accounts, for IAM policies of Google Cloud."""

    def __init__(self, name: str, args: HostClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make the cluster.

        Args:
            name: the host cluster's name, which becomes the GKE cluster's.
            args: see ``HostClusterArgs``; ``facts`` must have a block ``gcp``.
            opts: ``providers`` must hold the Google Cloud provider.

        Raises:
            ArgumentsError: with every problem of the arguments, before anything is registered.
        """
        spec = checked_facts("GcpHostCluster", name, args, "gcp")
        super().__init__("kubespaces:index:GcpHostCluster", name, {}, opts)
        self.workload_pool = pulumi.Output.from_input(workload_pool(spec))
        self._publish(name, args, spec, _make(Site(self, name, spec)))


def _make(site: Site) -> MadeCluster:
    """Register everything, in the order in which it is needed; it is deleted in the opposite order."""
    services = make_services(site)
    keys = make_keys(site, services)
    network = make_network(site, services.apis)
    logs = make_logs(site, keys, network, services.apis)
    account, permissions = make_node_account(site, services.apis)
    # GKE makes nodes of its own, if only for a moment, as soon as there is a cluster.
    needed = [*keys.grants.values(), *logs, *permissions, *network.ready]
    cluster = make_control_plane(site, network, keys, account, needed)
    visitors = make_visitors(site)
    make_nodes(site, cluster, account, keys, needed)
    return MadeCluster(
        endpoint=endpoint_of(site, cluster),
        certificate_authority=authority_of(cluster),
        oidc_issuer=pulumi.Output.from_input(issuer(site.spec, site.cluster_name)),
        identifier=cluster.self_link,
        kubeconfig=make_kubeconfig(site, cluster),
        ready=visitors,
        objects=[*plan_storage_classes(site.spec, keys.disks.id), *plan_administrators(site.spec)],
    )
