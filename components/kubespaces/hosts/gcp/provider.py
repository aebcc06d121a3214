"""The Google Cloud provider of a host cluster."""

import pulumi
from pulumi_gcp.provider import Provider

from kubespaces.plan.hosts.gcp_names import gcp_of
from kubespaces.spec.host_cluster import HostClusterSpec


def make_provider(name: str, spec: HostClusterSpec, opts: pulumi.ResourceOptions | None = None) -> Provider:
    """Return a provider that acts in the document's project and region.

    Credentials come from where Google's tools take them: the environment, ``gcloud``, a workload identity.
    """
    return Provider(f"{name}-gcp", project=gcp_of(spec).project, region=spec.region, opts=opts)
