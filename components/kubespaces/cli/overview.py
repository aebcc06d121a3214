"""What ``kubespaces up`` ends with: who has what, and what to try next."""

import os
import shutil
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from kubespaces.spec.names import namespace_name
from kubespaces.spec.namespace import NamespaceSpec
from kubespaces.spec.quantity import format_bytes, format_cpu

from .project import Stack
from .virtual import states

_NARROWEST = 100  # columns; a narrower table cuts the names that it is about


def show(stack: Stack) -> None:
    """Print the tenants of a stack and three commands that are worth trying next."""
    namespaces = stack.namespaces()
    console = Console()
    if not console.is_terminal or console.width < _NARROWEST:
        console.width = _NARROWEST
    console.print(_table(namespaces))
    if stack.control_plane is not None:
        for line in states(stack.control_plane, namespaces):
            console.print(line, highlight=False, soft_wrap=True, markup=False)
    if namespaces:
        console.print("Try next:")
        for command in _next_commands(stack, namespaces[0]):
            console.print(f"  {command}", highlight=False, soft_wrap=True)


def _table(namespaces: list[NamespaceSpec]) -> Table:
    table = Table("Namespace", "Rung", "Pod Security", "CPU / memory / pods", "Access")
    for spec in namespaces:
        quota = spec.quota
        table.add_row(
            spec.name,
            spec.isolation,
            spec.pod_security,
            f"{format_cpu(quota.cpu)} / {format_bytes(quota.memory)} / {quota.pods}",
            "\n".join(_access(spec)) or "its deployer only",
        )
    return table


def _access(spec: NamespaceSpec) -> list[str]:
    return [
        f"{access.principal[1]}: {access.role}{f' in {env.name}' if spec.shared_by else ''}"
        for env in spec.carried
        for access in env.access
    ]


def _next_commands(stack: Stack, first: NamespaceSpec) -> list[str]:
    kubespaces, environment = _command("kubespaces"), first.carried[0].name
    file = f"{namespace_name(first.tenant, environment)}.kubeconfig"
    return [
        f"{kubespaces} verify --stack {stack.name}",
        f"{kubespaces} kubeconfig {first.tenant} {environment} --stack {stack.name} --output {file}",
        f"{_command('kubectl')} --kubeconfig {file} auth can-i --list",
    ]


def _command(name: str) -> str:
    """Return how a command can be called from here, whether or not it is on PATH."""
    if shutil.which(name):
        return name
    if name == "kubespaces":
        here = Path(sys.argv[0]).absolute()
        return os.path.relpath(here) if here.is_relative_to(Path.cwd()) else str(here)
    from kubespaces_embedded import toolbox  # noqa: PLC0415 - only asked where PATH has none

    tool = toolbox.find(name)
    return str(tool.path) if tool else name
