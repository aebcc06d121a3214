"""In how many zones a node pool is."""

from collections.abc import Iterable, Mapping

from kubespaces_policies.value import Value


def distinct(values: Iterable[Value], zone_of: Mapping[str, str] | None = None) -> int:
    """Return how many places there may be in a list: the same one twice is one, an unknown one may be any.

    Args:
        values: zones, or ids of subnets.
        zone_of: the zone of each subnet of which it is known.
    """
    known, unknown = set(), 0
    for value in values:
        if value.unknown:
            unknown += 1
        else:
            known.add((zone_of or {}).get(value.text(), value.text()))
    return len(known) + unknown
