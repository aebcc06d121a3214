"""The component ``AzureHostCluster``: a hardened AKS cluster and everything around it."""

from dataclasses import replace

import pulumi

from kubespaces.hosts.args import HostClusterArgs
from kubespaces.hosts.base import CloudHostCluster, MadeCluster, checked_facts
from kubespaces.plan.hosts.azure_storage import plan_storage_classes

from .control_plane import make_access, make_control_plane, make_locks, make_windows
from .identity import make_identities
from .keys import make_keys
from .kubeconfig import make_authority, make_endpoint, make_kubeconfig
from .logs import make_audit, make_flow_logs, make_workspace
from .network import make_network
from .nodes import make_nodes
from .resource import AzureResource, known
from .site import Site


class AzureHostCluster(CloudHostCluster):
    """A host cluster on Azure: network, keys, logs, identities, AKS, nodes, and the platform's objects on it."""

    def __init__(self, name: str, args: HostClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make the cluster.

        Args:
            name: the host cluster's name, which becomes the AKS cluster's and the resource group's.
            args: see ``HostClusterArgs``; ``facts`` must have a block ``azure``.
            opts: ``providers`` must hold the Azure provider.

        Raises:
            ArgumentsError: with every problem of the arguments, before anything is registered.
        """
        spec = checked_facts("AzureHostCluster", name, args, "azure")
        super().__init__("kubespaces:index:AzureHostCluster", name, {}, opts)
        site = Site(self, name, spec)
        self._publish(name, args, spec, _make(replace(site, group=_make_group(site))))


def _make(site: Site) -> MadeCluster:
    """Register everything, in the order in which it is needed; it is deleted in the opposite order."""
    identities = make_identities(site)
    network = make_network(site)
    make_flow_logs(site, network)
    workspace = make_workspace(site)
    keys = make_keys(site, identities)
    cluster = make_control_plane(site, network, identities, keys, workspace)
    make_audit(site, cluster, keys.vault, workspace)
    make_windows(site, cluster)
    access = make_access(site, cluster)
    nodes = make_nodes(site, cluster, network)
    kept = {"vault": keys.vault, "logs": workspace, **({"cluster": cluster} if site.own.lock_cluster else {})}
    make_locks(site, kept, nodes)
    endpoint, authority = make_endpoint(site, cluster), make_authority(site, cluster)
    return MadeCluster(
        endpoint=endpoint,
        certificate_authority=authority,
        oidc_issuer=cluster.output("oidcIssuerProfile").apply(lambda profile: known(profile.get("issuerURL"))),
        identifier=cluster.id,
        kubeconfig=make_kubeconfig(site, endpoint, authority),
        # The platform's own pods run on the system pool, the first.
        ready=[cluster, *access, *nodes[:1]],
        objects=plan_storage_classes(site.spec, keys.disk_encryption_set.id),
    )


def _make_group(site: Site) -> AzureResource:
    return site.make(
        "resources:ResourceGroup",
        "group",
        {"resourceGroupName": site.cluster_name, "location": site.spec.region, "tags": site.tags()},
        keep=True,
    )
