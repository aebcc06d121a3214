"""Properties of network policies: worked out by their semantics, they open exactly what the documents say."""

import ipaddress
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kubespaces.plan.namespace_labels import namespace_labels
from kubespaces.plan.network import network_policies
from kubespaces.spec.metadata_networks import METADATA_NETWORKS
from kubespaces.spec.namespace import NamespaceSpec
from kubespaces.spec.network import Network, Peer
from kubespaces.spec.posture import Egress, Ingress
from kubespaces.spec.tenant import Tenant
from tests.documents import host, parsed_host, tenant
from tests.network_policies import Address, Pod, block_has, may_connect
from tests.plans import HOST, namespaces_of

from .fleets import as_tenant, fleets

PORTS = [("TCP", 443), ("TCP", 8050), ("UDP", 53), ("TCP", 22)]
SCRAPER = Pod("monitoring", {"kubernetes.io/metadata.name": "monitoring"}, {"app": "scraper"})
BESIDE_SCRAPER = Pod("monitoring", {"kubernetes.io/metadata.name": "monitoring"}, {"app": "other"})
INGRESS = Pod("ingress", {"kubernetes.io/metadata.name": "ingress"})
DNS = Pod("kube-system", {"kubernetes.io/metadata.name": "kube-system"}, {"k8s-app": "kube-dns"})
STRANGER = Pod("elsewhere", {"kubernetes.io/metadata.name": "elsewhere"})
PUBLIC, API_SERVER = Address("198.51.100.7"), Address("203.0.113.10")


def pod_of(spec: NamespaceSpec) -> Pod:
    labels = {**namespace_labels(spec, HOST), "kubernetes.io/metadata.name": spec.name}
    return Pod(spec.name, labels, {"app": "x"})


def opens(peers: list[Peer], here: NamespaceSpec, there: NamespaceSpec, protocol: str, port: int) -> bool:
    """Tell whether a list of openings of one side names the other side."""
    return any(
        peer.tenant == there.tenant
        and there.environment in (peer.environments or [here.environment])
        and (not peer.ports or any(fits(text, protocol, port) for text in peer.ports))
        for peer in peers
    )


def fits(text: str, protocol: str, port: int) -> bool:
    name, _, numbers = text.rpartition("/")
    first, _, last = numbers.partition("-")
    return (name or "TCP") == protocol and int(first) <= port <= int(last or first)


def expected(source: NamespaceSpec, target: NamespaceSpec, protocol: str, port: int) -> bool:
    """Say from the documents alone whether a pod of one namespace may connect to a pod of another."""
    if opens(source.network.allow_to, source, target, protocol, port) and opens(
        target.network.allow_from, target, source, protocol, port
    ):
        return True
    if source.tenant != target.tenant or source.network.egress is Egress.DENY:
        return False
    if source.name == target.name:
        return source.network.ingress is not Ingress.DENY
    return source.network.ingress is target.network.ingress is Ingress.SAME_TENANT


@given(fleets())
@settings(max_examples=150)
def test_tenants_reach_each_other_exactly_where_both_sides_say_so(fleet: list[Tenant]) -> None:
    specs = [spec for document in fleet for spec in namespaces_of(document).values()]
    policies = [policy for spec in specs for policy in network_policies(spec, HOST)]
    for source, target in product(specs, specs):
        for protocol, port in PORTS:
            allowed = may_connect(policies, pod_of(source), pod_of(target), port, protocol)
            assert allowed == expected(source, target, protocol, port), (source.name, target.name, protocol, port)


@given(fleets())
@settings(max_examples=100)
def test_only_what_is_named_of_the_platform_and_the_world_is_reached(fleet: list[Tenant]) -> None:
    for spec in (spec for document in fleet for spec in namespaces_of(document).values()):
        policies, pod, network = network_policies(spec, HOST), pod_of(spec), spec.network
        assert not may_connect(policies, STRANGER, pod)
        assert not may_connect(policies, pod, STRANGER)
        assert not may_connect(policies, PUBLIC, pod)
        assert not may_connect(policies, BESIDE_SCRAPER, pod)
        assert may_connect(policies, SCRAPER, pod) == names(network.allow_from, "monitoring")
        assert may_connect(policies, INGRESS, pod, 8080) == bool(spec.hostnames)
        assert not may_connect(policies, INGRESS, pod, 443)
        assert may_connect(policies, pod, DNS, 53, "UDP") == (network.egress is not Egress.DENY)
        assert not may_connect(policies, pod, DNS, 443)
        assert may_connect(policies, pod, PUBLIC) == (network.egress is Egress.DNS_AND_PUBLIC)
        reached = network.egress is Egress.DNS_AND_PUBLIC or names(network.allow_to, "api-server")
        assert may_connect(policies, pod, API_SERVER) == reached


def names(peers: list[Peer], role: str) -> bool:
    return any(peer.role == role for peer in peers)


