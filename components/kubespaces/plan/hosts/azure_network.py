"""The network of a host cluster on Azure: subnets cut from one range, and what may come in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kubespaces.spec.host_cluster import HostClusterSpec
from kubespaces.spec.host_defaults import ranges_of

from .azure_names import azure_of

Rule = dict[str, Any]
"""A rule of a network security group, as Azure writes it."""

_LAST = 4096
_FIRST = 100


@dataclass(frozen=True)
class SubnetPlan:
    """The subnets; those of Azure span all zones, so that a further zone changes nothing here."""

    nodes: str
    """For nodes and internal load balancers."""
    api_server: str
    """For the API server, which AKS puts into the network."""


def plan_subnets(spec: HostClusterSpec) -> SubnetPlan:
    """Return the subnets.

    The lower half of the nodes' range is the nodes'. The upper half is cut into eight parts, of which the last is the
    API server's; the seven others are in reserve for what comes later, so that nothing there has to move. With a /16
    that is a /17 and a /20, with a /24 a /25 and a /28, which is the smallest that AKS takes for the API server.
    Source: https://learn.microsoft.com/azure/aks/api-server-vnet-integration
    """
    lower, upper = ranges_of(spec)["nodes"].subnets(prefixlen_diff=1)
    *_, last = upper.subnets(prefixlen_diff=3)
    return SubnetPlan(nodes=str(lower), api_server=str(last))


def plan_node_rules(spec: HostClusterSpec) -> list[Rule]:
    """Return what may come in to the nodes, besides what Azure's default rules let in (the network, load balancers).

    Pods have no addresses of the network, so that the default rules do not let them through.
    Source: https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay
    """
    subnets = plan_subnets(spec)
    cluster = [subnets.nodes, str(ranges_of(spec)["pods"])]
    rules = [_allow("cluster", _FIRST, cluster, destinations=cluster, protocol="*", ports=["*"])]
    if ports := azure_of(spec).public_ports:
        rules.append(_allow("public", _FIRST + 10, ["Internet"], ports=[str(port) for port in sorted(ports)]))
    return rules


def plan_api_server_rules(spec: HostClusterSpec) -> list[Rule]:
    """Return what may come in to the API server of a private cluster: nodes, load balancers, the document's ranges.

    Source of the ports: https://learn.microsoft.com/azure/aks/api-server-vnet-integration
    """
    subnets = plan_subnets(spec)
    own = [subnets.api_server]
    rules = [
        _allow("nodes", _FIRST, [subnets.nodes], destinations=own, ports=["443", "4443"]),
        _allow("itself", _FIRST + 10, own, destinations=own, protocol="*", ports=["*"]),
        _allow("load-balancers", _FIRST + 20, ["AzureLoadBalancer"], destinations=own, protocol="*", ports=["*"]),
    ]
    if sources := spec.endpoint.allowed_cidrs:
        rules.append(_allow("administrators", _FIRST + 30, sources, destinations=own, ports=["443"]))
    return [*rules, _rule("others", _LAST, "Deny", ["*"], ["*"], "*", ["*"])]


def _allow(
    name: str,
    priority: int,
    sources: Sequence[str],
    *,
    destinations: Sequence[str] = ("*",),
    protocol: str = "Tcp",
    ports: Sequence[str],
) -> Rule:
    return _rule(name, priority, "Allow", sources, destinations, protocol, ports)


def _rule(
    name: str,
    priority: int,
    access: str,
    sources: Sequence[str],
    destinations: Sequence[str],
    protocol: str,
    ports: Sequence[str],
) -> Rule:
    """Return a rule; Azure has one field for a single value and another for several."""
    return {
        "name": name,
        "priority": priority,
        "direction": "Inbound",
        "access": access,
        "protocol": protocol,
        "sourcePortRange": "*",
        **_one_or_more("sourceAddressPrefix", "sourceAddressPrefixes", sources),
        **_one_or_more("destinationAddressPrefix", "destinationAddressPrefixes", destinations),
        **_one_or_more("destinationPortRange", "destinationPortRanges", ports),
    }


def _one_or_more(one: str, more: str, values: Sequence[str]) -> Rule:
    return {one: values[0]} if len(values) == 1 else {more: list(values)}
