"""The subnets of a host cluster on Azure, and what may come in."""

import ipaddress
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kubespaces.plan.hosts.azure_network import plan_api_server_rules, plan_node_rules, plan_subnets
from kubespaces.spec.catalog import catalog
from kubespaces.spec.host_cluster import HostClusterSpec
from tests.unit.hosts.azure.clusters import facts, made

SHORTEST, LONGEST = catalog("azure").ranges.nodes_prefix


def spec(**more: Any) -> HostClusterSpec:
    return HostClusterSpec.model_validate(facts(**more), by_alias=False, by_name=True)


def test_a_wide_range() -> None:
    plan = plan_subnets(spec())
    assert (plan.nodes, plan.api_server) == ("10.30.0.0/17", "10.30.240.0/20")


def test_the_narrowest_range_has_what_aks_asks_for_the_api_server() -> None:
    plan = plan_subnets(spec(cidrs={"nodes": "10.30.7.0/24"}))
    assert (plan.nodes, plan.api_server) == ("10.30.7.0/25", "10.30.7.240/28")


@given(st.integers(SHORTEST, LONGEST), st.integers(0, 2**16 - 1))
def test_subnets_lie_in_the_range_and_apart(prefix: int, number: int) -> None:
    network = ipaddress.IPv4Network((int(ipaddress.IPv4Address("10.0.0.0")) + (number << 8), prefix), strict=False)
    plan = plan_subnets(spec(cidrs={"nodes": str(network)}))
    nodes, api_server = ipaddress.IPv4Network(plan.nodes), ipaddress.IPv4Network(plan.api_server)
    assert nodes.subnet_of(network)
    assert api_server.subnet_of(network)
    assert not nodes.overlaps(api_server)
    assert api_server.prefixlen <= 28


def test_pods_reach_pods_and_the_internet_reaches_one_port() -> None:
    cluster, public = plan_node_rules(spec())
    assert (
        cluster["sourceAddressPrefixes"] == cluster["destinationAddressPrefixes"] == ["10.30.0.0/17", "10.244.0.0/16"]
    )
    assert (cluster["protocol"], cluster["destinationPortRange"]) == ("*", "*")
    assert public["sourceAddressPrefix"] == "Internet"
    assert (public["protocol"], public["destinationPortRange"]) == ("Tcp", "443")


def test_nobody_but_nodes_and_administrators_reaches_a_private_api_server() -> None:
    rules = plan_api_server_rules(spec(endpoint={"allowed_cidrs": ["10.99.0.0/16"]}))
    allowed = {rule["name"]: rule.get("sourceAddressPrefix") for rule in rules if rule["access"] == "Allow"}
    assert allowed == {
        "nodes": "10.30.0.0/17",
        "itself": "10.30.240.0/20",
        "load-balancers": "AzureLoadBalancer",
        "administrators": "10.99.0.0/16",
    }
    last = max(rules, key=lambda rule: rule["priority"])
    assert (last["access"], last["sourceAddressPrefix"], last["destinationPortRange"]) == ("Deny", "*", "*")


def test_every_rule_has_a_priority_of_its_own() -> None:
    for rules in (plan_node_rules(spec()), plan_api_server_rules(spec(endpoint={"allowed_cidrs": ["10.99.0.0/16"]}))):
        priorities = [rule["priority"] for rule in rules]
        assert len(set(priorities)) == len(priorities)
        assert all(100 <= priority <= 4096 for priority in priorities)


def test_the_rules_are_on_the_subnets() -> None:
    recording = made(preview=False)
    for use in ("nodes", "api-server"):
        group = recording.inputs(f"amsterdam-{use}-subnet")["networkSecurityGroup"]
        assert group["id"].endswith(f"/amsterdam-{use}-rules")


def test_the_api_server_of_a_public_cluster_has_azures_own_rules() -> None:
    """Its traffic comes in past the subnet; the ranges that may connect are in the cluster's own settings."""
    recording = made(facts(endpoint={"private": False, "allowed_cidrs": ["203.0.113.0/24"]}))
    assert "networkSecurityGroup" not in recording.inputs("amsterdam-api-server-subnet")
