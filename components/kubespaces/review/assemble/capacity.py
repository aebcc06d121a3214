"""Sums of quotas against what host clusters have."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from kubespaces.review.context import Context
from kubespaces.review.document import Capacity
from kubespaces.review.isolation.amounts import quota
from kubespaces.review.isolation.order import Bound
from kubespaces.review.world import World
from kubespaces.spec.quantity import format_bytes, format_count, format_cpu

_SUMMED = (
    "limits.cpu",
    "limits.memory",
    "limits.ephemeral-storage",
    "requests.storage",
    "pods",
    "services.loadbalancers",
)
_OPEN = " known later"
"""Ends the keys under which amounts are counted that are known after deployment only."""
_BYTES = ("memory", "storage")


def capacity_rows(before: World, after: World, context: Context) -> list[Capacity]:
    """Return the sums of each host cluster whose quotas are all in the previews, and the rows that change or are over.

    A cluster whose unchanged quotas are left out of the preview is left out here: its sum would be wrong.
    """
    if not (before.complete and after.complete):
        return []
    old, new = _sums(before), _sums(after)
    return [
        row
        for cluster in sorted({*old, *new})
        for resource in _SUMMED
        if (row := _row(cluster, resource, old.get(cluster, {}), new.get(cluster, {}), context)) is not None
    ]


def _sums(world: World) -> dict[str, dict[str, Decimal]]:
    sums: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for cluster, name in world:
        for bound in quota(world.of_kind((cluster, name), "ResourceQuota")).controls:
            if isinstance(bound, Bound) and bound.key in _SUMMED:
                sums[cluster][bound.key] += bound.amount or 0
                sums[cluster][bound.key + _OPEN] += bound.amount is None
    return sums


def _row(
    cluster: str, resource: str, old: Mapping[str, Decimal], new: Mapping[str, Decimal], context: Context
) -> Capacity | None:
    maximum = context.maximum(cluster, resource)
    before, after = old.get(resource, Decimal()), new.get(resource, Decimal())
    over = maximum is not None and after > maximum
    later = bool(new.get(resource + _OPEN))
    if before == after == 0 and not later:
        return None
    return Capacity(
        host=cluster,
        resource=resource,
        before=_written(resource, before),
        after=_written(resource, after) + (" and what is known after deployment" if later else ""),
        maximum="" if maximum is None else _written(resource, maximum),
        over=over,
    )


def _written(resource: str, number: Decimal) -> str:
    if resource.endswith(_BYTES):
        return format_bytes(number)
    return format_cpu(number) if resource.endswith("cpu") else format_count(number)
