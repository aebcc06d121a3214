"""Reads what ``pulumi preview --json`` writes at its end."""

from collections.abc import Mapping
from typing import Any

from kubespaces.review.errors import ReviewError

from .model import Diagnostic, Preview, Step
from .states import state_of, text, texts


def preview_of_plan(content: Mapping[str, Any], source: str) -> Preview:
    """Return the preview in a plan.

    Raises:
        ReviewError: a part of it is not what the engine writes.
    """
    steps = [_step(entry, source, index) for index, entry in enumerate(_list(content, "steps", source))]
    said = [_diagnostic(entry, source) for entry in _list(content, "diagnostics", source)]
    stack, project = names_of(steps, source)
    summary = content.get("changeSummary")
    same = summary.get("same", 0) if isinstance(summary, dict) else 0
    return Preview(source, stack, project, steps, said, unseen=_unseen(same, steps))


def _unseen(same: Any, steps: list[Step]) -> int:
    shown = sum(step.op == "same" for step in steps)
    return max(0, int(same) - shown) if isinstance(same, int | float) else 0


def names_of(steps: list[Step], source: str) -> tuple[str, str]:
    """Return the stack and the project that all steps belong to; empty names where there are no steps.

    Raises:
        ReviewError: they belong to several.
    """
    found = {tuple(step.urn.removeprefix("urn:pulumi:").split("::")[:2]) for step in steps}
    if len(found) > 1:
        names = ", ".join(sorted("::".join(parts) for parts in found)[:3])
        raise ReviewError(f"{source}: holds steps of several stacks ({names}); give a file for each")
    first = next(iter(found), ("", ""))
    return (first[0], first[1]) if len(first) == 2 else ("", "")


def _list(content: Mapping[str, Any], key: str, source: str) -> list[Any]:
    value = content.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise ReviewError(f"{source}: {key} must be a list; this is not what `pulumi preview --json` writes")
    return value


def _step(entry: Any, source: str, index: int) -> Step:
    where = f"{source}: steps[{index}]"
    if not isinstance(entry, dict) or not text(entry, "urn").startswith("urn:pulumi:") or not text(entry, "op"):
        raise ReviewError(f"{where}: has no urn and op; this is not what `pulumi preview --json` writes")
    details = entry.get("detailedDiff")
    return Step(
        op=text(entry, "op"),
        urn=text(entry, "urn"),
        old=state_of(entry.get("oldState"), f"{where}.oldState"),
        new=state_of(entry.get("newState"), f"{where}.newState"),
        reasons=texts(entry.get("diffReasons")),
        replace_reasons=texts(entry.get("replaceReasons")),
        details=kinds_of(details, "kind"),
    )


def kinds_of(details: Any, key: str) -> dict[str, str]:
    """Return the kind of each difference, by the property's path."""
    if not isinstance(details, dict):
        return {}
    return {
        str(path): str(how.get(key) or how.get("diffKind") or how.get("kind") or "")
        for path, how in sorted(details.items())
        if isinstance(how, dict)
    }


def _diagnostic(entry: Any, source: str) -> Diagnostic:
    if not isinstance(entry, dict):
        raise ReviewError(f"{source}: diagnostics must be objects; this is not what `pulumi preview --json` writes")
    return Diagnostic(text(entry, "severity"), text(entry, "message"), text(entry, "urn"))
