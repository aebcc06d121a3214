"""``python -m bench``: measure everything and rewrite ``bench/RESULTS.md``."""

from pathlib import Path
from typing import Annotated

import typer

from . import control_plane, planning, policy_packs, report, stacks

RESULTS = Path(__file__).parent / "RESULTS.md"
NOTES = Path(__file__).parent / "NOTES.md"


def main(
    tenants: Annotated[list[int] | None, typer.Option(help="Sizes of fleets.")] = None,
    runs: Annotated[int, typer.Option(help="Runs of each.", min=1)] = 3,
) -> None:
    """Measure what a user waits for, beside kubectl on the very same objects."""
    lines = ["# Results", "", *report.machine()]
    for size in tenants or [5, 20]:
        count, ours, theirs = stacks.compare(size, runs)
        lines += report.comparison(size, count, runs, ours, theirs)
    lines += ["## Without a cluster", "", "| what | value |", "|---|---|"]
    for what, value in planning.throughput(200, runs).items():
        lines.append(f"| {what} | {value:,.0f} |")
    for statement in ("import kubespaces", "from kubespaces import ExistingHostCluster, Namespace, Tenant"):
        lines.append(f"| `{statement}` | {planning.import_seconds(statement, 2 * runs + 1):.2f} s |")
    lines += ["", "## Control plane", "", "| what | value |", "|---|---|"]
    for what, measured in control_plane.measure(runs).items():
        lines.append(f"| {what} | {measured} |")
    lines += ["", *policy_packs.table(runs), NOTES.read_text().rstrip(), ""]
    RESULTS.write_text("\n".join(lines))
    print(f"wrote {RESULTS}")


typer.run(main)
