"""What a host cluster offers to virtual clusters."""

from typing import Annotated

from pydantic import Field

from .base import Model
from .names import DnsLabel, DnsName
from .patterns import Form

Issuer = Annotated[
    str, Form(r"https://[A-Za-z0-9.-]+(:[0-9]+)?(/\S*)?", "is no issuer such as 'https://login.example.com'")
]


Prefix = Annotated[
    str,
    Form(
        r"(?!system:)[A-Za-z0-9._-]+[:/#]",
        "must be a word with ':', '/' or '#' at its end, such as 'oidc:' and not 'system:': whoever can call a "
        "group 'system:masters' at the issuer would else rule every virtual cluster",
    ),
]
"""What is put in front of names that come from an issuer."""


class SharedGateways(Model):
    """The Gateways that virtual clusters share. They need the Gateway API with TLSRoute on the host cluster."""

    class_name: DnsName
    """The GatewayClass that they are of."""
    namespace: DnsLabel = "kubespaces-gateways"
    """Namespace that they are in, made with them; default ``kubespaces-gateways``."""
    cluster_issuer: DnsName | None = None
    """The ClusterIssuer of cert-manager that makes the certificates of the apps' wildcard names (by DNS-01); default
    none: then a Secret ``<namespace>-apps`` must be put beside the Gateways for each environment."""


class Oidc(Model):
    """How people log in to virtual APIs, which is how they log in to the host cluster."""

    issuer: Issuer
    """Address of the issuer."""
    client_id: Annotated[str, Field(min_length=1)]
    """The audience of tokens."""
    username_claim: str = "sub"
    """Claim that is the user's name; default ``sub``."""
    username_prefix: Prefix = "oidc:"
    """Put in front of it inside virtual clusters; default ``oidc:``. Access lists name people with or without it."""
    groups_claim: str = "groups"
    """Claim that lists the user's groups; default ``groups``."""
    groups_prefix: Prefix = "oidc:"
    """Put in front of each inside virtual clusters; default ``oidc:``. Access lists name groups with or without it."""


class VirtualClusterHost(Model):
    """What a host cluster offers to virtual clusters."""

    gateway: SharedGateways | None = None
    """The shared Gateways; default none: then no virtual cluster can have a domain."""
    oidc: Oidc | None = None
    """How people log in; default: not at all, only the platform's admin kubeconfig and service accounts do."""
