"""What people write about the network."""

import ipaddress
import re

import pytest

from kubespaces.spec.metadata_networks import METADATA_NETWORKS, is_metadata
from kubespaces.spec.network import check_cidr, check_network
from tests.documents import host, problems_in, tenant

NO_NETWORK = "is no network such as '10.20.0.0/16'"
METADATA = "is a cloud metadata address, which no tenant may reach; remove it"


@pytest.mark.parametrize(
    ("written", "network"),
    [
        ("10.0.0.0/8", "10.0.0.0/8"),
        ("10.0.0.5", "10.0.0.5/32"),
        ("10.0.0.0/255.0.0.0", "10.0.0.0/8"),
        ("2001:DB8::/32", "2001:db8::/32"),
        ("0.0.0.0/0", "0.0.0.0/0"),
        ("::/0", "::/0"),
    ],
)
def test_networks_are_written_the_way_kubernetes_does(written: str, network: str) -> None:
    assert check_cidr(written) == network


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("10.0.0.1/8", f"{NO_NETWORK}; did you mean '10.0.0.0/8'?"),
        ("10.0.0.0/33", NO_NETWORK),
        ("ten", NO_NETWORK),
        (" 10.0.0.0/8", NO_NETWORK),
        ("", NO_NETWORK),
        ("fe80::1%eth0", "names a network interface; leave out what stands behind '%'"),
        ("::ffff:10.0.0.0/104", "is IPv4 written as IPv6; write the IPv4 network"),
        ("::ffff:169.254.169.254/128", "is IPv4 written as IPv6; write the IPv4 network"),
        ("169.254.169.254", METADATA),
        ("169.254.0.0/16", METADATA),
        ("169.254.1.0/24", METADATA),
        ("168.63.129.16/32", METADATA),
        ("100.100.100.200/32", METADATA),
        ("fd00:ec2::254/128", METADATA),
        ("fd20:ce::254/128", METADATA),
        ("fe80::/64", METADATA),
    ],
)
def test_networks_that_may_not_be_opened(written: str, problem: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(problem)}$"):
        check_cidr(written)


def test_a_host_cluster_may_name_metadata_addresses() -> None:
    assert check_network("169.254.20.10") == "169.254.20.10/32"
    assert is_metadata("169.254.20.10/32")
    assert not is_metadata("169.0.0.0/8")


def test_the_metadata_addresses_of_the_clouds_are_known() -> None:
    for address in ("169.254.169.254", "168.63.129.16", "fd00:ec2::254", "fd20:ce::254", "100.100.100.200"):
        assert any(ipaddress.ip_address(address) in network for network in METADATA_NETWORKS)


@pytest.mark.parametrize("port", [443, "443", "UDP/53", "TCP/8000-8100", "SCTP/1", "65535", "1-65535"])
def test_ports(port: object) -> None:
    assert problems_in(tenant(network={"allowTo": [{"cidr": "192.0.2.0/24", "ports": [port]}]})) == []


@pytest.mark.parametrize(
    ("port", "problem"),
    [
        (0, "0: ports run from 1 to 65535, the lower one first"),
        ("TCP/65536", "TCP/65536: ports run from 1 to 65535, the lower one first"),
        ("8100-8000", "8100-8000: ports run from 1 to 65535, the lower one first"),
        ("https", "https: is no port; write '443', 'UDP/53' or 'TCP/8000-8100'"),
        ("ICMP/8", "ICMP/8: is no port; write '443', 'UDP/53' or 'TCP/8000-8100'"),
        ("udp/53", "udp/53: is no port; write '443', 'UDP/53' or 'TCP/8000-8100'"),
        (-1, "-1: is no port; write '443', 'UDP/53' or 'TCP/8000-8100'"),
        (44.3, "44.3: is no port; write '443', 'UDP/53' or 'TCP/8000-8100'"),
        (["443"], "must be text"),
        (True, "true: must be text; put it in quotes"),
    ],
)
def test_what_is_no_port(port: object, problem: str) -> None:
    assert problems_in(tenant(network={"allowTo": [{"cidr": "192.0.2.0/24", "ports": [port]}]})) == [
        f"t.yaml: shop: network.allowTo[0].ports[0]: {problem}"
    ]


