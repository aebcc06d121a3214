"""Shows a report in a terminal."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from .line import Line, Verdict
from .report import Report, Tally

_MARKS = {
    Verdict.AS_EXPECTED: ("ok", "green"),
    Verdict.SURPRISE: ("SURPRISE", "bold red"),
    Verdict.UNDECIDED: ("UNDECIDED", "bold yellow"),
    Verdict.NOT_TRIED: ("not tried", "dim"),
}
_PLATFORM = "the platform"


def show(report: Report, console: Console, *, verbose: bool = False) -> None:
    """Print the counts and every surprise; with ``verbose`` every line as well."""
    if verbose:
        _show_lines(report.lines, console)
    console.print(_table("Tenant", report.by_tenant()))
    console.print(_table("About", report.by_area()))
    _show_surprises(report.surprises, console)
    _show_conclusion(report, console)


def _table(title: str, tallies: Iterable[Tally]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(title)
    for column in ("questions", "as expected", "not tried", "surprises"):
        table.add_column(column, justify="right")
    for tally in tallies:
        surprises = Text(str(tally.surprises), style="bold red" if tally.surprises else "green")
        table.add_row(tally.name, str(tally.checks), str(tally.as_expected), str(tally.not_tried), surprises)
    return table


def _show_lines(lines: Sequence[Line], console: Console) -> None:
    group = ("", "")
    for line in lines:
        here = (line.tenant or "everybody", line.area.value)
        if here != group:
            group = here
            _print(console, Text(f"\n{here[0]}: {here[1]}", style="bold"))
        mark, style = _MARKS[line.verdict]
        times = f" ({line.checks} questions)" if line.checks > 1 else ""
        told = f" {line.control or '-':<10} {line.where}, {line.actor or _PLATFORM}: {line.what}{times}"
        text = f"{told}: expected {line.expected}; got {line.got}"
        _print(console, Text.assemble((f"{mark:<9}", style), text))
    console.print()


def _show_surprises(surprises: Sequence[Line], console: Console) -> None:
    for line in surprises:
        mark, style = _MARKS[line.verdict]
        who = f"as {line.actor}" if line.actor else "looked at as the platform"
        control = f" ({line.control})" if line.control else ""
        _print(console, Text.assemble("\n", (mark, style), f" {line.where}, {who}: {line.what}{control}"))
        _print(console, Text(f"  expected: {line.expected}\n  got:      {line.got}\n  mend:     {line.mend}"))


def _show_conclusion(report: Report, console: Console) -> None:
    count = len(report.surprises)
    took = f"host cluster '{report.host}', {len(report.controls())} controls, {report.seconds:.1f} s"
    if report.ok:
        _print(console, Text(f"\nEverything is as expected ({took}).", style="green"))
    else:
        text = f"\n{count} surprise{'s' if count > 1 else ''} ({took}). Nothing was changed."
        _print(console, Text(text, style="bold red"))


def _print(console: Console, text: Text) -> None:
    # Lines are not wrapped, so that they can be searched and copied.
    console.print(text, soft_wrap=True)
