"""Helm's hooks: objects that Helm itself would run around an installation. None is dropped in silence."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .errors import ChartError
from .manifests import Rendered

ANNOTATION = "helm.sh/hook"
"""Annotation that makes an object a hook. Source: https://helm.sh/docs/topics/charts_hooks/"""
_WEIGHT = "helm.sh/hook-weight"
_BEFORE = frozenset({"pre-install", "pre-upgrade"})
_AFTER = frozenset({"post-install", "post-upgrade"})


class HookChoice(StrEnum):
    """What becomes of a hook."""

    REGISTER = "register"
    """An object like the others: made before them (``pre-``) or after them (``post-``), and kept."""
    LEAVE_OUT = "leave-out"
    """Not made; the preview says so."""


@dataclass(frozen=True)
class Hooks:
    """A chart's hooks, sorted by what becomes of them."""

    before: list[Rendered]
    """Made before the chart's other objects."""
    after: list[Rendered]
    """Made after them."""
    left_out: list[Rendered]
    """Not made."""


def events_of(item: Rendered) -> frozenset[str]:
    """Return when Helm would run a hook, such as ``pre-install``; nothing for what is no hook."""
    annotations = item.manifest["metadata"].get("annotations") or {}
    return frozenset(event.strip() for event in str(annotations.get(ANNOTATION, "")).split(",") if event.strip())


def sort_hooks(chart: str, items: Sequence[Rendered], choices: Mapping[str, HookChoice]) -> Hooks:
    """Sort a chart's hooks by what the user chose for each.

    Args:
        chart: how to call the chart in messages.
        items: its hooks.
        choices: for each hook by ``Kind/name``, or for all the others by ``*``. Tests (``helm test``) are left out
            without a word from the user: nobody installs them.

    Raises:
        ChartError: with every hook that nobody chose for, or that runs at a time that there is not, and every choice
            that no hook is there for.
    """
    problems = [*_unknown(items, choices)]
    before: list[Rendered] = []
    after: list[Rendered] = []
    left_out: list[Rendered] = []
    for item in sorted(items, key=_weight):
        events = events_of(item)
        choice = choices.get(item.words, choices.get("*"))
        if choice is HookChoice.LEAVE_OUT or (choice is None and events <= {"test", "test-success", "test-failure"}):
            left_out.append(item)
        elif choice is None:
            problems.append(_undecided(item, events))
        elif events & _BEFORE:
            before.append(item)
        elif events & _AFTER:
            after.append(item)
        else:
            shown = ", ".join(sorted(events))
            problems.append(
                f"{item.template}: hook {item.words} ({shown}) runs when nothing is installed; leave it out"
            )
    if problems:
        raise ChartError(chart, problems)
    return Hooks(before, after, left_out)


def _undecided(item: Rendered, events: frozenset[str]) -> str:
    shown = ", ".join(sorted(events))
    return (
        f"{item.template}: {item.words} is a hook ({shown}), which Helm would run and which Pulumi cannot; say what "
        f"becomes of it: hooks: {{'{item.words}': 'register'}} makes it an object like the others, 'leave-out' does not"
    )


def _unknown(items: Sequence[Rendered], choices: Mapping[str, HookChoice]) -> Iterator[str]:
    known = {item.words for item in items}
    for name in choices:
        if name != "*" and name not in known:
            there = ", ".join(sorted(known)) or "none"
            yield f"hooks: '{name}' is no hook of this chart; there are: {there}"


def _weight(item: Rendered) -> tuple[int, str]:
    text = str((item.manifest["metadata"].get("annotations") or {}).get(_WEIGHT, "0"))
    return (int(text) if text.lstrip("+-").isdigit() else 0, item.words)
