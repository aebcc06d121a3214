"""IP networks: compared by what they contain, never as text."""

import ipaddress
from collections.abc import Iterable
from functools import lru_cache

from .value import Value

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

WIDEST_4, WIDEST_6 = 8, 16
"""A network with a shorter prefix is as good as the whole internet; both halves (/1) and quarters of it among them."""


@lru_cache(maxsize=4096)
def parse_network(text: str) -> Network | None:
    """Return a network or a single address, IPv4 hidden in IPv6 as IPv4; None for what is neither."""
    try:
        network = ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        return None
    if isinstance(network, ipaddress.IPv6Network) and network.prefixlen >= 96:
        mapped = network.network_address.ipv4_mapped
        if mapped is not None:
            return ipaddress.ip_network((mapped, network.prefixlen - 96), strict=False)
    return network


def lies_in(inner: Network, outer: Network) -> bool:
    """Tell whether a network lies in another one."""
    return inner.version == outer.version and inner.subnet_of(outer)  # type: ignore[arg-type]  # same version


def overlap(one: Network, other: Network) -> Network | None:
    """Return what two networks have in common, which is the smaller of them or nothing."""
    if lies_in(one, other):
        return one
    return other if lies_in(other, one) else None


def uncovered(network: Network, holes: Iterable[Network]) -> list[Network]:
    """Return what is left of a network without some others."""
    left = [network]
    for hole in holes:
        left = [rest for part in left for rest in _without(part, hole)]
    return left


def _without(part: Network, hole: Network) -> list[Network]:
    if lies_in(part, hole):
        return []
    if not lies_in(hole, part):
        return [part]
    return list(part.address_exclude(hole))  # type: ignore[arg-type]  # same version


def is_wide(network: Network) -> bool:
    """Tell whether a network is as good as the whole internet."""
    return network.prefixlen < (WIDEST_4 if network.version == 4 else WIDEST_6)


def wide_together(networks: Iterable[Network]) -> bool:
    """Tell whether any of some networks is wide, or neighbours of them are together."""
    all_of_them = list(networks)
    by_version = ([item for item in all_of_them if item.version == version] for version in (4, 6))
    return any(is_wide(merged) for same in by_version for merged in ipaddress.collapse_addresses(same))  # type: ignore[type-var]


def known_networks(values: Iterable[Value]) -> list[Network]:
    """Return the networks among some values; what is no network has to be reported elsewhere.

    Raises:
        UnknownValueError: one is not known yet.
    """
    found = [parse_network(value.text()) for value in values]
    return [network for network in found if network is not None]
