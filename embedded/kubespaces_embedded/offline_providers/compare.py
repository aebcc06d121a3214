"""Compares old inputs with new ones, property by property. Pure functions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from kubespaces_embedded.kubernetes_provider.compare import (
    Change,
    Differences,
    differences,
    value_at,
    without_ignored,
)
from kubespaces_embedded.kubernetes_provider.force_new import replaces
from kubespaces_embedded.kubernetes_provider.paths import Path, parse
from kubespaces_embedded.kubernetes_provider.properties import reveal

from .placeholders import hides_value

Pattern = tuple[str, ...]
"""Path of a property; ``*`` is every item of a list."""

INTERNAL = frozenset(("__createBeforeDelete", "__defaults", "__internal", "__meta", "__pulumi_raw_state_delta"))
"""Properties in which engine and providers note something for themselves."""


class When(Enum):
    """Which changes of a property need a new resource."""

    ANY = "replace"
    """Every change of it, or of anything in it."""
    PRESENCE = "presence"
    """Adding or removing it, not a change of what is in it."""
    REMOVAL = "removal"
    """Removing it."""
    CHANGE = "change"
    """Changing or removing it, not adding it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A change that needs a new resource."""

    path: Pattern
    when: When = When.ANY

    @classmethod
    def parse(cls, text: str, when: When = When.ANY) -> "Rule":
        """Return the rule for a path such as ``nodePools[*].name``."""
        return cls(tuple(str(step) for step in parse(text)), when)

    def applies(self, path: Path, change: Change, value: Any) -> bool:
        """Return whether a change at ``path``, of ``value``, falls under this rule."""
        if not replaces(path, value, [self.path]):
            return False
        if self.when is When.PRESENCE:
            item_of_list = len(path) == len(self.path) + 1 and isinstance(path[-1], int)
            return change is not Change.UPDATE and (len(path) <= len(self.path) or item_of_list)
        if self.when is When.REMOVAL:
            return change is Change.DELETE and len(path) <= len(self.path)
        return self.when is When.ANY or change is not Change.ADD


@dataclass(frozen=True, slots=True)
class Diff:
    """What an update changes, and which of the changes need a new resource."""

    changes: Differences
    replacing: frozenset[Path]


def compare(
    olds: Mapping[str, Any], news: Mapping[str, Any], rules: Iterable[Rule], ignored: Sequence[str] = ()
) -> Diff:
    """Return the difference between two sets of inputs.

    Args:
        olds: inputs of the saved state.
        news: inputs of the program, completed.
        rules: changes that need a new resource.
        ignored: paths of the resource option ``ignoreChanges``.
    """
    before, after = _comparable(reveal(dict(olds))), _comparable(reveal(dict(news)))
    after = _with_hidden(before, after)
    changes = without_ignored(differences(before, after, before), ignored)
    known = list(rules)
    replacing = set()
    for path, change in changes.items():
        value = value_at(before if change is Change.DELETE else after, path)
        if any(rule.applies(path, change, value) for rule in known):
            replacing.add(path)
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
