"""What only a host cluster on AWS has."""

import re
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator

from .access import Principal
from .base import Model
from .names import DnsLabel
from .patterns import Form

_ROLE = re.compile(r"arn:aws(-[a-z]+)*:iam::\d{12}:(role|user)/[\w+=,.@/-]+")


def check_principal(text: str) -> str:
    """Return the text if it is the ARN of an IAM role or user.

    Raises:
        ValueError: it is none.
    """
    if not _ROLE.fullmatch(text):
        raise ValueError("is no ARN of an IAM role such as 'arn:aws:iam::123456789012:role/platform'")
    return text


Arn = Annotated[str, AfterValidator(check_principal)]
"""ARN of an IAM role or user."""

_POLICY_RULE = "is no ARN of an IAM policy such as 'arn:aws:iam::123456789012:policy/boundary'"
PolicyArn = Annotated[str, Form(r"arn:aws[a-z-]*:iam::[0-9]{12}:policy/.+", _POLICY_RULE)]
"""ARN of an IAM policy."""


class AmiFamily(StrEnum):
    """Operating system of the nodes."""

    BOTTLEROCKET = "bottlerocket"
    AL2023 = "al2023"


class NatGateways(StrEnum):
    """How nodes reach the internet."""

    PER_ZONE = "per-zone"
    SINGLE = "single"
    NONE = "none"


class SupportType(StrEnum):
    """What happens to a Kubernetes version at the end of standard support."""

    STANDARD = "standard"
    EXTENDED = "extended"


class AddOn(Model):
    """An EKS add-on."""

    name: DnsLabel
    """Its name, such as ``metrics-server``."""
    version: Annotated[str, Form(r"v[0-9][A-Za-z0-9_.+-]*", "is no version such as 'v1.20.4-eksbuild.1'")] | None = None
    """Its version, such as ``v1.20.4-eksbuild.1``; default: the one EKS has as default for the Kubernetes version."""
    configuration: dict[str, Any] = {}
    """Its configuration values, laid over the platform's; default none."""


class AwsCluster(Model):
    """An EKS cluster."""

    account_id: Annotated[str, Form(r"[0-9]{12}", "is no account, which has 12 digits")]
    """The account it is made in, 12 digits in quotes."""
    cluster_name: DnsLabel | None = None
    """The cluster's name in EKS, which can never change; default: the document's. Write the old one down here when you
    rename the document."""
    auto_mode: bool = False
    """EKS Auto Mode: AWS runs nodes, storage and load balancing; ``nodePools`` then says only what is kept for whom.
    Default false."""
    ami_family: AmiFamily = AmiFamily.BOTTLEROCKET
    """``bottlerocket`` (default) or ``al2023``."""
    nat_gateways: NatGateways = NatGateways.PER_ZONE
    """``per-zone`` (default), ``single`` (cheaper; a zone's outage cuts all off) or ``none`` (endpoints only)."""
    vpc_endpoints: bool = True
    """Private endpoints of the AWS services that nodes need, so that this traffic stays inside; default true."""
    flow_logs: bool = True
    """Record the network's connections; default true."""
    support_type: SupportType = SupportType.STANDARD
    """``standard`` (default: AWS upgrades the cluster at the end of standard support) or ``extended`` (costs more)."""
    zonal_shift: bool = True
    """Let AWS move traffic away from a zone in trouble; default true."""
    add_ons: list[AddOn] = []
    """Further add-ons, and versions or configuration of those that the platform needs anyway; default none."""
    platform_role: Arn | None = None
    """Role that this platform's stacks take on to act on the cluster; it gets administrator access, and the kubeconfig
    takes it on. Default: whoever runs Pulumi, who must then be in ``adminGroups``."""
    groups: dict[Principal, Arn] = {}
    """IAM role (or user) that makes somebody a member of a group that tenants give access to, by the group's name.
    Default none."""
    permissions_boundary: PolicyArn | None = None
    """Boundary that every IAM role of the cluster gets; default none."""
