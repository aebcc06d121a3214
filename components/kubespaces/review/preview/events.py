"""Reads the engine's events: everything a preview shows, and what policies found as well."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from kubespaces.review.errors import ReviewError

from .model import Diagnostic, PolicyResult, Preview, Step
from .plan import kinds_of, names_of
from .states import state_of, text, texts

_MARKUP = re.compile(r"<\{%.*?%\}>")
"""How the engine marks colours."""
_LEVELS = {"warning": "advisory"}


def preview_of_events(events: Sequence[Mapping[str, Any]], source: str) -> Preview:
    """Return the preview that events tell of.

    Raises:
        ReviewError: the events are cut off, or tell of an update that has been made already.
    """
    summary = next((event["summaryEvent"] for event in events if isinstance(event.get("summaryEvent"), dict)), None)
    said = [_diagnostic(event["diagnosticEvent"]) for event in events if _is_lasting(event)]
    if summary is not None and summary.get("isPreview") is False:
        raise ReviewError(f"{source}: tells of an update that has been made already; a review needs a preview of it")
    if summary is None and not any(entry.severity == "error" for entry in said):
        raise ReviewError(f"{source}: ends before the engine's summary, so it is cut off; make the preview again")
    steps = _steps(events, source)
    stack, project = names_of(steps, source)
    return Preview(source, stack, project, steps, said, _policies(events))


def _steps(events: Sequence[Mapping[str, Any]], source: str) -> list[Step]:
    """Return one step for each resource and operation; a refresh tells only afterwards what has become of it."""
    steps: dict[tuple[str, str], Step] = {}
    for event in events:
        before, after = (_metadata(event, key) for key in ("resourcePreEvent", "resOutputsEvent"))
        if before is not None:
            step = _step(before, source)
            steps[step.urn, step.op] = step
        elif after is not None:
            urn = text(after, "urn")
            if steps.pop((urn, "refresh"), None) is not None:
                steps[urn, "refresh"] = _step(after, source)
    return list(steps.values())


def _metadata(event: Mapping[str, Any], key: str) -> Mapping[str, Any] | None:
    inner = event.get(key)
    metadata = inner.get("metadata") if isinstance(inner, dict) else None
    return metadata if isinstance(metadata, dict) else None


def _step(metadata: Mapping[str, Any], source: str) -> Step:
    urn, op = text(metadata, "urn"), text(metadata, "op")
    if not urn.startswith("urn:pulumi:") or not op:
        raise ReviewError(f"{source}: an event has no urn and op; the file was not written by Pulumi's engine")
    return Step(
        op=op,
        urn=urn,
        old=state_of(metadata.get("old"), f"{source}: {urn}: old"),
        new=state_of(metadata.get("new"), f"{source}: {urn}: new"),
        reasons=texts(metadata.get("diffs")),
        replace_reasons=texts(metadata.get("keys")),
        details=kinds_of(metadata.get("detailedDiff"), "diffKind"),
    )


def _is_lasting(event: Mapping[str, Any]) -> bool:
    said = event.get("diagnosticEvent")
    return isinstance(said, dict) and not said.get("ephemeral") and said.get("severity") != "debug"


def _diagnostic(said: Mapping[str, Any]) -> Diagnostic:
    message = _MARKUP.sub("", text(said, "prefix") + text(said, "message"))
    return Diagnostic(text(said, "severity"), message, text(said, "urn"))


def _policies(events: Sequence[Mapping[str, Any]]) -> list[PolicyResult]:
    found = []
    for event in events:
        violation, mended = event.get("policyEvent"), event.get("policyRemediationEvent")
        if isinstance(violation, dict):
            level = text(violation, "enforcementLevel")
            found.append(_policy(violation, _LEVELS.get(level, level), text(violation, "message")))
        elif isinstance(mended, dict):
            found.append(_policy(mended, "remediate", _mending(mended)))
    return found


def _policy(event: Mapping[str, Any], level: str, message: str) -> PolicyResult:
    return PolicyResult(
        pack=text(event, "policyPackName"),
        policy=text(event, "policyName"),
        level=level,
        message=_MARKUP.sub("", message).strip(),
        urn=text(event, "resourceUrn"),
        severity=text(event, "severity"),
    )


def _mending(event: Mapping[str, Any]) -> str:
    before, after = event.get("before") or {}, event.get("after") or {}
    if not isinstance(before, dict) or not isinstance(after, dict):
        return "mended"
    changed = sorted(key for key in {*before, *after} if before.get(key) != after.get(key))
    return f"mended: {', '.join(changed)}" if changed else "mended"
