"""Tells the forms in which the engine writes a preview apart, and reads them."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kubespaces.review.errors import ReviewError

from .events import preview_of_events
from .model import Preview
from .plan import preview_of_plan

_HOW = "make one with: pulumi preview --json --show-sames > FILE"


def read_preview(text: str, source: str) -> Preview:
    """Return a preview.

    Args:
        text: what ``pulumi preview --json`` wrote, or the engine's events, one JSON object a line: with
            PULUMI_ENABLE_STREAMING_JSON_PREVIEW set, or by ``--event-log``.
        source: where it comes from, for messages.

    Raises:
        ReviewError: it is none, is cut off, or is that of an update that has been made already.
    """
    if not text.strip():
        raise ReviewError(f"{source}: is empty; {_HOW}")
    try:
        content = json.loads(text)
    except ValueError as error:
        return preview_of_events(_lines(text, source, error), source)
    except RecursionError:
        raise ReviewError(f"{source}: is nested too deeply to be a preview; {_HOW}") from None
    if isinstance(content, dict) and _is_event(content):
        return preview_of_events([content], source)
    if not isinstance(content, dict):
        raise ReviewError(f"{source}: is JSON, but {_kind(content)} and no preview; {_HOW}")
    _refuse_other_files(content, source)
    return preview_of_plan(content, source)


def read_file(file: Path) -> Preview:
    """Return the preview in a file; see ``read_preview``.

    Raises:
        ReviewError: it cannot be read, or is no preview.
    """
    try:
        return read_preview(file.read_text(encoding="utf-8"), str(file))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is no text in UTF-8"
        raise ReviewError(f"{file}: cannot be read: {reason}; {_HOW}") from None


def _is_event(content: dict[str, Any]) -> bool:
    return "sequence" in content and "timestamp" in content


def _lines(text: str, source: str, error: ValueError) -> Sequence[dict[str, Any]]:
    """Return the events that stand on lines of their own; other text between them (of wrappers, of CI) is left out."""
    events, broken = [], 0
    lines = [line for line in text.splitlines() if line.strip()]
    for number, line in enumerate(lines, start=1):
        if not line.lstrip().startswith("{"):
            continue
        try:
            content = json.loads(line)
        except (ValueError, RecursionError):
            broken = number
            continue
        if isinstance(content, dict) and _is_event(content):
            events.append(content)
    if not events:
        raise ReviewError(f"{source}: is no JSON ({error}); it may be cut off; {_HOW}")
    if broken:
        raise ReviewError(f"{source}: line {broken} is cut off or damaged; make the preview again")
    return events


def _refuse_other_files(content: dict[str, Any], source: str) -> None:
    """Name what it is instead, where that can be told."""
    others = {
        "deployment": "an exported state",
        "resourcePlans": "a saved plan; give it as --plan, and the preview beside it",
        "kind": "a Kubernetes object",
        "digest": "a review",
    }
    if "steps" in content or "changeSummary" in content or "diagnostics" in content:
        return
    known = next((words for key, words in others.items() if key in content), "no preview")
    raise ReviewError(f"{source}: is {known}; {_HOW}")


def _kind(content: Any) -> str:
    return {"list": "a list", "str": "a text", "NoneType": "null"}.get(type(content).__name__, "a single value")
