"""``kubespaces preview``: with the cloud's own word, or offline, without account, cluster or network."""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kubespaces.errors import KubespacesError

from . import stack as online
from .chart_tools import require_chart_tools
from .packs import Policies, pack_options
from .project import Stack, find_root, find_stack
from .stack import StackName

if TYPE_CHECKING:
    from kubespaces_embedded.offline_providers.preview import Request

Words = Annotated[
    list[str] | None,
    typer.Argument(help="The stack, if --stack does not name it; further options for Pulumi, after --."),
]
Offline = Annotated[bool, typer.Option("--offline", help="Ask no account and no cluster; needs no credentials.")]
State = Annotated[
    Path | None,
    typer.Option("--state", help="With --offline: compare with this state, written by `pulumi stack export`."),
]
HostState = Annotated[
    Path | None,
    typer.Option("--host-state", help="With --offline: the exported state of the host stack, for its outputs."),
]
Json = Annotated[bool, typer.Option("--json", help="With --offline: the plan as JSON, the same for every run.")]
All = Annotated[bool, typer.Option("--all", help="With --offline: every stack of the project, one line each.")]


def preview(  # noqa: PLR0913, PLR0917 - the options of a command
    stack: StackName = "local",
    offline: Offline = False,
    state: State = None,
    host_state: HostState = None,
    as_json: Json = False,
    every: All = False,
    policies: Policies = True,
    words: Words = None,
) -> None:
    """Show what ``up`` would change, and change nothing."""
    engine = list(words or [])
    if engine and not engine[0].startswith("-"):
        stack = engine.pop(0)
    if every and (state or host_state or as_json):
        raise KubespacesError("--all shows every stack as if nothing were there; --state and --json are for one stack")
    if not offline:
        if state or host_state or as_json or every:
            raise KubespacesError("--state, --host-state, --json and --all need --offline")
        online.preview(stack, policies, engine or None)
    elif every:
        _preview_all(engine, policies=policies)
    else:
        found = find_stack(stack)
        with pack_options(found, wanted=policies) as packs:
            _preview(found, state, host_state, [*packs, *engine], as_json=as_json)


def _preview(stack: Stack, state: Path | None, host_state: Path | None, engine: list[str], *, as_json: bool) -> None:
    from kubespaces_embedded.offline_providers.preview import preview as run  # noqa: PLC0415 - keeps --help quick

    code = run(request_of(stack, state, host_state), engine, as_json=as_json)
    if code != 0:
        raise KubespacesError(f"the offline preview of stack '{stack.name}' found errors; its output above says which")


def _preview_all(engine: list[str], *, policies: bool) -> None:
    """Preview every stack; errors and warnings of any of them fail the command, once all have been seen."""
    root = find_root()
    failed = []
    for name in stack_names(root):
        outcome, complaints = _outcome(name, root, engine, policies=policies)
        typer.echo(f"{name}: {outcome}")
        for complaint in complaints:
            typer.echo(f"  {complaint}", err=True)
        failed += [name] if complaints else []
    typer.echo("These previews were made offline, as if nothing were there yet: no account and no cluster was asked.")
    if failed:
        raise KubespacesError(f"the offline preview found errors or warnings in: {', '.join(failed)}")


def stack_names(root: Path) -> list[str]:
    """Return the names of a project's stacks."""
    files = root.glob("stacks/Pulumi.*.yaml")
    return sorted(file.name.removeprefix("Pulumi.").removesuffix(".yaml") for file in files)


def _outcome(name: str, root: Path, engine: list[str], *, policies: bool) -> tuple[str, list[str]]:
    """Return what a stack's preview found, in a few words, and everything that it complains about."""
    from kubespaces_embedded.offline_providers.preview import foresee  # noqa: PLC0415 - keeps --help quick

    try:
        stack = find_stack(name, root)
        with pack_options(stack, wanted=policies) as packs:
            found = foresee(request_of(stack), [*packs, *engine])
    except KubespacesError as error:
        return "errors", [str(error)]
    serious = [entry for entry in found.diagnostics if entry["severity"] in ("error", "warning")]
    complaints = [str(entry["message"]).strip() for entry in serious]
    complaints += [entry["message"] for entry in found.policies if entry["level"] != "advisory"]
    if found.code != 0:
        return "errors", complaints or [found.stderr.strip()]
    return _counted(found.changes), complaints


def _counted(changes: Mapping[str, int]) -> str:
    return ", ".join(f"{count} to {operation}" for operation, count in sorted(changes.items())) or "nothing to do"


def request_of(stack: Stack, state: Path | None = None, host_state: Path | None = None) -> "Request":
    """Return what an offline preview of a stack needs to know.

    Args:
        stack: the stack.
        state: its exported state; default: nothing is there yet.
        host_state: the exported state of the host stack that it refers to; default: made up.

    Raises:
        KubespacesError: its documents have problems, or a state is not that stack's.
    """
    from kubespaces_embedded.offline_providers.preview import Request  # noqa: PLC0415 - keeps --help quick

    host = stack.host(stack.fleet())
    require_chart_tools(stack.namespaces())
    reference = str(stack.config.get("hostStack") or "")
    outputs = {reference: _host_outputs(stack.root, reference, host.name, state, host_state)} if reference else {}
    return Request(stack.root, stack.name, state, outputs, stack.control_plane)


def _host_outputs(root: Path, reference: str, host: str, state: Path | None, host_state: Path | None) -> dict[str, Any]:
    """Return what the host stack would offer: what its exported state says, or a contract with placeholders.

    What tells the cluster from all others is then taken from the state of the tenants stack, for only its change
    would replace everything on the cluster.
    """
    from kubespaces.hosts.contract import CONTRACT  # noqa: PLC0415 - the Pulumi SDK takes a while to import
    from kubespaces_embedded.offline_providers.placeholders import SEALED  # noqa: PLC0415 - keeps --help quick

    if host_state is not None:
        return _exported_outputs(host_state, reference, root)
    known = _identifiers(state) if state else Counter()
    identifier = known.most_common(1)[0][0] if known else f"offline:{host}"
    return {"hostCluster": {"contract": CONTRACT, "identifier": identifier, "context": None}, "kubeconfig": SEALED}


def _exported_outputs(file: Path, reference: str, root: Path) -> dict[str, Any]:
    from kubespaces_embedded.engine import find_project  # noqa: PLC0415 - keeps --help quick
    from kubespaces_embedded.offline_providers.backend import split_name  # noqa: PLC0415 - keeps --help quick
    from kubespaces_embedded.offline_providers.saved_state import read_state  # noqa: PLC0415 - likewise

    project, stack = split_name(reference, find_project(root).name)
    return dict(read_state(file, stack, project).outputs)


def _identifiers(state: Path) -> Counter[str]:
    """Return the cluster identifiers of the Kubernetes providers in an exported state."""
    try:
        resources = json.loads(state.read_text(encoding="utf-8"))["deployment"].get("resources") or []
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Counter()  # what is wrong with it is said where it is used
    providers = [entry for entry in resources if entry.get("type") == "pulumi:providers:kubernetes"]
    found = [(entry.get("inputs") or {}).get("clusterIdentifier") for entry in providers]
    return Counter(identifier for identifier in found if isinstance(identifier, str))
