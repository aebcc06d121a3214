"""The network: one range, two subnets, what may come in, and the way out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from kubespaces.plan.hosts.azure_network import Rule, plan_api_server_rules, plan_node_rules, plan_subnets
from kubespaces.spec.catalog import catalog
from kubespaces.spec.host_azure import Outbound
from kubespaces.spec.host_defaults import ranges_of

from .resource import AzureResource
from .site import Site

_IDLE_MINUTES = 30
"""How long a connection through the NAT gateway may be silent; AKS' own 4 minutes cut off long polls."""


@dataclass(frozen=True)
class Network:
    """The network of a host cluster."""

    network: AzureResource
    """The virtual network."""
    nodes: AzureResource
    """Subnet of the nodes."""
    api_server: AzureResource
    """Subnet of the API server."""


def make_network(site: Site) -> Network:
    """Register the network and the way out of it."""
    network = site.make(
        "network:VirtualNetwork",
        "network",
        {
            **site.place(),
            "virtualNetworkName": site.cluster_name,
            "addressSpace": {"addressPrefixes": [str(ranges_of(site.spec)["nodes"])]},
        },
        keep=True,
    )
    plan = plan_subnets(site.spec)
    nodes = _make_subnet(
        site,
        network,
        "nodes",
        {
            "addressPrefix": plan.nodes,
            "networkSecurityGroup": _make_rules(site, "nodes", plan_node_rules(site.spec)),
            **_make_way_out(site),
        },
    )
    closed = plan_api_server_rules(site.spec) if site.spec.endpoint.private else []
    api_server = _make_subnet(
        site,
        network,
        "api-server",
        {
            "addressPrefix": plan.api_server,
            "delegations": [{"name": "aks", "serviceName": "Microsoft.ContainerService/managedClusters"}],
            **({"networkSecurityGroup": _make_rules(site, "api-server", closed)} if closed else {}),
        },
        after=[nodes],  # Azure changes one subnet of a network at a time
    )
    return Network(network, nodes, api_server)


def _make_subnet(
    site: Site,
    network: AzureResource,
    use: str,
    inputs: dict[str, Any],
    after: Sequence[pulumi.Resource] = (),
) -> AzureResource:
    return site.make(
        "network:Subnet",
        f"{use}-subnet",
        {
            "resourceGroupName": site.cluster_name,
            "virtualNetworkName": site.cluster_name,
            "subnetName": use,
            "defaultOutboundAccess": False,
            "privateEndpointNetworkPolicies": "Enabled",
            **inputs,
        },
        after=[network, *after],
    )


def _make_rules(site: Site, use: str, rules: list[Rule]) -> dict[str, Any]:
    made = site.make(
        "network:NetworkSecurityGroup",
        f"{use}-rules",
        {
            **site.place(),
            "networkSecurityGroupName": f"{site.cluster_name}-{use}",
            "securityRules": rules,
        },
    )
    return {"id": made.id}


def _make_way_out(site: Site) -> dict[str, Any]:
    """Register how nodes reach the internet; return what their subnet needs for it."""
    if site.own.outbound is Outbound.NAT_GATEWAY:
        return {"natGateway": {"id": _make_nat_gateway(site).id}}
    if site.own.outbound is Outbound.FIREWALL:
        return {"routeTable": {"id": _make_routes(site).id}}
    return {}


def _make_nat_gateway(site: Site) -> AzureResource:
    """Register the NAT gateway.

    It is in a zone of Azure's choice: gateways over all zones need a newer API than the plugin's. Its addresses are in
    all zones of the region, so that a gateway in another zone could take them over.
    """
    zones = catalog("azure").regions[site.spec.region].zones
    addresses = [
        site.make(
            "network:PublicIPAddress",
            f"nat-address-{number}",
            {
                **site.place(),
                "publicIpAddressName": f"{site.cluster_name}-nat-{number}",
                "publicIPAllocationMethod": "Static",
                "publicIPAddressVersion": "IPv4",
                "sku": {"name": "Standard"},
                **({"zones": zones} if zones else {}),
            },
            ignore_changes=["zones"],  # a region may get zones; the address stays
        )
        for number in range(1, site.own.nat_addresses + 1)
    ]
    return site.make(
        "network:NatGateway",
        "nat-gateway",
        {
            **site.place(),
            "natGatewayName": f"{site.cluster_name}-nat",
            "sku": {"name": "Standard"},
            "idleTimeoutInMinutes": _IDLE_MINUTES,
            "publicIpAddresses": [{"id": address.id} for address in addresses],
        },
    )


def _make_routes(site: Site) -> AzureResource:
    return site.make(
        "network:RouteTable",
        "routes",
        {
            **site.place(),
            "routeTableName": f"{site.cluster_name}-routes",
            "disableBgpRoutePropagation": True,  # no route from elsewhere leads past the firewall
            "routes": [
                {
                    "name": "internet",
                    "addressPrefix": "0.0.0.0/0",
                    "nextHopType": "VirtualAppliance",
                    "nextHopIpAddress": site.own.firewall_ip,
                }
            ],
        },
    )
