"""The subnets of a host cluster on AWS: cut from one range by slots, so that a new zone moves no other."""

import ipaddress
from dataclasses import dataclass
from itertools import islice

from kubespaces.spec.host_cluster import HostClusterSpec
from kubespaces.spec.host_defaults import ZONES, ranges_of, slots_of

_SLOT_BITS = 3
_SMALL_BITS = 3


@dataclass(frozen=True)
class ZonePlan:
    """The subnets of one zone."""

    zone: str
    """The zone."""
    private: str
    """For nodes and internal load balancers."""
    public: str
    """For NAT gateways and load balancers that face the internet."""
    control_plane: str | None
    """For the control plane's own network interfaces; none in a zone where it has none."""
    pods: str | None
    """For pods, if they have a range of their own."""


def plan_zones(spec: HostClusterSpec) -> list[ZonePlan]:
    """Return the subnets of every zone, in the order of the zones.

    The nodes' range is cut into eight slots. Slots 0 to 6 are the private subnets of a zone each; the last slot holds
    the small ones: in its lower half eight public subnets, in its upper half eight of the control plane. With a /16
    that is a /19 (8187 addresses), a /23 and a /23. What no zone has taken is in reserve.

    The control plane is in the first three zones only: EKS refuses to add a zone to it later.
    Source: https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
    """
    ranges, slots = ranges_of(spec), slots_of(spec)
    *private, small = ranges["nodes"].subnets(prefixlen_diff=_SLOT_BITS)
    lower, upper = small.subnets(prefixlen_diff=1)
    public, control_plane = _parts(lower), _parts(upper)
    pods = _parts(ranges["pods"]) if "pods" in ranges else None
    with_control_plane = set(islice(slots, ZONES))
    return [
        ZonePlan(
            zone,
            private=str(private[slot]),
            public=str(public[slot]),
            control_plane=str(control_plane[slot]) if zone in with_control_plane else None,
            pods=str(pods[slot]) if pods else None,
        )
        for zone, slot in slots.items()
    ]


def _parts(network: ipaddress.IPv4Network) -> list[ipaddress.IPv4Network]:
    return list(network.subnets(prefixlen_diff=_SMALL_BITS))