@pytest.mark.parametrize(
    ("network", "problem"),
    [
        ({"allowFrom": [{}]}, "network.allowFrom[0]: name exactly one of tenant, role or cidr"),
        (
            {"allowFrom": [{"tenant": "web", "cidr": "10.0.0.0/8"}]},
            "network.allowFrom[0]: name exactly one of tenant, role or cidr",
        ),
        (
            {"allowTo": [{"cidr": "10.0.0.0/8", "environments": ["dev"]}]},
            "network.allowTo[0]: environments go with tenant only",
        ),
        (
            {"allowFrom": [{"role": "api-server"}]},
            "network.allowFrom[0]: api-server is a place to connect to; move it to allowTo",
        ),
        (
            {"allowTo": [{"role": "monitoring"}]},
            "network.allowTo[0]: monitoring connects to tenants; move it to allowFrom",
        ),
        (
            {"allowTo": [{"role": "ingress-controller"}]},
            "network.allowTo[0]: ingress-controller connects to tenants; move it to allowFrom",
        ),
        (
            {"allowTo": [{"role": "dns"}]},
            "network.allowTo[0].role: dns: is not allowed; use one of: ingress-controller, monitoring, api-server",
        ),
        (
            {"allowTo": [{"tenant": "web", "environments": []}]},
            "network.allowTo[0].environments: needs at least 1 entry; add one",
        ),
        ({"ingress": "open"}, "network.ingress: open: is not allowed; use one of: same-tenant, same-namespace, deny"),
        ({"egress": "public"}, "network.egress: public: is not allowed; did you mean 'dns+public'?"),
    ],
)
def test_wrong_openings(network: dict[str, object], problem: str) -> None:
    assert problems_in(tenant(network=network)) == [f"t.yaml: shop: {problem}"]


def role_problems(name: str, role: dict[str, object]) -> list[str]:
    return problems_in(host(network={"roles": {name: role}}))


def test_where_the_platform_is_must_be_one_thing() -> None:
    for peer in ({}, {"namespace": "dns", "cidr": "10.0.0.10/32"}):
        assert role_problems("dns", {"peers": [peer]}) == [
            "t.yaml: local: network.roles.dns.peers[0]: name exactly one of namespace and cidr"
        ]
    assert role_problems("dns", {"peers": [{"cidr": "10.0.0.10", "podLabels": {"a": "b"}}]}) == [
        "t.yaml: local: network.roles.dns.peers[0]: podLabels go with namespace only"
    ]
    assert role_problems("dns", {"peers": []}) == [
        "t.yaml: local: network.roles.dns.peers: needs at least 1 entry; add one"
    ]
    assert role_problems("dns", {"peers": [{"cidr": "dns"}]}) == [
        f"t.yaml: local: network.roles.dns.peers[0].cidr: dns: {NO_NETWORK}"
    ]


def test_only_dns_may_be_at_a_metadata_address_and_only_with_its_ports_named() -> None:
    node_local: dict[str, object] = {"peers": [{"cidr": "169.254.20.10"}], "ports": ["UDP/53", "TCP/53"]}
    assert role_problems("dns", node_local) == []
    rule = "is a cloud metadata address; only dns may be at one, at a single address and with its ports named"
    assert role_problems("monitoring", node_local) == [
        f"t.yaml: local: network.roles: monitoring: 169.254.20.10/32 {rule}"
    ]
    assert role_problems("dns", {**node_local, "ports": []}) == [
        f"t.yaml: local: network.roles: dns: 169.254.20.10/32 {rule}"
    ]
    assert role_problems("dns", {**node_local, "peers": [{"cidr": "169.254.20.0/24"}]}) == [
        f"t.yaml: local: network.roles: dns: 169.254.20.0/24 {rule}"
    ]
