"""Where the API server of a host cluster can be reached from."""

import ipaddress
from typing import Self

from pydantic import model_validator

from .base import Model
from .cidrs import is_private
from .network import Cidr

WIDEST_PUBLIC = 2**16
"""Most public addresses that may reach an API server, all ranges together: a /16 (control KS-EKS-01)."""
WIDEST_PUBLIC_6 = 32
"""Shortest prefix of an IPv6 range that may: what one organisation gets (RFC 6177 and the registries' rules)."""


class Endpoint(Model):
    """The way to the API server. Nodes always reach it inside the cluster's own network."""

    private: bool = True
    """No address on the internet at all; default true."""
    allowed_cidrs: list[Cidr] = []
    """Who else may connect: with ``private: true`` ranges of networks that are connected to the cluster's (a VPN, an
    office), else ranges on the internet, at least one. Default none."""

    @model_validator(mode="after")
    def _is_bounded(self) -> Self:
        networks = [ipaddress.ip_network(text) for text in self.allowed_cidrs]
        for network in networks:
            if is_private(network) and not self.private:
                rule = "does not exist on the internet; name public ranges or set private: true"
                raise ValueError(f"allowedCidrs: {network} {rule}")
        if not self.private and not networks:
            raise ValueError("private: false needs allowedCidrs; name the ranges that administrators come from")
        public = [network for network in networks if not is_private(network)]
        for network in public:
            if network.version == 6 and network.prefixlen < WIDEST_PUBLIC_6:
                rule = f"lets in more than one organisation; narrow it to /{WIDEST_PUBLIC_6} or less"
                raise ValueError(f"allowedCidrs: {network} {rule}")
        total = sum(network.num_addresses for network in _collapsed(public))
        if total > WIDEST_PUBLIC:
            rule = f"at most {WIDEST_PUBLIC} (a /16) may connect"
            raise ValueError(f"allowedCidrs let {total} addresses of the internet in; {rule}")
        return self


def _collapsed(
    networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network],
) -> list[ipaddress.IPv4Network]:
    """Return the IPv4 networks without those that lie in another."""
    return list(ipaddress.collapse_addresses(net for net in networks if isinstance(net, ipaddress.IPv4Network)))
