"""The Azure provider of a host cluster."""

import pulumi
from pulumi_azure_native.provider import Provider

from kubespaces.plan.hosts.azure_names import azure_of
from kubespaces.spec.host_cluster import HostClusterSpec


def make_provider(name: str, spec: HostClusterSpec, opts: pulumi.ResourceOptions | None = None) -> Provider:
    """Return a provider that acts in the document's subscription and tenant.

    Credentials come from where Azure's tools take them: the environment, a managed identity, ``az login``.
    """
    own = azure_of(spec)
    return Provider(
        f"{name}-azure",
        subscription_id=own.subscription_id,
        tenant_id=own.tenant_id,
        location=spec.region,
        opts=opts,
    )
