"""`kubespaces local`: a Kubernetes control plane on this machine."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import psutil
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from kubespaces_embedded.control_plane import ComponentStatus, ControlPlane, ControlPlaneError, State, Status
from kubespaces_embedded.toolbox import ConsoleProgress, ToolError
from kubespaces_embedded.virtual import report
from kubespaces_embedded.virtual.report import Report

EXIT_CODES = {State.READY: 0, State.BROKEN: 1, State.STOPPED: 3}
"""Of `status`; 3 for what does not run is the convention of init scripts (LSB 5.0, "Init Script Actions")."""

Name = Annotated[str, typer.Option("--name", help="Which control plane; several run side by side.")]

app = typer.Typer(help="A Kubernetes control plane on this machine: no root, no containers, no cloud account.")


@app.command()
def up(
    name: Name = "local",
    audit: Annotated[
        bool | None,
        typer.Option("--audit/--no-audit", help="Log who asked for what; as it was if not given, at first off."),
    ] = None,
    virtual: Annotated[
        bool | None,
        typer.Option("--virtual/--no-virtual", help="Run virtual clusters; as it was if not given, at first off."),
    ] = None,
) -> None:
    """Start it, or repair what is broken, and wait until it is ready."""
    with _readable_errors():
        status = ControlPlane(name).up(audit=audit, virtual=virtual, progress=ConsoleProgress())
    console = Console()
    console.print(f"Control plane {name!r} is {status.state} at {status.endpoint}", highlight=False, soft_wrap=True)
    console.print(f"export KUBECONFIG={status.kubeconfig}", highlight=False, markup=False, soft_wrap=True)
    raise typer.Exit(EXIT_CODES[status.state])


@app.command()
def down(name: Name = "local") -> None:
    """Stop it; its data stays."""
    with _readable_errors():
        stopped = ControlPlane(name).down(progress=ConsoleProgress())
    typer.echo(f"Control plane {name!r} {'is stopped; its data is kept' if stopped else 'was not running'}")


@app.command()
def status(
    name: Name = "local",
    as_json: Annotated[bool, typer.Option("--json", help="Print the status as JSON.")] = False,
) -> None:
    """Tell what runs: exit code 0 if it is ready, 3 if it is stopped, 1 if it is broken."""
    with _readable_errors():
        plane = ControlPlane(name)
        found, clusters = plane.status(), report.read(plane.folder)
    if as_json:
        typer.echo(json.dumps(found.as_json() | {"virtual": clusters.model_dump()}, indent=2))
    else:
        _show(found)
        _show_clusters(clusters)
    raise typer.Exit(EXIT_CODES[found.state])


@app.command()
def reset(
    name: Name = "local",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Stop it and remove all of its data."""
    with _readable_errors():
        plane = ControlPlane(name)
        if not yes and plane.folder.is_dir():
            typer.confirm(f"Remove control plane {name!r} and everything in {plane.folder}?", abort=True)
        plane.reset(progress=ConsoleProgress())
    typer.echo(f"Control plane {name!r} is removed")


@contextmanager
def _readable_errors() -> Iterator[None]:
    try:
        yield
    except (ControlPlaneError, ToolError) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1) from error


def _show(found: Status) -> None:
    console = Console()
    why = f": {found.problem}" if found.problem else ""
    console.print(f"Control plane {found.name!r} is {found.state}{escape(why)}", highlight=False, soft_wrap=True)
    table = Table(box=None, pad_edge=False)
    for column in ("component", "version", "process", "port", "memory", "up"):
        table.add_column(column, justify="left" if column in ("component", "version") else "right", no_wrap=True)
    for part in found.components:
        table.add_row(part.name, part.version or "-", *_numbers(part))
    console.print(table)
    for part in found.components:
        if part.problem:
            # Not in the table: these are sentences with paths that somebody wants to copy.
            console.print(f"[red]{part.name}[/red] {escape(part.problem)}", highlight=False, soft_wrap=True)
    if found.ready:
        console.print(f"export KUBECONFIG={found.kubeconfig}", highlight=False, markup=False, soft_wrap=True)
    else:
        console.print(f"`kubespaces local up --name {found.name}` starts or repairs it", highlight=False)


def _show_clusters(found: Report) -> None:
    console = Console()
    if found.problem:
        console.print(f"[red]virtual clusters[/red] {escape(found.problem)}", highlight=False, soft_wrap=True)
    for one in found.clusters:
        what = f"{one.state} at {one.endpoint}" if one.endpoint else one.state
        memory = f", {_memory(one.pid) / 2**20:.0f} MiB" if one.pid else ""
        again = f", started again {one.restarts} times" if one.restarts else ""
        console.print(f"virtual cluster {one.name} is {what}{memory}{again}", highlight=False, soft_wrap=True)
        for more in filter(None, (one.problem, one.note)):
            console.print(f"  {escape(more)}", highlight=False, soft_wrap=True)


def _memory(pid: int) -> int:
    """Return the resident memory of a process and everything below it, in bytes."""
    try:
        process = psutil.Process(pid)
        return sum(one.memory_info().rss for one in (process, *process.children(recursive=True)))
    except psutil.Error:  # ended in between
        return 0


def _numbers(part: ComponentStatus) -> tuple[str, str, str, str]:
    return (
        str(part.pid or "-"),
        str(part.port or "-"),
        f"{part.memory_bytes / 2**20:.0f} MiB" if part.memory_bytes else "-",
        _duration(part.up_seconds) if part.up_seconds is not None else "-",
    )


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} d {hours} h"
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
