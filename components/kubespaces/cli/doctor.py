"""`kubespaces doctor`: what is there, what is missing, what to do."""

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kubespaces_embedded.toolbox import Check, ToolError, examine, install_all


def doctor(
    install: Annotated[bool, typer.Option("--install", help="Download or build what is missing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Tell for every tool where it was found, which version, what is missing and what to do.

    Ends with 0 if all is there or can be had, else with 1. Downloads and builds nothing unless asked to.
    """
    failure = _install() if install else None
    checks = examine()
    ok = failure is None and all(check.ok for check in checks)
    if as_json:
        typer.echo(json.dumps({"ok": ok, "checks": [asdict(check) for check in checks]}, indent=2))
    else:
        _show(checks)
    if failure is not None:
        typer.echo(f"error: {failure}", err=True)
    raise typer.Exit(0 if ok else 1)


def _install() -> ToolError | None:
    try:
        install_all()
    except ToolError as error:
        return error
    return None


def _show(checks: list[Check]) -> None:
    console = Console()
    table = Table(box=None, pad_edge=False)
    for column in ("", "what", "version", "wanted", "from"):
        table.add_column(column, no_wrap=True)
    for check in checks:
        mark = Text("ok", "green") if check.ok and check.source else Text("--", "yellow" if check.ok else "red")
        table.add_row(mark, check.name, check.version, check.wanted, check.source or "missing")
    console.print(table)
    for check in checks:
        # Not in the table: paths are long, and whole lines can be copied.
        if check.found:
            console.print(Text(f"{check.name}: {check.found}", style="dim"), soft_wrap=True)
        for note in check.notes:
            console.print(Text(f"{check.name}: {note}", style="dim"), soft_wrap=True)
    for step in dict.fromkeys(check.next for check in checks if check.next):
        names = ", ".join(check.name for check in checks if check.next == step)
        console.print(Text(f"next: {step}  (for {names})"), soft_wrap=True)
