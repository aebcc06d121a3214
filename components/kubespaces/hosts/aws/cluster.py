"""The component ``AwsHostCluster``: a hardened EKS cluster and everything around it."""

import pulumi

from kubespaces.hosts.args import HostClusterArgs
from kubespaces.hosts.base import CloudHostCluster, checked_facts
from kubespaces.hosts.sdk import part_of_cloud

from .site import Site


class AwsHostCluster(CloudHostCluster):
    """A host cluster on AWS: network, keys, logs, roles, EKS, nodes, add-ons, and the platform's objects on it."""

    # Said again, for the plugin for other languages sees only what stands here.
    kubeconfig: pulumi.Output[str]
    """The kubeconfig, a secret."""
    identifier: pulumi.Output[str]
    """What tells this cluster from all others: its ARN."""
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

    def __init__(self, name: str, args: HostClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make the cluster.

        Args:
            name: the host cluster's name, which becomes the EKS cluster's.
            args: see ``HostClusterArgs``; ``facts`` must have a block ``aws``.
            opts: ``providers`` must hold the AWS provider.

        Raises:
            ArgumentsError: with every problem of the arguments, before anything is registered.
        """
        spec = checked_facts("AwsHostCluster", name, args, "aws")
        make = part_of_cloud(name, "aws", "make", "make_cluster")
        super().__init__("kubespaces:index:AwsHostCluster", name, {}, opts)
        self._publish(name, args, spec, make(Site(self, name, spec)))
