"""The component ``GcpHostCluster``: a hardened GKE cluster and everything around it."""

import pulumi

from kubespaces.hosts.args import HostClusterArgs
from kubespaces.hosts.base import CloudHostCluster, checked_facts
from kubespaces.hosts.sdk import part_of_cloud
from kubespaces.plan.hosts.gcp_names import workload_pool

from .site import Site


class GcpHostCluster(CloudHostCluster):
    """A host cluster on Google Cloud: network, keys, logs, accounts, GKE, nodes, and the platform's objects on it."""

    # Said again, for the plugin for other languages sees only what stands here.
    kubeconfig: pulumi.Output[str]
    """The kubeconfig, a secret."""
    identifier: pulumi.Output[str]
    """What tells this cluster from all others: its address in Google's API."""
    endpoint: pulumi.Output[str]
    """Address of the API server."""
    certificate_authority: pulumi.Output[str]
    """Certificate authority of the API server, PEM in base64."""
    oidc_issuer: pulumi.Output[str]
    """Issuer of the tokens of service accounts, for federation with the cloud's identities."""
    region: pulumi.Output[str]
    """Region."""
    zones: pulumi.Output[list[str]]
    """Zones."""
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
        make = part_of_cloud(name, "gcp", "make", "make_cluster")
        super().__init__("kubespaces:index:GcpHostCluster", name, {}, opts)
        self.workload_pool = pulumi.Output.from_input(workload_pool(spec))
        self._publish(name, args, spec, make(Site(self, name, spec)))
