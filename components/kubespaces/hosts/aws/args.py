"""What only a host cluster on AWS has, as a typed dictionary; nothing here imports the cloud's SDK."""

from typing import Any, NotRequired, TypedDict


class AddOnArgs(TypedDict):
    """An EKS add-on."""

    name: str
    """Its name, such as ``metrics-server``."""
    version: NotRequired[str]
    """Its version, such as ``v1.20.4-eksbuild.1``; default: the one EKS has as default for the Kubernetes version."""
    configuration: NotRequired[dict[str, Any]]
    """Its configuration values, laid over the platform's; default none."""


class AwsClusterArgs(TypedDict):
    """An EKS cluster."""

    account_id: str
    """The account it is made in, 12 digits in quotes."""
    cluster_name: NotRequired[str]
    """The cluster's name in EKS, which can never change; default: the document's. Write the old one down here when you
    rename the document."""
    auto_mode: NotRequired[bool]
    """EKS Auto Mode: AWS runs nodes, storage and load balancing; ``node_pools`` then says only what is kept for whom.
    Default false."""
    ami_family: NotRequired[str]
    """``bottlerocket`` (default) or ``al2023``."""
    nat_gateways: NotRequired[str]
    """``per-zone`` (default), ``single`` (cheaper; a zone's outage cuts all off) or ``none`` (endpoints only)."""
    vpc_endpoints: NotRequired[bool]
    """Private endpoints of the AWS services that nodes need, so that this traffic stays inside; default true."""
    flow_logs: NotRequired[bool]
    """Record the network's connections; default true."""
    support_type: NotRequired[str]
    """``standard`` (default: AWS upgrades the cluster at the end of standard support) or ``extended`` (costs more)."""
    zonal_shift: NotRequired[bool]
    """Let AWS move traffic away from a zone in trouble; default true."""
    add_ons: NotRequired[list[AddOnArgs]]
    """Further add-ons, and versions or configuration of those that the platform needs anyway; default none."""
    platform_role: NotRequired[str]
    """Role that this platform's stacks take on to act on the cluster; it gets administrator access, and the kubeconfig
    takes it on. Default: whoever runs Pulumi, who must then be in ``admin_groups``."""
    groups: NotRequired[dict[str, str]]
    """IAM role (or user) that makes somebody a member of a group that tenants give access to, by the group's name.
    Default none."""
    permissions_boundary: NotRequired[str]
    """Boundary that every IAM role of the cluster gets; default none."""
