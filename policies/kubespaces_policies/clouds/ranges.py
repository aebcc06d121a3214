"""How much of the internet a list of address ranges lets in."""

import ipaddress
from collections.abc import Iterable

from kubespaces_policies.check import Check
from kubespaces_policies.value import Value

_IPV4_BITS, _IPV6_BITS = 32, 128


def judge_ranges(check: Check, ranges: Value, items: list[Value]) -> None:
    """Report ranges that are none, that are missing, or that together let in too many addresses.

    Halves of the internet count as the whole: what is added up are addresses, not prefixes. The limit is the setting
    ``widest_public_range``; a prefix of IPv6 may be twice as long.

    Args:
        check: what to report to.
        ranges: the list, for the message.
        items: the single ranges in it.
    """
    if not items:
        check.violation(ranges, "names no ranges, so that the whole internet is let in")
    four: list[ipaddress.IPv4Network] = []
    six: list[ipaddress.IPv6Network] = []
    for item in items:
        with check.guard():
            try:
                network = ipaddress.ip_network(item.text().strip(), strict=False)
            except ValueError:
                check.violation(item, "is no address range")
                continue
            if isinstance(network, ipaddress.IPv4Network):
                four.append(network)
            else:
                six.append(network)
    prefix = check.settings.widest_public_range
    _judge_size(check, ranges, _addresses(ipaddress.collapse_addresses(four)), prefix, _IPV4_BITS)
    _judge_size(check, ranges, _addresses(ipaddress.collapse_addresses(six)), 2 * prefix, _IPV6_BITS)


def _addresses(networks: Iterable[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> int:
    return sum(network.num_addresses for network in networks)


def _judge_size(check: Check, ranges: Value, addresses: int, prefix: int, bits: int) -> None:
    if addresses > 2 ** (bits - prefix):
        family = "IPv4" if bits == _IPV4_BITS else "IPv6"
        check.violation(ranges, f"lets in {addresses} addresses of {family} in all, more than a /{prefix}", show=False)
