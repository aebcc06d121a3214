"""Running ``pulumi`` on a stack: makes the stack ready, and says what to do if it fails."""

import contextlib
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kubespaces_embedded.toolbox import Progress

from . import recovery
from .errors import EngineError
from .explain import explain, missing_passphrase
from .installation import Installation, require_installation
from .locks import held, locks, release_stale_locks
from .process import run
from .project import Project, find_project
from .variables import environment, executable, file_backend, needs_passphrase

LOCKING = ("up", "update", "destroy", "refresh", "import")
"""Commands that take the stack's lock."""

CREATING = ("up", "update", "destroy")
"""Commands that have to know what exists."""

ENCRYPTING = (*LOCKING, "preview", "config")
"""Commands that read secrets."""


@dataclass(frozen=True)
class Result:
    """How a ``pulumi`` command ended."""

    returncode: int
    """Exit code; 0 is success, negative is a signal."""
    stdout: str
    """Its output if captured, else empty: it has been shown."""
    stderr: str
    """Its error output if captured, else the end of what has been shown."""
    hint: str
    """What to do about a failure that is known here, else empty. It has been shown unless captured."""


@dataclass(frozen=True)
class _Stack:
    name: str
    cwd: Path
    project: Project
    installation: Installation
    variables: Mapping[str, str]

    @property
    def backend(self) -> Path | None:
        folder = file_backend(self.variables, self.project)
        return None if folder is None else self.cwd / folder

    def run(self, arguments: Sequence[str], *, capture: bool) -> Result:
        command = [str(executable(self.installation)), *arguments]
        ended = run(command, cwd=self.cwd, env=self.variables, capture=capture)
        hint = explain(ended.stderr, self.name, self.variables) if ended.code else ""
        return Result(ended.code, ended.stdout, ended.stderr, hint)

    def output_of(self, *arguments: str) -> str:
        result = self.run(arguments, capture=True)
        if result.returncode:
            reason = (result.stderr.strip() or result.stdout.strip())[-4000:]
            raise EngineError(f"`pulumi {' '.join(arguments)}` failed:\n{reason}\n{result.hint}".rstrip())
        return result.stdout


def pulumi(
    arguments: Sequence[str],
    *,
    cwd: Path,
    stack: str,
    capture: bool = False,
    variables: Mapping[str, str] | None = None,
    installation: Installation | None = None,
    progress: Progress | None = None,
) -> Result:
    """Run ``pulumi`` with these arguments on a stack of the project in ``cwd``, to its end.

    The environment is that of ``environment()`` plus ``variables``; the engine is downloaded or built if it is
    not there. Before a command that changes the stack, locks of runs that were killed on this machine are
    removed; before one that creates resources, what a killed run may have created is settled. Output goes to
    the terminal unless captured, together with one line if stand-ins are in use.

    Raises ``EngineError`` if the engine cannot be had or run, if somebody else is changing the stack, or if
    a killed run left something that needs a person. A failure of the command itself is in the result.
    """
    prepared = _prepare(cwd, stack, variables, installation, progress)
    command = next((word for word in arguments if not word.startswith("-")), "")
    notes = _make_ready(prepared, command, interactive=not capture and sys.stdin.isatty())
    if not capture:
        _tell(*notes, prepared.installation.describe_stand_ins())
    result = prepared.run(arguments, capture=capture)
    if not capture:
        _tell(result.hint)
    return result


def run_stack(arguments: Sequence[str], *, cwd: Path, stack: str, progress: Progress | None = None) -> int:
    """Run ``pulumi`` on a stack as ``pulumi()`` does, making the stack first if it does not exist.

    Returns the exit code; everything has been shown. Raises ``EngineError``.
    """
    installation = require_installation(progress)
    ensure_stack(cwd=cwd, stack=stack, installation=installation)
    return pulumi(arguments, cwd=cwd, stack=stack, installation=installation).returncode


def capture(arguments: Sequence[str], *, cwd: Path, stack: str) -> Result:
    """Run ``pulumi`` on a stack as ``pulumi()`` does and return what it wrote. Raises ``EngineError``."""
    return pulumi(arguments, cwd=cwd, stack=stack, capture=True)


