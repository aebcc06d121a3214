"""Quotas and limits: how much of the cluster a namespace may take."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from kubespaces.review.preview import is_known
from kubespaces.review.world import KubeObject
from kubespaces.review.world.objects import items, mapping
from kubespaces.spec.quantity import parse_quantity

from .order import Bound, Fact, Facts

_FROM_BELOW = frozenset({"min"})
_LIMITS = {
    "max": "at most",
    "default": "by default",
    "defaultRequest": "requested by default",
    "min": "at least",
    "maxLimitRequestRatio": "limit to request at most",
}
"""Parts of a LimitRange in words, in the order in which they are shown."""


@lru_cache(maxsize=65_536)
def amount(value: Any) -> Decimal | None:
    """Return a quantity as a number, or None if it is none that can be read."""
    try:
        return parse_quantity(value) if is_known(value) else None
    except ValueError:
        return None


def _scalar(value: Any) -> Any:
    """Return a value that is no quantity, such as a list, as text, which is none either."""
    return value if isinstance(value, str | int | float) or not is_known(value) else str(value)


def quota(quotas: Sequence[KubeObject]) -> Facts:
    """Return how much a namespace may use; of several quotas on one thing the smallest holds."""
    found: dict[str, Bound] = {}
    for entry in quotas:
        scope = _scope(entry)
        for name, value in mapping(entry.body, "spec", "hard").items():
            _tighten(found, Bound(f"{name}{scope}", amount(_scalar(value)), str(value)))
    return Facts(list(found.values()))


def _scope(entry: KubeObject) -> str:
    """Return which pods a quota is for, if not for all."""
    scopes = [str(scope) for scope in items(entry.body, "spec", "scopes")]
    selector = mapping(entry.body, "spec", "scopeSelector")
    scopes += [
        f"{mapping(item).get('scopeName')} {mapping(item).get('operator')} {','.join(map(str, items(item, 'values')))}"
        for item in items(selector, "matchExpressions")
    ]
    return f" of {' and '.join(sorted(scopes))} pods" if scopes else ""


def _tighten(found: dict[str, Bound], bound: Bound) -> None:
    before = found.get(bound.key)
    if before is None or (bound.amount is not None and bound.includes(before)):
        found[bound.key] = bound


def limits(ranges: Sequence[KubeObject]) -> Facts:
    """Return what single containers, pods and volumes may ask for, and get that ask for nothing."""
    found: dict[str, Bound] = {}
    for entry in ranges:
        for limit in items(entry.body, "spec", "limits"):
            for bound in _bounds(mapping(limit)):
                _tighten(found, bound)
    facts: list[Fact] = list(found.values())
    return Facts(facts)


def _bounds(limit: Mapping[str, Any]) -> Iterator[Bound]:
    kind = {"PersistentVolumeClaim": "volume"}.get(str(limit.get("type")), str(limit.get("type")).lower())
    for part, words in _LIMITS.items():
        for name, value in mapping(limit, part).items():
            yield Bound(f"{name} of a {kind} {words}", amount(_scalar(value)), str(value), at_least=part in _FROM_BELOW)