@given(fleets())
@settings(max_examples=100)
def test_every_namespace_denies_everything_first(fleet: list[Tenant]) -> None:
    for spec in (spec for document in fleet for spec in namespaces_of(document).values()):
        policies = network_policies(spec, HOST)
        deny = policies[0]["spec"]
        assert deny == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
        for policy in policies:
            assert policy["spec"]["podSelector"] == {}, "what holds for some pods only is a hole for the others"
        closed = [policies[0]]
        assert not may_connect(closed, pod_of(spec), PUBLIC)
        assert not may_connect(closed, PUBLIC, pod_of(spec))


FOUR = st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 32)).map(
    lambda pair: ipaddress.IPv4Network((pair[0] >> (32 - pair[1]) << (32 - pair[1]), pair[1]))
)
SIX = st.tuples(st.integers(0, 2**128 - 1), st.integers(0, 128)).map(
    lambda pair: ipaddress.IPv6Network((pair[0] >> (128 - pair[1]) << (128 - pair[1]), pair[1]))
)
NEAR = st.sampled_from(METADATA_NETWORKS).flatmap(
    lambda network: st.integers(0, network.prefixlen).map(lambda length: network.supernet(new_prefix=length))
)
METADATA = [
    "169.254.169.254", "169.254.170.2", "169.254.170.23", "169.254.0.0", "169.254.255.255", "168.63.129.16",
    "100.100.100.200", "fd00:ec2::254", "fd20:ce::254", "fe80::a9fe:a9fe",
]  # fmt: skip


def blocks(value: Any) -> list[dict[str, Any]]:
    """Return every IP block inside a nested value."""
    if isinstance(value, list):
        return [block for inner in value for block in blocks(inner)]
    if not isinstance(value, dict):
        return []
    return [value["ipBlock"]] if "ipBlock" in value else blocks(list(value.values()))


def check_blocks(network: Network | dict[str, Any], role_cidr: str, private: list[str]) -> None:
    role = {"peers": [{"cidr": role_cidr}]}
    roles = {"monitoring": role, "apiServer": role, "ingressController": role}
    on = parsed_host(host(network={"roles": roles, "privateRanges": private})).spec
    document = as_tenant(tenant(network=network, hostnames=["shop.example.com"]))
    for spec in namespaces_of(document).values():
        for block in blocks(network_policies(spec, on)):
            whole = ipaddress.ip_network(block["cidr"])
            for cut in map(ipaddress.ip_network, block.get("except", [])):
                assert cut.version == whole.version
                assert cut != whole
                assert cut.subnet_of(whole), "the API server takes no other"  # type: ignore[arg-type]  # same version
            for address in METADATA:
                assert not block_has(block, address), (block, address)


@given(st.lists(st.one_of(FOUR, SIX, NEAR), min_size=3, max_size=3))
@settings(max_examples=300)
def test_no_network_that_is_opened_reaches_metadata(
    networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network],
) -> None:
    good = [str(network) for network in networks if not refused(network)]
    if not good:
        return
    network = {
        "egress": "dns+public",
        "allowTo": [*({"cidr": cidr} for cidr in good), {"role": "api-server"}],
        "allowFrom": [*({"cidr": cidr} for cidr in good), {"role": "monitoring"}],
    }
    check_blocks(network, good[0], [str(network) for network in networks if not mapped(network)])


def refused(network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> bool:
    inside = [known for known in METADATA_NETWORKS if known.version == network.version]
    return mapped(network) or any(network.subnet_of(known) for known in inside)  # type: ignore[arg-type]  # same version


def mapped(network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> bool:
    return network.version == 6 and network.subnet_of(ipaddress.ip_network("::ffff:0:0/96"))  # type: ignore[arg-type]  # it is IPv6


def test_the_evaluator_itself() -> None:
    pod, other = Pod("a", {"n": "a"}, {"app": "x"}), Pod("b", {"n": "b"})
    assert may_connect([], pod, other), "without policies everything is open"
    policy: dict[str, Any] = {"metadata": {"namespace": "b"}, "spec": {"podSelector": {}, "policyTypes": ["Ingress"]}}
    assert not may_connect([policy], pod, other)
    assert may_connect([policy], other, pod), "egress is not meant"
    rule = {"from": [{"namespaceSelector": {"matchLabels": {"n": "a"}}, "podSelector": {"matchLabels": {"app": "x"}}}]}
    policy["spec"]["ingress"] = [{**rule, "ports": [{"protocol": "TCP", "port": 80, "endPort": 90}]}]
    assert may_connect([policy], pod, other, 85)
    assert not may_connect([policy], pod, other, 91)
    assert not may_connect([policy], pod, other, 85, "UDP")
    assert not may_connect([policy], Pod("a", {"n": "a"}), other, 85)
    assert not may_connect([policy], Address("10.0.0.1"), other, 85)
