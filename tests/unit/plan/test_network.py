"""NetworkPolicies, one by one."""

from typing import Any

import pytest

from kubespaces.plan.network import network_policies
from tests.documents import host, parsed_host
from tests.plans import HOST, namespace_of


def policies(on: Any = None, /, **network: Any) -> dict[str, dict[str, Any]]:
    spec = namespace_of("dev", network=network)
    found = network_policies(spec, parsed_host(on).spec if on else HOST)
    return {policy["metadata"]["name"]: policy["spec"] for policy in found}


def test_everything_is_denied_both_ways_first() -> None:
    for network in ({}, {"ingress": "deny", "egress": "deny"}, {"ingress": "same-tenant", "egress": "dns+public"}):
        found = policies(**network)
        assert next(iter(found)) == "default-deny"
        assert found["default-deny"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_nothing_else_when_nothing_is_opened() -> None:
    assert list(policies(ingress="deny", egress="deny")) == ["default-deny"]


def test_the_own_namespace() -> None:
    assert policies(egress="deny")["allow-same-namespace"] == {
        "podSelector": {},
        "policyTypes": ["Ingress"],
        "ingress": [{"from": [{"podSelector": {}}]}],
    }
    assert policies()["allow-same-namespace"]["egress"] == [{"to": [{"podSelector": {}}]}]


def test_the_own_tenant() -> None:
    scope = {"namespaceSelector": {"matchLabels": {"kubespaces.io/tenant": "shop"}}}
    assert policies(ingress="same-tenant")["allow-same-tenant"] == {
        "podSelector": {},
        "policyTypes": ["Ingress", "Egress"],
        "ingress": [{"from": [scope]}],
        "egress": [{"to": [scope]}],
    }


def test_dns() -> None:
    assert policies()["allow-dns"]["egress"] == [
        {
            "to": [
                {
                    "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}},
                    "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
                }
            ],
            "ports": [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}],
        }
    ]
    assert "allow-dns" not in policies(egress="deny")


def test_node_local_dns() -> None:
    dns = {"peers": [{"cidr": "169.254.20.10"}, {"namespace": "kube-system"}], "ports": ["UDP/53"]}
    assert policies(host(network={"roles": {"dns": dns}}))["allow-dns"]["egress"] == [
        {
            "to": [
                {"ipBlock": {"cidr": "169.254.20.10/32"}},
                {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}}},
            ],
            "ports": [{"protocol": "UDP", "port": 53}],
        }
    ]


def test_the_internet_is_what_is_neither_private_nor_special() -> None:
    four, six = (block["ipBlock"] for block in policies(egress="dns+public")["allow-public"]["egress"][0]["to"])
    assert four == {
        "cidr": "0.0.0.0/0",
        "except": ["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16",
                   "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4"],
    }  # fmt: skip
    assert six == {
        "cidr": "::/0",
        "except": ["::1/128", "64:ff9b::/96", "fc00::/7", "fe80::/10", "ff00::/8"],
    }


def test_a_host_cluster_may_have_further_private_ranges() -> None:
    on = host(network={"privateRanges": ["203.0.113.0/24", "10.1.0.0/16", "2001:db8::/32"]})
    four, six = (block["ipBlock"] for block in policies(on, egress="dns+public")["allow-public"]["egress"][0]["to"])
    assert "203.0.113.0/24" in four["except"]
    assert "10.1.0.0/16" not in four["except"], "it lies in 10.0.0.0/8"
    assert "2001:db8::/32" in six["except"]


def test_a_network_outside() -> None:
    assert policies(allowTo=[{"cidr": "10.40.0.0/16", "ports": ["5432", "UDP/7000-7010"]}])[
        "allow-to-10-40-0-0-16"
    ] == {
        "podSelector": {},
        "policyTypes": ["Egress"],
        "egress": [
            {
                "to": [{"ipBlock": {"cidr": "10.40.0.0/16"}}],
                "ports": [{"protocol": "TCP", "port": 5432}, {"protocol": "UDP", "port": 7000, "endPort": 7010}],
            }
        ],
    }


