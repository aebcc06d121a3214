"""``kubespaces compliance``: what the last run of the policy packs proves of a framework, for an auditor."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
import yaml

from kubespaces.errors import KubespacesError

from .project import find_stack
from .stack import StackName

if TYPE_CHECKING:
    from kubespaces_policies.frameworks import Framework

FrameworkName = Annotated[str, typer.Option("--framework", "-f", help="Such as ISO27001, SOC2, PCI-DSS.")]
Json = Annotated[bool, typer.Option("--json", help="Print as JSON instead of Markdown.")]


def compliance(framework: FrameworkName, stack: StackName = "local", as_json: Json = False) -> None:
    """Print which requirements of a framework the stack's last run met, and what code cannot prove.

    Ends with 0 whatever the table says: it reports, the packs themselves block.
    """
    from kubespaces_policies import coverage  # noqa: PLC0415 - keeps --help quick
    from kubespaces_policies.catalogue import PACKS  # noqa: PLC0415 - likewise
    from kubespaces_policies.ledger import last_run  # noqa: PLC0415 - likewise

    chosen = _framework(framework)
    found = find_stack(stack)
    project = str(yaml.safe_load((Path(found.root) / "Pulumi.yaml").read_text(encoding="utf-8"))["name"])
    runs = {pack: run for pack in PACKS if (run := last_run(project, stack, pack))}
    if not runs:
        raise KubespacesError(
            f"the policy packs have not run on stack '{stack}' here yet; run: kubespaces preview --stack {stack}"
        )
    rows = coverage.coverage(chosen, runs)
    if as_json:
        typer.echo(json.dumps(coverage.as_json(chosen, stack, runs, rows), indent=2))
    else:
        typer.echo(coverage.as_markdown(chosen, stack, runs, rows))


def _framework(name: str) -> "Framework":
    from kubespaces_policies.frameworks import Framework  # noqa: PLC0415 - keeps --help quick

    wanted = name.upper().replace("_", "-").replace(" ", "")
    for framework in Framework:
        if wanted.replace("-", "") == framework.value.replace("-", ""):
            return framework
    raise KubespacesError(f"--framework: {name} is not known; there are: {', '.join(Framework)}")
