"""Makes an AKS cluster and everything around it."""

from dataclasses import replace

from kubespaces.hosts.base import MadeCluster
from kubespaces.plan.hosts.azure_storage import plan_storage_classes

from .budget import make_budget
from .control_plane import make_access, make_control_plane, make_locks, make_windows
from .identity import make_identities
from .keys import make_keys
from .kubeconfig import make_authority, make_endpoint, make_kubeconfig
from .logs import make_audit, make_flow_logs, make_workspace
from .network import make_network
from .nodes import make_nodes
from .resource import AzureResource, known
from .site import Site


def make_cluster(site: Site) -> MadeCluster:
    """Register everything, in the order in which it is needed; it is deleted in the opposite order."""
    site = replace(site, group=_make_group(site))
    make_budget(site)
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
