"""``kubespaces review``: what a change will do, to whom, and whether it weakens anybody's isolation; and the gate."""

import gc
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kubespaces.errors import KubespacesError

from .packs import Policies, pack_options
from .project import find_stack

if TYPE_CHECKING:
    from kubespaces.review import Preview

_STANDARD = "-"

Stacks = Annotated[list[str] | None, typer.Option("--stack", "-s", help="Preview this stack; can be repeated.")]
Previews = Annotated[
    list[Path] | None,
    typer.Option("--preview", "-p", help="Read what `pulumi preview --json --show-sames` wrote; - for standard input."),
]  # fmt: skip
Offline = Annotated[bool, typer.Option("--offline", help="With --stack: ask no account and no cluster.")]
State = Annotated[Path | None, typer.Option("--state", help="With --offline: compare with this exported state.")]
HostState = Annotated[
    Path | None, typer.Option("--host-state", help="With --offline: the host stack's exported state.")
]
Packs = Annotated[
    list[Path] | None, typer.Option("--policy-pack", help="With --stack: ask this policy pack instead of our own.")
]
PackConfigs = Annotated[
    list[Path] | None, typer.Option("--policy-pack-config", help="Configuration of the policy pack of the same place.")
]
ConfigsBefore = Annotated[
    list[Path] | None,
    typer.Option("--policy-pack-config-before", help="The same as it was before the change: shows new exemptions."),
]
PlanFile = Annotated[Path | None, typer.Option("--plan", help="The saved plan that belongs to the preview.")]
SavePlan = Annotated[
    Path | None, typer.Option("--save-plan", help="With --stack: save the plan for `pulumi up --plan`.")
]
Approve = Annotated[str | None, typer.Option("--approve", help="Digest of the review that was approved.")]
By = Annotated[str, typer.Option("--by", help="Who approves.")]
Why = Annotated[str, typer.Option("--why", help="Why it is approved.")]
SettingsFile = Annotated[Path | None, typer.Option("--settings", help="Settings; default: review.yaml of the project.")]
Markdown = Annotated[
    Path | None, typer.Option("--markdown", help="Write Markdown to this file; - for standard output.")
]
Json = Annotated[Path | None, typer.Option("--json", help="Write JSON to this file; - for standard output.")]
Html = Annotated[Path | None, typer.Option("--html", help="Write one HTML page to this file; - for standard output.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show what stays equal as well.")]


def review(  # noqa: PLR0913, PLR0917 - one for each option
    stack: Stacks = None,
    preview: Previews = None,
    offline: Offline = False,
    state: State = None,
    host_state: HostState = None,
    policies: Policies = True,
    policy_pack: Packs = None,
    policy_pack_config: PackConfigs = None,
    policy_pack_config_before: ConfigsBefore = None,
    plan: PlanFile = None,
    save_plan: SavePlan = None,
    approve: Approve = None,
    by: By = "",
    why: Why = "",
    settings: SettingsFile = None,
    markdown: Markdown = None,
    json: Json = None,
    html: Html = None,
    verbose: Verbose = False,
) -> None:
    """Say what a change will do, to whom, and whether it weakens anybody's isolation.

    Ends with 0 if there is nothing to decide, with 1 on errors, and with 2 if somebody has to approve it.
    """
    from kubespaces.review import Context, review_of  # noqa: PLC0415 - keeps --help quick
    from kubespaces.review.digest import digest_of_plan  # noqa: PLC0415 - likewise
    from kubespaces.review.exemptions import read_exemptions  # noqa: PLC0415 - likewise
    from kubespaces.review.gate import approved, gate  # noqa: PLC0415 - likewise

    from .review_context import hosts_of, policy_files, settings_of  # noqa: PLC0415 - likewise
    from .review_output import Outputs, write  # noqa: PLC0415 - likewise

    gc.disable()  # the command is over in seconds: looking for cycles would take a quarter of its time
    _check(stack, preview, offline=offline, states=bool(state or host_state), save_plan=save_plan, plan=plan)
    chosen = settings_of(settings)
    configs = policy_pack_config or []
    arguments = [word for pack in policy_pack or [] for word in ("--policy-pack", str(pack.resolve()))]
    arguments += [word for file in configs for word in ("--policy-pack-config", str(file.resolve()))]
    arguments += ["--save-plan", str(save_plan.resolve())] if save_plan else []
    previews = [_read(file) for file in preview or []]
    own = policies and not policy_pack
    previews += [_run(name, offline, state, host_state, arguments, own=own) for name in stack or []]
    saved = plan or save_plan
    context = Context(
        settings=chosen,
        hosts=hosts_of(found.stack for found in previews),
        exemptions=read_exemptions(configs or policy_files(), policy_pack_config_before or []),
        plan=digest_of_plan(saved) if saved and saved.exists() else "",
    )
    found = review_of(previews, context)
    if approve is not None:
        found = approved(found, approve, by, why)
    write(found, Outputs(markdown, json, html, verbose))
    verdict = gate(found, window=chosen.production_window, now=datetime.now(UTC))
    typer.echo(verdict.words, err=True)
    raise typer.Exit(verdict.outcome)


def _check(
    stacks: list[str] | None,
    previews: list[Path] | None,
    *,
    offline: bool,
    states: bool,
    save_plan: Path | None,
    plan: Path | None,
) -> None:
    """Refuse options that do not go together."""
    if not stacks and not previews:
        raise KubespacesError("name what to review: --stack NAME runs the preview, --preview FILE reads one")
    if states and not offline:
        raise KubespacesError("--state and --host-state need --offline")
    if offline and not stacks:
        raise KubespacesError("--offline is for --stack; a preview in a file has been made already")
    if states and len(stacks or []) > 1:
        raise KubespacesError("--state and --host-state are for one --stack")
    if save_plan and (offline or len(stacks or []) != 1 or plan):
        raise KubespacesError("--save-plan is for one --stack that is previewed online, and without --plan")
    if plan and not plan.exists():
        raise KubespacesError(f"{plan}: there is no such plan")


def _read(file: Path) -> "Preview":
    from kubespaces.review import read_preview  # noqa: PLC0415 - keeps --help quick
    from kubespaces.review.preview.read import read_file  # noqa: PLC0415 - likewise

    return read_preview(sys.stdin.read(), "standard input") if str(file) == _STANDARD else read_file(file)


def _run(
    name: str, offline: bool, state: Path | None, host_state: Path | None, arguments: list[str], *, own: bool
) -> "Preview":
    from . import foresee  # noqa: PLC0415 - keeps --help quick
    from .stack import ready  # noqa: PLC0415 - likewise

    with pack_options(find_stack(name), wanted=own) as packs:
        if offline:
            return foresee.offline(name, state, host_state, [*packs, *arguments])
        return foresee.online(ready(name), ["preview", "--json", *packs, *arguments])
