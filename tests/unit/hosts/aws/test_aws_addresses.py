"""The subnets of a host cluster on AWS: apart from each other, and where they were after every change."""

import ipaddress
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from kubespaces.plan.hosts.aws_network import ZonePlan, plan_zones
from kubespaces.spec.catalog import catalog
from kubespaces.spec.host_cluster import HostClusterSpec
from tests.unit.hosts.documents import host

SLOTS = catalog("aws").ranges.slots or 0
ZONES = [f"us-east-1{letter}" for letter in "abcdefg"]


def plans(zones: list[str], nodes: str = "10.20.0.0/16", pods: str | None = None) -> dict[str, ZonePlan]:
    cidrs = {"nodes": nodes, **({"pods": pods} if pods else {})}
    spec = HostClusterSpec.model_validate(host(region="us-east-1", zones=zones, cidrs=cidrs)["spec"])
    return {plan.zone: plan for plan in plan_zones(spec)}


def subnets(plan: ZonePlan) -> list[ipaddress.IPv4Network]:
    texts = [plan.private, plan.public, plan.control_plane, plan.pods]
    return [ipaddress.IPv4Network(text) for text in texts if text]


def test_the_plan_of_three_zones() -> None:
    assert plans(ZONES[:3]) == {
        "us-east-1a": ZonePlan("us-east-1a", "10.20.0.0/19", "10.20.224.0/23", "10.20.240.0/23", None),
        "us-east-1b": ZonePlan("us-east-1b", "10.20.32.0/19", "10.20.226.0/23", "10.20.242.0/23", None),
        "us-east-1c": ZonePlan("us-east-1c", "10.20.64.0/19", "10.20.228.0/23", "10.20.244.0/23", None),
    }


@given(prefix=st.integers(16, 20), third=st.integers(0, 15), count=st.integers(2, SLOTS))
def test_no_two_subnets_overlap_and_all_lie_inside(prefix: int, third: int, count: int) -> None:
    nodes = ipaddress.ip_network(f"10.20.{third * 16}.0/{prefix}", strict=False)
    pods = ipaddress.IPv4Network("100.64.0.0/16")
    every = [subnet for plan in plans(ZONES[:count], str(nodes), str(pods)).values() for subnet in subnets(plan)]
    for one, other in combinations(every, 2):
        assert not one.overlaps(other)
    for subnet in every:
        assert subnet.subnet_of(nodes if subnet.overlaps(nodes) else pods)  # type: ignore[arg-type]  # both are IPv4
        assert subnet.prefixlen <= 28  # AWS has no smaller subnets


@given(st.permutations(ZONES), st.integers(2, SLOTS - 1))
def test_zones_at_the_end_move_no_other(zones: list[str], count: int) -> None:
    before, after = plans(zones[:count]), plans(zones)
    assert before.items() <= after.items()


def test_the_control_plane_stays_in_the_first_three_zones() -> None:
    found = plans(ZONES)
    assert [zone for zone, plan in found.items() if plan.control_plane] == ZONES[:3]
