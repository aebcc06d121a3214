"""The AWS provider of a host cluster."""

import pulumi
from pulumi_aws.provider import Provider

from kubespaces.plan.hosts.aws_policies import account_of
from kubespaces.spec.host_cluster import HostClusterSpec


def make_provider(name: str, spec: HostClusterSpec, opts: pulumi.ResourceOptions | None = None) -> Provider:
    """Return a provider that acts in the document's region, and refuses any account but the document's.

    Credentials come from where AWS' tools take them: the environment, a profile, an instance.
    """
    return Provider(f"{name}-aws", region=spec.region, allowed_account_ids=[account_of(spec)], opts=opts)
