"""Runs one offline preview: a throw-away home, backend and configuration, and the real engine on the real program."""

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kubespaces.paths import kubeconfig_of, state_dir
from kubespaces_embedded.engine import EngineError, Installation, find_installation, require_installation
from kubespaces_embedded.engine.process import Ended, run
from kubespaces_embedded.engine.project import Project, find_project
from kubespaces_embedded.engine.variables import chart_variables

from . import events, sdk
from .backend import add_outputs, add_stack, make_backend, split_name
from .placeholders import SEALED
from .plan import canonical
from .plugin_home import lay_out
from .saved_state import SavedState, read_state
from .settings import VARIABLE, Settings
from .stack_config import StackConfig, read_config

_OF_CLOUDS = ("ARM_", "AWS_", "AZURE_", "CLOUDSDK_", "GCLOUD_", "GCP_", "GOOGLE_", "KUBECONFIG", "PULUMI_")
"""Starts of the names of variables that SDKs, plugins and the engine take defaults or credentials from. A preview must
neither need them nor change with them."""

_STATE = SEALED
"""Folder for Kubespaces' own state: a path into it is a placeholder, which compares to no real path."""

_PASSPHRASE = "offline-preview"  # noqa: S105 - protects placeholders in a folder that is deleted


@dataclass(frozen=True)
class Request:
    """What to preview."""

    cwd: Path
    """A folder of the project."""
    stack: str
    state: Path | None = None
    """A state that ``pulumi stack export`` wrote; default: nothing is there yet."""
    other_stacks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Outputs of the stacks that the program refers to, by the name it uses."""
    control_plane: str | None = None
    """Name of the control plane on this machine that the program expects; it need not be there."""


@dataclass(frozen=True)
class Session:
    """A preview that is ready to be run."""

    executable: Path
    cwd: Path
    stack: str
    config_file: Path
    variables: Mapping[str, str]
    notes: tuple[str, ...]
    """What the user must know of it."""

    def pulumi(self, arguments: Sequence[str], *, capture: bool) -> Ended:
        """Run the engine with these arguments on the stack."""
        command, *others = arguments
        chosen = ["--stack", self.stack, "--config-file", str(self.config_file)]
        return run([str(self.executable), command, *chosen, *others], cwd=self.cwd, env=self.variables, capture=capture)


@contextmanager
def session(request: Request, installation: Installation | None = None) -> Iterator[Session]:
    """Make everything that an offline preview needs, and remove it afterwards.

    Raises:
        EngineError: there is no engine and none can be had, or no project.
        ConfigError: the stack's configuration cannot be read.
        StateError: the saved state is none, or another stack's.
    """
    found = installation or _installation()
    project = find_project(request.cwd)
    state = read_state(request.state, request.stack, project.name) if request.state else None
    config = read_config(project.stack_config_dir / f"Pulumi.{request.stack}.yaml")
    with tempfile.TemporaryDirectory(prefix="kubespaces-offline-") as name:
        folder = Path(name)
        backend = _make_backend(folder / "backend", request, project, state)
        lay_out(
            folder / "home",
            sdk.installed_sdks(),
            state.plugin_versions() if state else {},
            found.pulumi.version,
            _official_language_host(found),
        )
        Settings(config.answers).write(folder / "settings.json")
        if request.control_plane:
            _pretend_control_plane(folder / _STATE, request.control_plane)
        config.write(folder / f"Pulumi.{request.stack}.yaml")
        ready = Session(
            executable=found.pulumi.path,
            cwd=request.cwd,
            stack=request.stack,
            config_file=folder / f"Pulumi.{request.stack}.yaml",
            variables=_variables(folder, backend),
            notes=_notes(state, config),
        )
        _seal(ready, config)
        yield ready


@dataclass(frozen=True)
class Foreseen:
    """What a preview found."""

    code: int
    """The engine's exit code."""
    text: str
    """The plan as JSON; see ``plan.canonical``."""
    stderr: str
    notes: tuple[str, ...]

    @property
    def _plan(self) -> Mapping[str, Any]:
        try:
            found = json.loads(self.text)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def changes(self) -> Mapping[str, int]:
        """How many resources are to be created, updated and so on."""
        return dict(self._plan.get("changeSummary") or {})

    @property
    def policies(self) -> list[Mapping[str, str]]:
        """What the policy packs found; see ``events.policy_results``."""
        return list(self._plan.get("policies") or [])

    @property
    def diagnostics(self) -> list[Mapping[str, str]]:
        """What the engine, plugins and the program said."""
        return list(self._plan.get("diagnostics") or [])


