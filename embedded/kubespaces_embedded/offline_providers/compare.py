"""Compares old inputs with new ones, property by property. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kubespaces_embedded.kubernetes_provider.compare import (
    Change,
    Differences,
    differences,
    value_at,
    without_ignored,
)
from kubespaces_embedded.kubernetes_provider.force_new import replaces
from kubespaces_embedded.kubernetes_provider.paths import Path
from kubespaces_embedded.kubernetes_provider.properties import reveal

from .placeholders import hides_value

Pattern = tuple[str, ...]
"""Path of a property; ``*`` is every item of a list."""

INTERNAL = frozenset(("__createBeforeDelete", "__defaults", "__internal", "__meta", "__pulumi_raw_state_delta"))
"""Properties in which engine and providers note something for themselves."""


@dataclass(frozen=True, slots=True)
class Diff:
    """What an update changes, and which of the changes need a new resource."""

    changes: Differences
    replacing: frozenset[Path]


def compare(
    olds: Mapping[str, Any], news: Mapping[str, Any], fixed: Sequence[Pattern], ignored: Sequence[str] = ()
) -> Diff:
    """Return the difference between two sets of inputs.

    Args:
        olds: inputs of the saved state.
        news: inputs of the program, completed.
        fixed: paths of properties that only a new resource can change; ``*`` is every item of a list.
        ignored: paths of the resource option ``ignoreChanges``.
    """
    before, after = _comparable(reveal(dict(olds))), _comparable(reveal(dict(news)))
    after = _with_hidden(before, after)
    changes = without_ignored(differences(before, after, before), ignored)
    replacing = {
        path
        for path, change in changes.items()
        if replaces(path, value_at(before if change is Change.DELETE else after, path), list(fixed))
    }
    return Diff(changes, frozenset(replacing))


def _comparable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _comparable(item) for key, item in value.items() if key not in INTERNAL}
    if isinstance(value, list):
        return [_comparable(item) for item in value]
    return value


def _with_hidden(before: Any, after: Any) -> Any:
    """Return ``after`` with the old value wherever one of the two cannot be seen: it is taken as unchanged."""
    if before is not None and (hides_value(before) or hides_value(after)):
        return before
    if isinstance(before, dict) and isinstance(after, dict):
        return {key: _with_hidden(before.get(key), item) for key, item in after.items()}
    if isinstance(before, list) and isinstance(after, list):
        padded = [*before, *[None] * (len(after) - len(before))]
        return [_with_hidden(old, new) for old, new in zip(padded, after, strict=False)]
    return after
