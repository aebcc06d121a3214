"""``kubespaces verify``: try to break out, as every tenant."""

import json
from pathlib import Path
from typing import Annotated

import typer

from kubespaces.errors import KubespacesError
from kubespaces.kube import Access, KubeError, load
from kubespaces.spec import Fleet, HostCluster, SpecError, load_fleet
from kubespaces.spec.errors import nearest
from kubespaces.spec.host_rules import carried_by

from .host_access import AdminAccess, host_access
from .project import Stack, find_stack

SURPRISE, COULD_NOT_RUN = 1, 2
"""Exit codes besides 0 for: all as expected."""


def verify(
    stack: Annotated[str, typer.Option("--stack", "-s", help="The stack that laid the tenants.")] = "local",
    tenant: Annotated[list[str] | None, typer.Option(help="Only this tenant; can be repeated.")] = None,
    kubeconfig: Annotated[Path | None, typer.Option(help="Way to the host cluster; default: the stack's.")] = None,
    context: Annotated[str | None, typer.Option(help="Context inside the kubeconfig.")] = None,
    documents: Annotated[list[Path] | None, typer.Option(help="Files or folders; default: the stack's.")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show every line, not only surprises.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole report as JSON.")] = False,
) -> None:
    """Log in as every tenant, try to break out and to do daily work, and compare the walls with the plan.

    Changes nothing: dry runs and access reviews only. Ends with 0 if all is as expected, with 1 on any surprise, and
    with 2 if it could not be run.
    """
    try:
        fleet, host, admin = _subject(stack, documents or [], kubeconfig, context)
        _check_tenants(fleet, host, tenant or [])
        from kubespaces.verify import verify as run  # noqa: PLC0415 - keeps --help quick

        report = run(_load(admin), fleet, host, tenant or [])
    except KubespacesError as error:
        typer.secho(f"error: {error}", err=True, fg="red")
        raise typer.Exit(COULD_NOT_RUN) from None
    if as_json:
        typer.echo(json.dumps(report.as_dict(), indent=2))
    else:
        from rich.console import Console  # noqa: PLC0415 - keeps --help quick

        from kubespaces.verify.show import show  # noqa: PLC0415 - needs rich

        show(report, Console(highlight=False), verbose=verbose)
    raise typer.Exit(0 if report.ok else SURPRISE)


def _subject(
    name: str, documents: list[Path], kubeconfig: Path | None, context: str | None
) -> tuple[Fleet, HostCluster, AdminAccess]:
    """Return what is verified, and the way to it. With documents and a kubeconfig, no project is needed."""
    if documents and kubeconfig is not None:
        fleet = _load_fleet(documents)
        return fleet, _only_host(fleet), AdminAccess(str(kubeconfig), context)
    stack = find_stack(name)
    fleet = _load_fleet(documents) if documents else stack.fleet()
    return fleet, stack.host(fleet), _access(stack, kubeconfig, context)


def _access(stack: Stack, kubeconfig: Path | None, context: str | None) -> AdminAccess:
    if kubeconfig is not None:
        return AdminAccess(str(kubeconfig), context)
    found = host_access(stack)
    return AdminAccess(found.kubeconfig, context or found.context)


def _load_fleet(documents: list[Path]) -> Fleet:
    try:
        return load_fleet(*documents)
    except SpecError as error:
        raise KubespacesError(f"the documents cannot be used:\n{error}") from None


def _only_host(fleet: Fleet) -> HostCluster:
    if len(fleet.hosts) != 1:
        known = ", ".join(fleet.hosts) or "none"
        raise KubespacesError(f"the documents must have exactly one HostCluster; there are: {known}")
    return next(iter(fleet.hosts.values()))


def _check_tenants(fleet: Fleet, host: HostCluster, tenants: list[str]) -> None:
    carried = [found.name for found in carried_by(host, fleet.tenants)]
    for name in tenants:
        if name not in carried:
            raise KubespacesError(f"host cluster '{host.name}' carries no tenant '{name}'; {nearest(name, carried)}")


def _load(admin: AdminAccess) -> Access:
    try:
        return load(admin.kubeconfig, admin.context)
    except KubeError as error:
        raise KubespacesError(str(error)) from None
