"""``kubespaces up``, ``preview`` and ``destroy``: the Pulumi engine on one stack, with everything it needs."""

from typing import Annotated

import typer

from kubespaces.errors import KubespacesError

from . import virtual
from .chart_tools import require_chart_tools
from .host_access import host_access
from .ownership import refuse_foreign_namespaces
from .packs import Policies, pack_options
from .project import Stack, find_stack

# The preview is never skipped, not even with --yes: it is where the engine refuses to delete what is protected, before
# it has deleted anything, and where the API server says what it would not take.

StackName = Annotated[str, typer.Option("--stack", "-s", help="The stack: a file stacks/Pulumi.NAME.yaml.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before changing anything.")]
Engine = Annotated[list[str] | None, typer.Argument(help="Further options for Pulumi, after --.")]


def up(stack: StackName = "local", yes: Yes = False, policies: Policies = True, engine: Engine = None) -> None:
    """Make the stack what its documents say: control plane (if it is on this machine), host cluster, tenants."""
    found = ready(stack)
    with pack_options(found, wanted=policies) as packs:
        _pulumi(found, ["up", "--suppress-outputs", *packs, *(["--yes"] if yes else []), *(engine or [])])
    from .overview import show  # noqa: PLC0415 - rich is needed at the end only

    show(found)


def preview(stack: StackName = "local", policies: Policies = True, engine: Engine = None) -> None:
    """Show what ``up`` would change, and change nothing."""
    found = ready(stack)
    with pack_options(found, wanted=policies) as packs:
        _pulumi(found, ["preview", "--diff", *packs, *(engine or [])])


def destroy(stack: StackName = "local", yes: Yes = False, engine: Engine = None) -> None:
    """Delete what the stack made; what is protected stops it, what is retained stays in the cluster."""
    _pulumi(ready(stack), ["destroy", *(["--yes"] if yes else []), *(engine or [])])


def ready(name: str) -> Stack:
    """Check everything that can be checked before anything is started, then start what the stack runs on."""
    stack = find_stack(name)
    namespaces = stack.namespaces()
    require_chart_tools(namespaces)
    if stack.control_plane is not None:
        from kubespaces_embedded.control_plane import ControlPlane  # noqa: PLC0415 - only local stacks need it
        from kubespaces_embedded.toolbox import ConsoleProgress  # noqa: PLC0415 - likewise

        ControlPlane(stack.control_plane).up(virtual=virtual.wanted(namespaces), progress=ConsoleProgress())
        refuse_foreign_namespaces(namespaces, host_access(stack))
    return stack


def _pulumi(stack: Stack, arguments: list[str]) -> None:
    from kubespaces_embedded import engine  # noqa: PLC0415 - keeps --help quick
    from kubespaces_embedded.toolbox import ConsoleProgress  # noqa: PLC0415 - likewise

    code = engine.run_stack(arguments, cwd=stack.root, stack=stack.name, progress=ConsoleProgress())
    if code != 0:
        raise KubespacesError(f"pulumi {arguments[0]} did not finish (exit code {code}); its output above says why")
