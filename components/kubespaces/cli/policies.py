"""``kubespaces policies``: what the packs' controls are, and the packs as folders for any Pulumi project."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kubespaces.errors import KubespacesError

if TYPE_CHECKING:
    from kubespaces_policies.control import Control

app = typer.Typer(no_args_is_help=True, help="What the policy packs check, and the packs themselves.")

Json = Annotated[bool, typer.Option("--json", help="Print as JSON.")]
Pack = Annotated[str | None, typer.Option("--pack", help="Only this pack: isolation or compliance.")]
Severities = Annotated[list[str] | None, typer.Option("--severity", help="Only this severity; may be repeated.")]
Frameworks = Annotated[list[str] | None, typer.Option("--framework", help="Only what speaks to it, such as SOC2.")]
Groups = Annotated[list[str] | None, typer.Option("--group", help="Only this group, such as POD.")]


@app.command("list")
def list_controls(
    pack: Pack = None,
    severity: Severities = None,
    framework: Frameworks = None,
    group: Groups = None,
    as_json: Json = False,
) -> None:
    """List the controls, one line each."""
    found = _chosen(pack, severity or [], framework or [], group or [])
    if as_json:
        typer.echo(json.dumps([_described(name, control) for name, control in found], indent=2))
        return
    for name, control in found:
        typer.echo(f"{control.id:<12} {control.severity:<9} {name:<11} {control.title}")
    typer.echo(f"{len(found)} controls; `kubespaces policies explain ID` tells more", err=True)


@app.command("explain")
def explain(identifier: Annotated[str, typer.Argument(metavar="ID", help="Such as KS-NET-03.")]) -> None:
    """Tell what a control asks for, why, how to mend a violation, and where it is from."""
    from kubespaces_policies.catalogue import all_controls  # noqa: PLC0415 - keeps --help quick
    from kubespaces_policies.pages import explain_control  # noqa: PLC0415 - likewise

    known = all_controls()
    if identifier.upper() not in known:
        raise KubespacesError(f"there is no control {identifier}; `kubespaces policies list` names them all")
    typer.echo(explain_control(known[identifier.upper()]))


@app.command("write")
def write(folder: Annotated[Path, typer.Argument(help="Where the folders isolation and compliance go.")]) -> None:
    """Write the packs as folders, for `pulumi preview --policy-pack` in any project and any language."""
    from kubespaces_policies.catalogue import PACKS  # noqa: PLC0415 - keeps --help quick
    from kubespaces_policies.pack_files import write_pack  # noqa: PLC0415 - likewise

    for pack in PACKS:
        typer.echo(f"--policy-pack {write_pack(pack, folder.absolute())}")


@app.command("schema")
def settings_schema() -> None:
    """Print the JSON schema of the packs' settings."""
    from kubespaces_policies.settings import schema  # noqa: PLC0415 - keeps --help quick

    typer.echo(json.dumps(schema(), indent=2))


def _chosen(
    pack: str | None, severities: list[str], frameworks: list[str], groups: list[str]
) -> list[tuple[str, "Control"]]:
    from kubespaces_policies.catalogue import PACKS, controls_of, select  # noqa: PLC0415 - keeps --help quick
    from kubespaces_policies.control import Severity  # noqa: PLC0415 - likewise
    from kubespaces_policies.frameworks import Framework  # noqa: PLC0415 - likewise
    from kubespaces_policies.settings import Selection  # noqa: PLC0415 - likewise

    known_groups = {control.group for name in PACKS for control in controls_of(name)}
    _refuse_unknown("--pack", [pack] if pack else [], PACKS)
    _refuse_unknown("--severity", severities, list(Severity))
    _refuse_unknown("--framework", frameworks, list(Framework))
    _refuse_unknown("--group", groups, sorted(known_groups))
    selection = Selection(severities=severities, frameworks=[Framework(name) for name in frameworks], groups=groups)
    names = [pack] if pack else list(PACKS)
    return [(name, control) for name in names for control in select(controls_of(name), selection)]


def _refuse_unknown(option: str, given: list[str], known: Any) -> None:
    for value in given:
        if value not in known:
            raise KubespacesError(f"{option}: {value} is not known; there are: {', '.join(known)}")


def _described(pack: str, control: "Control") -> dict[str, Any]:
    return {
        "id": control.id,
        "pack": pack,
        "title": control.title,
        "severity": control.severity.value,
        "why": control.why,
        "fix": control.fix,
        "sources": list(control.sources),
        "frameworks": {framework.value: text for framework, text in control.frameworks.items()},
        "remediation": control.remedy is not None,
        "url": control.url,
    }