def ensure_stack(
    *,
    cwd: Path,
    stack: str,
    installation: Installation | None = None,
    progress: Progress | None = None,
) -> bool:
    """Make the stack if it does not exist, without selecting it; returns whether it was made.

    Raises ``EngineError`` if it cannot be made.
    """
    prepared = _prepare(cwd, stack, None, installation, progress)
    if prepared.backend is not None and recovery.state_file(prepared.backend, prepared.project, stack):
        return False
    asks = needs_passphrase(stack, prepared.variables, prepared.project)
    if asks and not sys.stdin.isatty():
        raise EngineError(missing_passphrase(stack))
    result = prepared.run(["stack", "init", stack, "--no-select"], capture=not asks)
    if result.returncode and "already exists" not in result.stderr:
        raise EngineError(f"The stack {stack} cannot be made: {result.stderr.strip()}\n{result.hint}".rstrip())
    return result.returncode == 0


def recover(*, cwd: Path, stack: str, installation: Installation | None = None) -> list[str]:
    """Settle what a killed run may have created; returns the names (URNs) of the resources that exist.

    ``pulumi()`` does this by itself. Raises ``EngineError`` for what needs a person: resources whose identity
    only their provider knows, objects that belong to somebody else, and state that is not in local files.
    """
    prepared = _prepare(cwd, stack, None, installation, None)
    if prepared.backend is None:
        raise EngineError(
            f"The state of the stack {stack} is not in local files; after an interrupted run, `pulumi refresh` "
            "at a terminal asks what came of each resource."
        )
    return _settle(prepared, prepared.backend)


def _prepare(
    cwd: Path,
    stack: str,
    variables: Mapping[str, str] | None,
    installation: Installation | None,
    progress: Progress | None,
) -> _Stack:
    project = find_project(cwd)
    found = installation or require_installation(progress)
    complete = {**environment(stack, cwd=cwd, installation=found), **(variables or {})}
    return _Stack(stack, cwd, project, found, complete)


def _make_ready(stack: _Stack, command: str, *, interactive: bool) -> list[str]:
    """Do what has to be done before a command; returns what the user should know of it."""
    if command in ENCRYPTING and not interactive and needs_passphrase(stack.name, stack.variables, stack.project):
        raise EngineError(missing_passphrase(stack.name))
    if stack.backend is None:
        return []
    notes: list[str] = []
    if command in LOCKING:
        stale = release_stale_locks(stack.backend, stack.project, stack.name)
        notes += [f"Removed the lock of a run that was killed: {lock.describe()}" for lock in stale]
        _refuse_if_locked(stack, stack.backend)
    if recovery.may_have_pending_creates(stack.backend, stack.project, stack.name):
        if command in CREATING:
            found = _settle(stack, stack.backend)
            notes.append(f"An earlier run was interrupted; of what it was creating, {len(found)} exist and are kept")
        elif command == "preview":
            notes.append(
                "An earlier run was interrupted; what it created last may be shown as new, and `up` will find it"
            )
    return notes


def _settle(stack: _Stack, backend: Path) -> list[str]:
    if recovery.state_file(backend, stack.project, stack.name) is None:
        return []
    with held(backend, stack.project, stack.name), _copy(stack, backend) as copy:
        findings = recovery.examine(copy.output_of)
    if findings is None:
        return []
    recovery.import_into(stack.output_of, findings.export)
    if findings.foreign:
        raise EngineError(recovery.describe_foreign(findings.foreign))
    return list(findings.exist)


@contextlib.contextmanager
def _copy(stack: _Stack, backend: Path) -> Iterator[_Stack]:
    """Copy a stack into a backend of its own, in a folder that only we can read."""
    state = recovery.state_file(backend, stack.project, stack.name)
    with tempfile.TemporaryDirectory(prefix="kubespaces-") as folder:
        if state is not None:
            for file in (state, backend / ".pulumi" / "meta.yaml"):
                target = Path(folder) / file.relative_to(backend)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, target)
        yield replace(stack, variables={**stack.variables, "PULUMI_BACKEND_URL": Path(folder).as_uri()})


def _refuse_if_locked(stack: _Stack, backend: Path) -> None:
    held = locks(backend, stack.project, stack.name)
    if held:
        holders = "\n".join(f"  - {lock.describe()}" for lock in held)
        raise EngineError(
            f"The stack {stack.name} is being changed by\n{holders}\n"
            f"Wait for it to end. If you are sure that it has, `pulumi cancel --stack {stack.name}` removes "
            "its lock."
        )


def _tell(*lines: str) -> None:
    for line in lines:
        if line:
            print(line, file=sys.stderr, flush=True)  # noqa: T201 - the command line's own words
