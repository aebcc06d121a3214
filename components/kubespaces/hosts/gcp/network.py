"""The network: one subnet with ranges for nodes, pods and services, a way out, and a record of what goes on."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from kubespaces.spec.host_defaults import ranges_of

from .compute import ComputeResource
from .site import Site

PODS, SERVICES = "pods", "services"
"""Names of the subnet's ranges for pods and services. Further ranges are added after them, never between."""

_LAST = 65534  # one above the rules that every network has implied
_FEWEST_PORTS, _MOST_PORTS = 128, 8192  # of a NAT address, for each node; powers of two


@dataclass(frozen=True)
class Network:
    """The network of a host cluster."""

    network: ComputeResource
    """The VPC."""
    subnet: ComputeResource
    """The one subnet, which spans all zones of the region."""
    ready: list[pulumi.Resource]
    """What nodes need besides the subnet, above all a way out."""


def make_network(site: Site, after: Sequence[pulumi.Resource]) -> Network:
    """Register the network once ``after`` is there."""
    network = ComputeResource(
        site,
        "Network",
        "network",
        {
            "autoCreateSubnetworks": False,
            "routingMode": "REGIONAL",
            "description": f"Host cluster {site.name}",
        },
        site.options("network", after=after, keep=True),
    )
    subnet = _make_subnet(site, network)
    ready: list[pulumi.Resource] = [_refuse_others(site, network)]
    if site.own.nat:
        ready.append(_make_way_out(site, network, subnet))
    return Network(network, subnet, ready)


def _make_subnet(site: Site, network: ComputeResource) -> ComputeResource:
    ranges = ranges_of(site.spec)
    flows = {
        "logConfig": {
            "aggregationInterval": "INTERVAL_1_MIN",
            "flowSampling": 1.0,
            "metadata": "INCLUDE_ALL_METADATA",
        }
    }
    return ComputeResource(
        site,
        "Subnetwork",
        "subnet",
        {
            "network": network.id,
            "region": site.region,
            "ipCidrRange": str(ranges["nodes"]),
            "secondaryIpRanges": [{"rangeName": name, "ipCidrRange": str(ranges[name])} for name in (PODS, SERVICES)],
            "privateIpGoogleAccess": True,
            "stackType": "IPV4_ONLY",
            **(flows if site.own.flow_logs else {}),
        },
        site.options("subnet", keep=True),
    )


def _refuse_others(site: Site, network: ComputeResource) -> ComputeResource:
    """Say what every network implies, so that what is refused is recorded. GKE adds the rules that it needs."""
    return ComputeResource(
        site,
        "Firewall",
        "refuse-others",
        {
            "network": network.id,
            "description": "Nothing comes in that no other rule lets in",
            "direction": "INGRESS",
            "priority": _LAST,
            "denies": [{"protocol": "all"}],
            "sourceRanges": ["0.0.0.0/0"],
            "logConfig": {"metadata": "INCLUDE_ALL_METADATA"},
        },
        site.options("refuse-others"),
    )


def _make_way_out(site: Site, network: ComputeResource, subnet: ComputeResource) -> ComputeResource:
    router = ComputeResource(
        site, "Router", "router", {"network": network.id, "region": site.region}, site.options("router")
    )
    addresses = [_address(site, number) for number in range(1, site.own.nat_addresses + 1)]
    fixed = {"natIps": [address.self_link for address in addresses]} if addresses else {}
    return ComputeResource(
        site,
        "RouterNat",
        "nat",
        {
            "router": router.name,
            "region": site.region,
            "natIpAllocateOption": "MANUAL_ONLY" if addresses else "AUTO_ONLY",
            **fixed,
            "sourceSubnetworkIpRangesToNat": "LIST_OF_SUBNETWORKS",
            "subnetworks": [{"name": subnet.self_link, "sourceIpRangesToNats": ["ALL_IP_RANGES"]}],
            "enableDynamicPortAllocation": True,
            "enableEndpointIndependentMapping": False,
            "minPortsPerVm": _FEWEST_PORTS,
            "maxPortsPerVm": _MOST_PORTS,
            "logConfig": {"enable": True, "filter": "ERRORS_ONLY"},
        },
        site.options("nat"),
    )


def _address(site: Site, number: int) -> ComputeResource:
    role = f"nat-{number}"
    return ComputeResource(
        site,
        "Address",
        role,
        {"region": site.region, "addressType": "EXTERNAL", "labels": site.labels()},
        site.options(role),
    )
