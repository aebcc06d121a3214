"""``python -m bench``: measure everything, or one part of it, and rewrite ``bench/RESULTS.md``."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from . import (
    charts,
    control_plane,
    offline_preview,
    planning,
    policy_packs,
    report,
    reviewing,
    stacks,
    virtual,
)
from .sections import merged

RESULTS = Path(__file__).parent / "RESULTS.md"
NOTES = Path(__file__).parent / "NOTES.md"


class Part(StrEnum):
    """What can be measured by itself."""

    FLEETS = "fleets"
    PLANNING = "planning"
    CONTROL_PLANE = "control-plane"
    POLICIES = "policies"
    OFFLINE = "offline"
    REVIEWS = "reviews"
    CHARTS = "charts"
    VIRTUAL = "virtual"


def _fleets(runs: int, sizes: Sequence[int]) -> list[str]:
    lines: list[str] = []
    for size in sizes:
        count, ours, theirs = stacks.compare(size, runs)
        lines += report.comparison(size, count, runs, ours, theirs)
    return lines


def _planning(runs: int, _: Sequence[int]) -> list[str]:
    lines = ["## Without a cluster", "", "| what | value |", "|---|---|"]
    for what, value in planning.throughput(200, runs).items():
        lines.append(f"| {what} | {value:,.0f} |")
    statements = ("import kubespaces", "from kubespaces import ExistingHostCluster, Namespace, Tenant")
    imports = [f"| `{text}` | {planning.import_seconds(text, 2 * runs + 1):.2f} s |" for text in statements]
    return [*lines, *imports, ""]


def _control_plane(runs: int, _: Sequence[int]) -> list[str]:
    lines = ["## Control plane", "", "| what | value |", "|---|---|"]
    return [*lines, *(f"| {what} | {measured} |" for what, measured in control_plane.measure(runs).items()), ""]


def _policies(runs: int, _: Sequence[int]) -> list[str]:
    return policy_packs.table(runs)


def _offline(runs: int, _: Sequence[int]) -> list[str]:
    return offline_preview.table(runs)


def _reviews(runs: int, _: Sequence[int]) -> list[str]:
    return reviewing.table(runs)


def _charts(runs: int, _: Sequence[int]) -> list[str]:
    return charts.table(runs)


def _virtual(runs: int, _: Sequence[int]) -> list[str]:
    lines = ["## A tenant's first answer", "", "| what | value |", "|---|---|"]
    return [*lines, *(f"| {what} | {measured} |" for what, measured in virtual.measure(runs).items()), ""]


PARTS: dict[Part, Callable[[int, Sequence[int]], list[str]]] = {
    Part.FLEETS: _fleets,
    Part.PLANNING: _planning,
    Part.CONTROL_PLANE: _control_plane,
    Part.POLICIES: _policies,
    Part.OFFLINE: _offline,
    Part.REVIEWS: _reviews,
    Part.CHARTS: _charts,
    Part.VIRTUAL: _virtual,
}


def main(
    tenants: Annotated[list[int] | None, typer.Option(help="Sizes of fleets.")] = None,
    runs: Annotated[int, typer.Option(help="Runs of each.", min=1)] = 3,
    only: Annotated[list[Part] | None, typer.Option(help="Measure these parts; the others stay as they are.")] = None,
) -> None:
    """Measure what a user waits for, beside kubectl on the very same objects."""
    lines = [] if only else ["# Results", "", *report.machine()]
    for part in only or list(Part):
        lines += PARTS[part](runs, tenants or [5, 20])
    before = RESULTS.read_text(encoding="utf-8") if only else ""
    RESULTS.write_text(merged(before, [*lines, *NOTES.read_text(encoding="utf-8").splitlines()]), encoding="utf-8")
    print(f"wrote {RESULTS}")


typer.run(main)