def foresee(request: Request, arguments: Sequence[str] = ()) -> Foreseen:
    """Preview a stack offline and return what would change.

    Args:
        request: what to preview.
        arguments: further options for ``pulumi preview``.

    Raises:
        EngineError, ConfigError, StateError: see ``session``.
    """
    with session(request) as ready:
        log = ready.config_file.with_name("events.jsonl")
        ended = ready.pulumi(["preview", "--json", "--event-log", str(log), *arguments], capture=True)
        text = canonical(ended.stdout, events.policy_results(log))
        return Foreseen(ended.code, text, ended.stderr, ready.notes)


def preview(request: Request, arguments: Sequence[str] = (), *, as_json: bool = False) -> int:
    """Preview a stack offline and show what would change; returns the engine's exit code.

    Args:
        request: what to preview.
        arguments: further options for ``pulumi preview``.
        as_json: write the plan as JSON, the same for every run and machine.

    Raises:
        EngineError, ConfigError, StateError: see ``session``.
    """
    if as_json:
        found = foresee(request, arguments)
        sys.stdout.write(found.text)
        sys.stderr.write(found.stderr)
        code, notes = found.code, found.notes
    else:
        with session(request) as ready:
            code, notes = ready.pulumi(["preview", "--diff", *arguments], capture=False).code, ready.notes
    for note in notes:
        print(note, file=sys.stderr)  # noqa: T201 - the command line's own words
    return code


def _installation() -> Installation:
    try:
        return find_installation()
    except EngineError:
        return require_installation()


def _official_language_host(installation: Installation) -> Path | None:
    return next((tool.path for tool in installation.official if tool.name == "pulumi-language-python"), None)


def _make_backend(folder: Path, request: Request, project: Project, state: SavedState | None) -> str:
    address = make_backend(folder)
    add_stack(folder, project.name, request.stack, state)
    for name, outputs in request.other_stacks.items():
        add_outputs(folder, *split_name(name, project.name), outputs)
    return address


def _variables(folder: Path, backend: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(_OF_CLOUDS)}
    path = os.pathsep.join([str(Path(sys.executable).parent), inherited.get("PATH", os.defpath)])
    return {
        **inherited,
        **chart_variables(inherited),
        "PATH": path,
        **events.SWITCH,
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_BACKEND_URL": backend,
        "PULUMI_CONFIG_PASSPHRASE": _PASSPHRASE,
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_IGNORE_AMBIENT_PLUGINS": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "KUBESPACES_HOME": str(folder / _STATE),
        VARIABLE: str(folder / "settings.json"),
    }


def _pretend_control_plane(home: Path, name: str) -> None:
    """Make the kubeconfig whose path programs hand on; the offline plugin never opens it."""
    kubeconfig = home / kubeconfig_of(name).relative_to(state_dir())
    kubeconfig.parent.mkdir(parents=True)
    kubeconfig.write_text("{}\n", encoding="utf-8")


def _seal(ready: Session, config: StackConfig) -> None:
    """Set placeholders, as secrets, where the configuration has secrets."""
    if not config.sealed:
        return
    pairs = [word for key in config.sealed for word in ("--secret", f"{key}={SEALED}")]
    ended = ready.pulumi(["config", "set-all", "--path", *pairs], capture=True)
    if ended.code != 0:
        raise EngineError(f"the configuration of stack '{ready.stack}' cannot be copied: {ended.stderr.strip()}")


def _notes(state: SavedState | None, config: StackConfig) -> tuple[str, ...]:
    against = "against the saved state" if state else "as if nothing were there yet"
    notes = [f"This preview was made offline, {against}: no account and no cluster was asked."]
    if state and state.sealed:
        plural = "s" if state.sealed > 1 else ""
        notes.append(
            f"{state.sealed} encrypted secret{plural} of the saved state cannot be compared; taken as unchanged."
        )
    if config.environments:
        notes.append("The stack's environments (Pulumi ESC) were left out: only Pulumi's service can open them.")
    return tuple(notes)