@pytest.mark.parametrize(
    ("cidr", "cut"),
    [
        ("0.0.0.0/0", ["100.100.100.200/32", "168.63.129.16/32", "169.254.0.0/16"]),
        ("168.0.0.0/5", ["168.63.129.16/32", "169.254.0.0/16"]),
        ("::/0", ["fd00:ec2::254/128", "fd20:ce::254/128", "fe80::/10"]),
        ("fd00::/8", ["fd00:ec2::254/128", "fd20:ce::254/128"]),
    ],
)
def test_metadata_addresses_are_cut_out_of_every_network(cidr: str, cut: list[str]) -> None:
    for side, name in (("allowTo", "to"), ("allowFrom", "from")):
        found = policies(**{side: [{"cidr": cidr}]})
        (opening,) = [spec for key, spec in found.items() if key.startswith(f"allow-{name}-")]
        (rule,) = opening["egress" if name == "to" else "ingress"]
        assert rule[name] == [{"ipBlock": {"cidr": cidr, "except": cut}}]


def test_metadata_addresses_are_cut_out_of_the_platforms_own_networks() -> None:
    on = host(network={"roles": {"apiServer": {"peers": [{"cidr": "0.0.0.0/0"}]}}})
    (rule,) = policies(on, allowTo=[{"role": "api-server"}])["allow-to-api-server"]["egress"]
    assert rule["to"][0]["ipBlock"]["except"] == ["100.100.100.200/32", "168.63.129.16/32", "169.254.0.0/16"]


def test_a_peer_tenant() -> None:
    found = policies(
        allowFrom=[{"tenant": "web", "ports": [8443]}], allowTo=[{"tenant": "bank", "environments": ["b", "a"]}]
    )
    assert found["allow-from-web"]["ingress"] == [
        {
            "from": [
                {
                    "namespaceSelector": {
                        "matchLabels": {"kubespaces.io/tenant": "web"},
                        "matchExpressions": [{"key": "kubespaces.io/environment", "operator": "In", "values": ["dev"]}],
                    }
                }
            ],
            "ports": [{"protocol": "TCP", "port": 8443}],
        }
    ]
    (peer,) = found["allow-to-bank"]["egress"][0]["to"]
    assert peer["namespaceSelector"]["matchExpressions"][0]["values"] == ["a", "b"]


def test_roles_of_the_platform_are_where_the_host_cluster_says() -> None:
    found = policies(
        allowFrom=[{"role": "ingress-controller"}, {"role": "monitoring", "ports": ["9100"]}],
        allowTo=[{"role": "api-server"}],
    )
    assert found["allow-from-ingress-controller"]["ingress"] == [
        {
            "from": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "ingress"}}}],
            "ports": [{"protocol": "TCP", "port": 8080}],
        }
    ]
    assert found["allow-from-monitoring"]["ingress"][0]["ports"] == [{"protocol": "TCP", "port": 9100}]
    assert found["allow-to-api-server"]["egress"][0]["to"] == [{"ipBlock": {"cidr": "203.0.113.10/32"}}]


def test_host_names_open_the_way_from_the_ingress_controller_once() -> None:
    spec = namespace_of(hostnames=["shop.example.com"], network={"allowFrom": [{"role": "ingress-controller"}]})
    (policy,) = [p for p in network_policies(spec, HOST) if p["metadata"]["name"] == "allow-from-ingress-controller"]
    assert len(policy["spec"]["ingress"]) == 1


def test_several_openings_for_one_peer_share_a_policy() -> None:
    peers = [
        {"cidr": "10.0.0.0/8", "ports": [80]},
        {"cidr": "10.0.0.0/8", "ports": [443]},
        {"cidr": "10.0.0.0/8", "ports": [80]},
    ]
    assert len(policies(allowTo=peers)["allow-to-10-0-0-0-8"]["egress"]) == 2


def test_a_tenant_that_is_called_like_a_role_takes_nothing_from_it() -> None:
    found = policies(allowFrom=[{"tenant": "monitoring"}, {"role": "monitoring"}])["allow-from-monitoring"]["ingress"]
    assert [list(rule["from"][0]["namespaceSelector"]["matchLabels"]) for rule in found] == [
        ["kubespaces.io/tenant"],
        ["kubernetes.io/metadata.name"],
    ]


def test_openings_stand_in_the_order_of_their_names() -> None:
    names = list(policies(egress="dns+public", allowTo=[{"tenant": "b"}, {"tenant": "a"}], allowFrom=[{"tenant": "c"}]))
    assert names[1:] == sorted(names[1:])


def test_a_role_that_the_host_cluster_does_not_have_cannot_be_planned() -> None:
    with pytest.raises(ValueError, match="the host cluster does not say where its api-server is"):
        policies(host(network=None), allowTo=[{"role": "api-server"}])
