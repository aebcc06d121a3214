"""Finds what differs between a live object and new inputs, field by field. Pure functions."""

from collections.abc import Iterable
from enum import Enum
from typing import Any, Final

from kubespaces_embedded.kubernetes_provider.paths import Path, contains, parse
from kubespaces_embedded.kubernetes_provider.properties import UNKNOWN

Differences = dict[Path, "Change"]


class Change(Enum):
    """What happens to a field."""

    ADD = "add"
    DELETE = "delete"
    UPDATE = "update"


class _Missing:
    """The type of :data:`MISSING`."""

    __slots__ = ()


MISSING: Final = _Missing()
"""Stands for a field that is not there, as ``None`` is a value in custom resources."""


def differences(live: Any, inputs: Any, old_inputs: Any) -> Differences:
    """Return how ``live``, cut down to the shape of ``old_inputs``, must change to become ``inputs``.

    Where inputs are what they were before, the API server has already had its say on them: it may have dropped a
    field that it does not know, or spelled a value otherwise. That is no difference. What others changed since is
    found by refresh, which brings the live values into the old inputs.
    """
    found: Differences = {}
    _compare((), live, inputs, old_inputs, found)
    return found


def without_ignored(found: Differences, ignored: Iterable[str]) -> Differences:
    """Return the differences that no path of ``ignoreChanges`` covers."""
    outer = [parse(text) for text in ignored]
    return {path: change for path, change in found.items() if not any(contains(ignore, path) for ignore in outer)}


def value_at(obj: Any, path: Path) -> Any:
    """Return the value at a path, or ``None``."""
    for step in path:
        if isinstance(obj, dict) and isinstance(step, str):
            obj = obj.get(step)
        elif isinstance(obj, list) and isinstance(step, int) and step < len(obj):
            obj = obj[step]
        else:
            return None
    return obj


def _compare(path: Path, live: Any, new: Any, old: Any, found: Differences) -> None:
    gone = live is MISSING or live is None
    if new is MISSING or new is None:
        if not gone:
            found[path] = Change.DELETE
    elif new is UNKNOWN:
        found[path] = Change.ADD if gone else Change.UPDATE
    elif same(new, old) and not isinstance(new, dict | list):
        return
    elif gone:
        if not same(new, old):
            found[path] = Change.ADD
    elif isinstance(new, dict) and isinstance(live, dict):
        _compare_maps(path, live, new, old, found)
    elif isinstance(new, list) and isinstance(live, list):
        _compare_lists(path, live, new, old, found)
    elif not same(new, live):
        found[path] = Change.UPDATE


def _compare_maps(path: Path, live: Any, new: Any, old: Any, found: Differences) -> None:
    before = old if isinstance(old, dict) else {}
    for key in {**new, **live}:
        _compare((*path, key), live.get(key, MISSING), new.get(key, MISSING), before.get(key, MISSING), found)


def _compare_lists(path: Path, live: Any, new: Any, old: Any, found: Differences) -> None:
    before = old if isinstance(old, list) else []
    for index in range(max(len(live), len(new))):
        _compare((*path, index), _at(live, index), _at(new, index), _at(before, index), found)


def _at(values: list[Any], index: int) -> Any:
    return values[index] if index < len(values) else MISSING


def same(one: Any, other: Any) -> bool:
    """Return whether two values are equal, where ``True`` is not ``1`` and ``None`` is the same as missing."""
    if isinstance(one, dict) and isinstance(other, dict):
        return all(same(one.get(key), other.get(key)) for key in {**one, **other})
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if one is MISSING or one is None:
        return other is MISSING or other is None
    return bool(one == other)
