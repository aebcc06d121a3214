"""The addresses of a host cluster."""

import ipaddress
from typing import Annotated

from pydantic import AfterValidator, Field

from .base import Model

PRIVATE = tuple(
    ipaddress.IPv4Network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
)
"""Private addresses (RFC 1918) and the shared space of RFC 6598: the internet does not route them."""

_PRIVATE_6 = ipaddress.IPv6Network("fc00::/7")


def is_private(network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> bool:
    """Tell whether all addresses of a network are private (RFC 1918, 6598 or 4193)."""
    if isinstance(network, ipaddress.IPv6Network):
        return network.subnet_of(_PRIVATE_6)
    return any(network.subnet_of(private) for private in PRIVATE)


def check_private_cidr(text: str) -> str:
    """Return the text if it is an IPv4 network of private addresses.

    Raises:
        ValueError: it is no network, has host bits set, or holds addresses of the internet.
    """
    try:
        network = ipaddress.IPv4Network(text)
    except ValueError as error:
        raise ValueError(f"is no IPv4 network such as '10.20.0.0/16' ({error})") from None
    if not is_private(network):
        raise ValueError(f"must lie in one of: {', '.join(map(str, PRIVATE))}")
    return text


PrivateCidr = Annotated[str, AfterValidator(check_private_cidr)]
"""An IPv4 network of private addresses."""


class Cidrs(Model):
    """The ranges of a cluster that a cloud makes. They are settled once: changing one means another network."""

    nodes: PrivateCidr
    """Nodes, load balancers and endpoints; no other cluster of the fleet may overlap it."""
    pods: PrivateCidr | None = None
    """Pods; default: the cloud's in the catalogue (AWS: pods take addresses of ``nodes``)."""
    services: PrivateCidr | None = None
    """Services; default: the cloud's in the catalogue. Only the cluster itself sees them."""
    slots: dict[str, Annotated[int, Field(ge=0)]] = {}
    """Which slot of ``nodes`` a zone has, where slots are cut by zone; default: its place in ``zones``. Slots that
    nobody has are in reserve, so that a new zone moves no other; write them down to take a zone out of the middle."""
