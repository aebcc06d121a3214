"""Networks are compared by what they contain."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubespaces_policies.networks import is_wide, lies_in, overlap, parse_network, uncovered, wide_together


def net(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    found = parse_network(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("10.0.0.0/8", "10.0.0.0/8"),
        ("10.1.2.3/8", "10.0.0.0/8"),
        (" 192.0.2.1 ", "192.0.2.1/32"),
        ("::/0", "::/0"),
        ("::ffff:169.254.169.254", "169.254.169.254/32"),
        ("::ffff:10.0.0.0/104", "10.0.0.0/8"),
    ],
)
def test_what_is_written_in_several_ways_is_one_network(text: str, meant: str) -> None:
    assert str(parse_network(text)) == meant


@pytest.mark.parametrize("text", ["", "everything", "10.0.0.0/33", "10.0.0"])
def test_what_is_no_network_is_none(text: str) -> None:
    assert parse_network(text) is None


def test_families_never_contain_each_other() -> None:
    assert not lies_in(net("10.0.0.0/8"), net("::/0"))
    assert overlap(net("0.0.0.0/0"), net("::/0")) is None


@pytest.mark.parametrize(
    ("texts", "wide"),
    [
        (["10.0.0.0/8"], False),
        (["10.0.0.0/7"], True),
        (["10.0.0.0/8", "11.0.0.0/8"], True),
        (["10.0.0.0/8", "12.0.0.0/8"], False),
        (["2001::/16"], False),
        (["2000::/3"], True),
        ([], False),
    ],
)
def test_neighbours_count_together(texts: list[str], *, wide: bool) -> None:
    assert wide_together(map(net, texts)) is wide


def test_a_default_route_is_wide() -> None:
    assert is_wide(net("0.0.0.0/0"))
    assert is_wide(net("::/0"))


_networks = st.builds(
    lambda address, prefix: ipaddress.IPv4Network((address, prefix), strict=False),
    st.integers(0, 2**32 - 1),
    st.integers(20, 32),
).map(lambda network: ipaddress.IPv4Network((int(network.network_address) & 0xFFF, network.prefixlen), strict=False))


@given(_networks, st.lists(_networks, max_size=6))
def test_what_is_uncovered_is_the_network_without_its_holes(
    whole: ipaddress.IPv4Network, holes: list[ipaddress.IPv4Network]
) -> None:
    wanted = {address for address in whole if not any(address in hole for hole in holes)}
    left = uncovered(whole, holes)
    assert {address for part in left for address in part} == wanted
    assert sum(part.num_addresses for part in left) == len(wanted), "no part overlaps another"
