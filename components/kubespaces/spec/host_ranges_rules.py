"""Whether the addresses of host clusters fit: within a cluster, and between clusters."""

import ipaddress
from collections.abc import Iterator, Sequence
from itertools import combinations

from .catalog import Catalog
from .errors import Problem, nearest
from .host_defaults import ranges_of, routed_ranges_of, slots_of, zones_of
from .source import Source


def check_ranges(source: Source, facts: Catalog) -> Iterator[Problem]:
    """Yield what is wrong with the ranges of one cluster that a cloud makes."""
    cidrs = source.host.spec.cidrs
    if cidrs is None:
        rule = "is required: a range that no other network you connect uses, such as {nodes: 10.20.0.0/16}"
        yield source.problem("cidrs", "", rule)
        return
    shortest, longest = facts.ranges.nodes_prefix
    prefix = ipaddress.IPv4Network(cidrs.nodes).prefixlen
    if not shortest <= prefix <= longest:
        rule = f"on {source.host.spec.cloud} the prefix must be /{shortest} to /{longest}"
        yield source.problem("cidrs.nodes", cidrs.nodes, rule)
    for (one, first), (other, second) in combinations(ranges_of(source.host.spec).items(), 2):
        if first.overlaps(second):
            rule = f"overlaps {one} {first}; choose ranges that have no address in common"
            yield source.problem(f"cidrs.{other}", second, rule)
    yield from _check_slots(source, facts)


def _check_slots(source: Source, facts: Catalog) -> Iterator[Problem]:
    spec = source.host.spec
    cidrs, zones = spec.cidrs, zones_of(spec)
    given = cidrs.slots if cidrs else {}
    if facts.ranges.slots is None:
        if given:
            yield source.problem("cidrs.slots", "", f"on {spec.cloud} zones share one range; remove the slots")
        return
    for zone in given:
        if zone not in zones:
            yield source.problem("cidrs.slots", zone, f"is no zone of this cluster; {nearest(zone, zones)}")
    taken: dict[int, str] = {}
    for zone, slot in slots_of(spec).items():
        other = taken.setdefault(slot, zone)
        if other != zone:
            rule = f"slot {slot} is zone {other}'s; write a free one (0 to {facts.ranges.slots - 1}) into cidrs.slots"
            yield source.problem("cidrs.slots", zone, rule)
        if slot >= facts.ranges.slots:
            yield source.problem("cidrs.slots", zone, f"slot {slot} does not exist; use 0 to {facts.ranges.slots - 1}")


def check_ranges_between(hosts: Sequence[Source]) -> Iterator[Problem]:
    """Yield the ranges that two clusters of the fleet both use, told of the one with the later name."""
    ordered = sorted(hosts, key=lambda source: source.host.name)
    for first, second in combinations(ordered, 2):
        for field, mine in routed_ranges_of(second.host.spec).items():
            for name, theirs in routed_ranges_of(first.host.spec).items():
                if mine.overlaps(theirs):
                    rule = (
                        f"overlaps {name} {theirs} of host cluster {first.host.name}; give each cluster its own range"
                    )
                    yield second.problem(f"cidrs.{field}", mine, rule)
