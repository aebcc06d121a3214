"""What the last run of the packs proves of a framework, control by control, and what code cannot prove."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .catalogue import PACKS, controls_of
from .control import Control
from .evaluate import Verdict
from .frameworks import FRAMEWORK_VERSIONS, Framework
from .ledger import Run

NOT_PROVEN = (
    "Organisational measures: policies, training, contracts, incident handling, the review of access rights by people.",
    "What runs outside Pulumi and the guard rails: kubelet files on nodes (CIS 3.1, 4.1), versions of running agents.",
    "That a token or key is really used as intended; only that none is handed out against the rules.",
    "Jurisdiction over the cloud's operator (adequacy decisions, foreign access laws): only location and key custody.",
    "Anything about resources that are in no stack with these packs.",
)
"""What an auditor must look for elsewhere."""

_COLUMNS = (
    *("Requirement", "Control", "What holds", "Result", "Checked", "Passed", "Violated"),
    *("Open", "Exempt", "Not applicable"),
)


@dataclass(frozen=True)
class Row:
    """One control in the table."""

    control: Control
    pack: str
    requirement: str
    """The framework's requirements that it speaks to."""
    counts: Mapping[str, int]
    """Resources by verdict."""
    messages: tuple[str, ...]
    """What is violated or not known yet."""

    @property
    def checked(self) -> int:
        """How many resources it had something to say about."""
        return sum(count for verdict, count in self.counts.items() if verdict != Verdict.NOT_APPLICABLE)

    @property
    def word(self) -> str:
        """The row in one word."""
        if self.counts[Verdict.VIOLATED]:
            return "violated"
        if self.counts[Verdict.DEFERRED]:
            return "open"
        if self.counts[Verdict.EXEMPT]:
            return "exempt"
        return "met" if self.checked else "not applicable"


def coverage(framework: Framework, runs: Mapping[str, Run]) -> list[Row]:
    """Return a row for each control that speaks to a framework.

    Args:
        framework: the framework.
        runs: the last run of each pack.
    """
    return [
        _row(control, pack, control.frameworks[framework], runs[pack])
        for pack in PACKS
        if pack in runs
        for control in controls_of(pack)
        if framework in control.frameworks
    ]


def _row(control: Control, pack: str, requirement: str, run: Run) -> Row:
    outcomes = [entry for entry in run.outcomes if entry["control"] == control.id]
    worst = {entry["resource"]: entry for entry in sorted(outcomes, key=_badness)}  # the worst one stays
    counts = Counter(entry["verdict"] for entry in worst.values())
    counts[Verdict.NOT_APPLICABLE] = max(run.resources - len([urn for urn in worst if urn]), 0)
    messages = tuple(message for entry in outcomes for message in entry["messages"])
    return Row(control, pack, requirement, counts, messages)


def _badness(entry: Mapping[str, Any]) -> int:
    order = [Verdict.PASSED, Verdict.EXEMPT, Verdict.DEFERRED, Verdict.VIOLATED]
    return order.index(Verdict(entry["verdict"]))


def as_json(framework: Framework, stack: str, runs: Mapping[str, Run], rows: Iterable[Row]) -> dict[str, Any]:
    """Return the table as data."""
    return {
        "framework": framework.value,
        "version": FRAMEWORK_VERSIONS[framework],
        "stack": stack,
        "runs": {
            pack: {"version": run.version, "preview": run.preview, "resources": run.resources}
            for pack, run in runs.items()
        },
        "controls": [
            {
                "id": row.control.id,
                "pack": row.pack,
                "title": row.control.title,
                "severity": row.control.severity.value,
                "requirement": row.requirement,
                "result": row.word,
                "checked": row.checked,
                **{verdict.value: row.counts[verdict] for verdict in Verdict},
                "messages": list(row.messages),
            }
            for row in rows
        ],
        "notProven": list(NOT_PROVEN),
    }


def as_markdown(framework: Framework, stack: str, runs: Mapping[str, Run], rows: list[Row]) -> str:
    """Return the table for an auditor."""
    words = Counter(row.word for row in rows)
    said = ", ".join(f"{count} {word}" for word, count in sorted(words.items()))
    kinds = ", ".join(
        f"{pack} {run.version} ({'preview' if run.preview else 'deployment'}, {run.resources} resources)"
        for pack, run in runs.items()
    )
    lines = [
        f"# {framework.value} ({FRAMEWORK_VERSIONS[framework]}): stack {stack}",
        "",
        f"Last run: {kinds}. Controls: {said}.",
        "",
        _line(_COLUMNS),
        _line("---" for _ in _COLUMNS),
        *(_markdown_row(row) for row in rows),
        "",
        *_details(rows),
        "## What code cannot prove",
        "",
        *(f"- {sentence}" for sentence in NOT_PROVEN),
        "",
    ]
    return "\n".join(lines)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _markdown_row(row: Row) -> str:
    counts = row.counts
    numbers = (
        row.checked,
        counts[Verdict.PASSED],
        counts[Verdict.VIOLATED],
        counts[Verdict.DEFERRED],
        counts[Verdict.EXEMPT],
        counts[Verdict.NOT_APPLICABLE],
    )
    return _line((row.requirement, row.control.id, row.control.title, row.word, *map(str, numbers)))


def _details(rows: Iterable[Row]) -> list[str]:
    found = [message for row in rows for message in row.messages]
    if not found:
        return []
    return ["## Findings", "", *(f"- {message}" for message in found), ""]
