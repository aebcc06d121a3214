"""What only a host cluster on AWS has, as a typed dictionary; nothing here imports the cloud's SDK."""

from typing import Any, NotRequired, TypedDict


class AddOnArgs(TypedDict):
    """An EKS add-on."""

    name: str
    """Its name."""
    version: NotRequired[str]
    """Its version; default: EKS' own for the Kubernetes version."""
    configuration: NotRequired[dict[str, Any]]
    """Its configuration values, laid over the platform's."""


class AwsClusterArgs(TypedDict):
    """An EKS cluster."""

    account_id: str
    """The account it is made in, 12 digits."""
    cluster_name: NotRequired[str]
    """The cluster's name in EKS, which can never change; default: the component's."""
    auto_mode: NotRequired[bool]
    """EKS Auto Mode; default false."""
    ami_family: NotRequired[str]
    """``bottlerocket`` (default) or ``al2023``."""
    nat_gateways: NotRequired[str]
    """``per-zone`` (default), ``single`` or ``none``."""
    vpc_endpoints: NotRequired[bool]
    """Private endpoints of the AWS services that nodes need; default true."""
    flow_logs: NotRequired[bool]
    """Record the network's connections; default true."""
    support_type: NotRequired[str]
    """``standard`` (default) or ``extended``."""
    zonal_shift: NotRequired[bool]
    """Let AWS move traffic away from a zone in trouble; default true."""
    add_ons: NotRequired[list[AddOnArgs]]
    """Further add-ons, and versions or configuration of the platform's."""
    platform_role: NotRequired[str]
    """Role that the platform's stacks take on to act on the cluster; default: whoever runs Pulumi."""
    groups: NotRequired[dict[str, str]]
    """IAM role that makes somebody a member of a Kubernetes group, by the group's name; default none."""
    permissions_boundary: NotRequired[str]
    """Boundary of every IAM role of the cluster; default none."""
