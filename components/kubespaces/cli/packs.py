"""The policy packs beside ``kubespaces up`` and ``preview``: on unless they are turned off."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer
import yaml

from kubespaces.errors import KubespacesError
from kubespaces.paths import policy_runs_dir
from kubespaces.plan import plan_tenant
from kubespaces.spec.host_rules import carried_by

from .project import Stack

if TYPE_CHECKING:
    from kubespaces_policies.pack_files import PackConfig

Policies = Annotated[
    bool, typer.Option("--policies/--no-policies", help="Ask the policy packs; see `kubespaces policies list`.")
]

FILE = "policies.yaml"
"""File beside the stacks' configuration with settings of the packs: ``settings``, ``levels``, and ``stacks`` with the
same for single stacks. What it leaves out follows from the documents."""


@contextmanager
def pack_options(stack: Stack, *, wanted: bool) -> Iterator[list[str]]:
    """Give the options by which the engine asks the packs, for as long as it runs.

    Raises:
        KubespacesError: with every problem of the packs' settings.
    """
    if not wanted:
        yield []
        return
    from kubespaces_policies.pack_files import write_packs  # noqa: PLC0415 - keeps --help quick

    config = pack_config(stack)
    # An offline preview runs with a home that is thrown away; what the packs found there is to be kept.
    os.environ.setdefault("KUBESPACES_POLICY_RUNS", str(policy_runs_dir()))
    with TemporaryDirectory(prefix="kubespaces-packs-") as folder:
        yield write_packs(Path(folder), config)


def pack_config(stack: Stack) -> "PackConfig":
    """Return what the packs are told for a stack. See ``pack_options`` for what is raised."""
    from kubespaces_policies.derive import settings_for  # noqa: PLC0415 - keeps --help quick
    from kubespaces_policies.pack_files import PackConfig  # noqa: PLC0415 - likewise

    fleet = stack.fleet()
    host = stack.host(fleet)
    carried = [
        namespace for tenant in carried_by(host, fleet.tenants) for namespace in plan_tenant(tenant.name, tenant.spec)
    ]
    given = _read(stack)
    own = given.get("stacks", {}).get(stack.name, {})
    config = PackConfig(
        {**settings_for(host, carried), **given.get("settings", {}), **own.get("settings", {})},
        {**given.get("levels", {}), **own.get("levels", {})},
    )
    problems = config.problems()
    if problems:
        lines = "\n".join(f"  stacks/{FILE}: {problem}" for problem in problems)
        raise KubespacesError(f"the policy packs' settings have problems; nothing was changed\n{lines}")
    return config


def _read(stack: Stack) -> dict[str, Any]:
    path = stack.root / "stacks" / FILE
    if not path.is_file():
        return {}
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise KubespacesError(f"stacks/{FILE} is no YAML: {' '.join(str(error).split())}") from None
    if given is None:
        return {}
    _expect(given, {"settings", "levels", "stacks"}, "")
    for name, own in (given.get("stacks") or {}).items():
        _expect(own, {"settings", "levels"}, f"stacks.{name}.")
    return dict(given)


def _expect(given: Any, keys: set[str], where: str) -> None:
    if not isinstance(given, dict):
        raise KubespacesError(f"stacks/{FILE}: {where or 'the file'} must be a mapping of {', '.join(sorted(keys))}")
    for key, value in given.items():
        if key not in keys:
            raise KubespacesError(f"stacks/{FILE}: {where}{key}: is not known; there are: {', '.join(sorted(keys))}")
        if not isinstance(value, dict):
            raise KubespacesError(f"stacks/{FILE}: {where}{key}: must be a mapping")
