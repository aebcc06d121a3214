"""Whether an object of the cluster is what the plan says, whatever the API server has filled in."""

from collections.abc import Iterator, Mapping
from typing import Any

from kubespaces.spec.errors import shorten
from kubespaces.spec.quantity import parse_quantity

_DEFAULTS = {"matchPolicy": "Equivalent", "protocol": "TCP"}
"""What the API server fills in, besides empty values."""

_MAY_HAVE_MORE = frozenset({"spec.hard"})
"""Where more than planned only narrows."""

_HAVE_MORE = frozenset({"Namespace", "ServiceAccount"})
"""Kinds whose objects carry more than anybody plans: finalizers, and Secrets of an account."""

_AMOUNTS = ("spec.hard.", "spec.limits[")
"""Where texts are quantities, which the API server writes in its own way (``1000`` as ``1k``)."""


def differences(planned: Mapping[str, Any], live: Mapping[str, Any]) -> list[str]:
    """Return what is not as planned, one readable text each; labels and annotations may be more."""
    found = list(_metadata(planned["metadata"], live.get("metadata", {})))
    for key in planned:
        if key not in {"apiVersion", "kind", "metadata"}:
            found += _compare(key, planned[key], live.get(key))
    extra = set(live) - set(planned) - {"apiVersion", "kind", "metadata", "status"}
    if planned["kind"] not in _HAVE_MORE:
        found += [
            f"{key}: not planned, is {shorten(live[key])}" for key in sorted(extra) if not _is_default(key, live[key])
        ]
    return found


def _metadata(planned: Mapping[str, Any], live: Mapping[str, Any]) -> Iterator[str]:
    for part in ("labels", "annotations"):
        have = live.get(part) or {}
        for key, value in (planned.get(part) or {}).items():
            if have.get(key) != value:
                yield _unlike(f"{part} {key}", value, have.get(key))


def _compare(path: str, planned: Any, live: Any) -> Iterator[str]:
    if live is None and planned in ({}, []):
        return
    if isinstance(planned, Mapping):
        yield from _compare_mappings(path, planned, live)
    elif isinstance(planned, list):
        yield from _compare_lists(path, planned, live)
    elif planned != live and not _same_amount(path, planned, live):
        yield _unlike(path, planned, live)


def _compare_mappings(path: str, planned: Mapping[str, Any], live: Any) -> Iterator[str]:
    if not isinstance(live, Mapping):
        yield _unlike(path, planned, live)
        return
    for key, value in planned.items():
        yield from _compare(f"{path}.{key}", value, live.get(key))
    if path not in _MAY_HAVE_MORE:
        for key in sorted(set(live) - set(planned)):
            if not _is_default(key, live[key]):
                yield f"{path}.{key}: not planned, is {shorten(live[key])}"


def _compare_lists(path: str, planned: list[Any], live: Any) -> Iterator[str]:
    have = live or []
    if not isinstance(have, list) or len(have) != len(planned):
        yield _unlike(path, planned, live)
        return
    for index, (one, other) in enumerate(zip(planned, have, strict=True)):
        yield from _compare(f"{path}[{index}]", one, other)


def _is_default(key: str, value: Any) -> bool:
    return value in ({}, [], "", None) or _DEFAULTS.get(key) == value


def _same_amount(path: str, planned: Any, live: Any) -> bool:
    if live is None or not path.startswith(_AMOUNTS):
        return False
    try:
        return parse_quantity(planned) == parse_quantity(live)
    except ValueError:
        return False


def _unlike(path: str, planned: Any, live: Any) -> str:
    return f"{path}: planned {shorten(planned)}, is {'missing' if live is None else shorten(live)}"
