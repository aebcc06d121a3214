"""`kubespaces validate`: checks documents without a cluster, and shows what they come to."""

import json
from collections.abc import Iterable, Sized
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kubespaces.plan import plan_tenant
from kubespaces.spec import Fleet, Problem, SpecError, load_fleet
from kubespaces.spec.amounts import AMOUNTS
from kubespaces.spec.host_rules import carried_by
from kubespaces.spec.namespace import CarriedEnvironment, NamespaceSpec
from kubespaces.spec.quantity import format_count

_NARROWEST = 120  # columns; where nobody looks at the width, names are not to be cut


def validate(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files and folders with documents; default: stacks", show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Check documents, and show which namespaces they come to.

    Tells every problem of every document, with a way to mend it; needs no cluster. Ends with 0 if there is none, else
    with 1. Warnings are worth a look and change nothing of that.
    """
    try:
        fleet = _load(paths or [Path("stacks")])
    except SpecError as error:
        _show_problems(error, as_json=as_json)
        raise typer.Exit(1) from None
    rows = _rows(fleet)
    if as_json:
        typer.echo(json.dumps({"problems": [], "warnings": _listed(fleet.warnings), "namespaces": rows}, indent=2))
    else:
        _show(fleet, rows)
        for warning in fleet.warnings:
            typer.echo(f"warning: {warning}", err=True)


def _load(paths: list[Path]) -> Fleet:
    fleet = load_fleet(*paths)
    if not fleet.tenants and not fleet.hosts:  # somebody who checks documents has some
        rule = "holds no document (*.yaml, *.yml, *.json)"
        raise SpecError(Problem(str(path), "", "", "", rule) for path in paths)
    return fleet


def _show_problems(error: SpecError, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"problems": _listed(error.problems), "warnings": [], "namespaces": []}, indent=2))
        return
    for problem in error.problems:
        typer.echo(str(problem))
    typer.echo(_count(error.problems, "problem"), err=True)


def _listed(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    return [{key: value for key, value in asdict(found).items() if key != "warning"} for found in problems]


def _rows(fleet: Fleet) -> list[dict[str, Any]]:
    hosts: dict[str, list[str]] = {name: [] for name in fleet.tenants}
    for host in fleet.hosts.values():
        for tenant in carried_by(host, fleet.tenants):
            hosts[tenant.name].append(host.name)
    return [
        _row(spec, env, hosts[name])
        for name, tenant in fleet.tenants.items()
        for spec in plan_tenant(name, tenant.spec)
        for env in spec.carried
    ]


def _row(spec: NamespaceSpec, env: CarriedEnvironment, hosts: list[str]) -> dict[str, Any]:
    amounts = {amount.key: amount.written(amount.of(env.quota)) for amount in AMOUNTS}
    devices = {name: format_count(count) for name, count in env.quota.devices.items()}
    return {
        "tenant": spec.tenant,
        "environment": env.name,
        "namespace": spec.name,
        "production": spec.production,
        "isolation": spec.isolation.value,
        "podSecurity": spec.pod_security.value,
        "quota": {**amounts, "devices": devices},
        "hostClusters": hosts,
    }


def _show(fleet: Fleet, rows: list[dict[str, Any]]) -> None:
    console = Console()
    if not console.is_terminal:
        console.width = _NARROWEST
    if not rows:
        console.print("No tenants in these documents.")
        return
    table = Table("Tenant", "Environment", "Namespace", "Rung", "Pod Security", "CPU / memory / pods", "Host cluster")
    for row in rows:
        quota = row["quota"]
        table.add_row(
            row["tenant"],
            row["environment"],
            row["namespace"],
            row["isolation"],
            row["podSecurity"],
            f"{quota['cpu']} / {quota['memory']} / {quota['pods']}",
            ", ".join(row["hostClusters"]) or Text("not placed", "yellow"),
        )
    console.print(table)
    console.print(
        f"{_count(fleet.tenants, 'tenant')}, {_count({row['namespace'] for row in rows}, 'namespace')}: no problems.",
        highlight=False,
    )


def _count(things: Sized, word: str) -> str:
    return f"{len(things)} {word}{'s' if len(things) > 1 else ''}"
