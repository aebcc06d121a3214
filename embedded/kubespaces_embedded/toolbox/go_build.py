"""Builds a tool from its pinned Go module."""

import collections
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .errors import ToolError, UnavailableError
from .process import capture, end_group, ended_on_signals
from .progress import Progress, Task
from .versions import GoPackage, ToolSpec

FLAGS = ("-mod=readonly", "-trimpath")
"""go.mod and go.sum are taken as they are; no path of this machine gets into the executable."""

ENVIRONMENT = {
    # Static: works with any C library, and without (or with half of) a C compiler.
    "CGO_ENABLED": "0",
    # Replaces what the user's environment or `go env -w` has; `-tags` or `-race` would make another tool.
    "GOFLAGS": "-buildvcs=false",
    "GOWORK": "off",
}

_GO_PROBE_TIMEOUT = 30.0
_TAIL = 20
"""Lines of the compiler's last words in an error message."""


@dataclass(frozen=True)
class Go:
    """A Go command."""

    path: Path
    version: str
    """Such as ``1.26.8``."""
    toolchain: str
    """Its GOTOOLCHAIN: ``local`` forbids it to fetch a newer one for itself."""

    def can_build(self, required: str) -> bool:
        """Tell whether it can build a module that requires this version of Go, if need be by fetching it."""
        if _numbers(self.version) >= _numbers(required):
            return True
        # Go fetches what go.mod asks for since 1.21 (go.dev/doc/toolchain), unless told to stay local.
        return _numbers(self.version) >= (1, 21) and not self.toolchain.startswith("local")


def find_go() -> Go | None:
    """Return the Go command on PATH, or None if there is none that works."""
    found = shutil.which("go")
    if found is None:
        return None
    command = [found, "env", "-json", "GOVERSION", "GOTOOLCHAIN"]
    try:
        # Outside of any module: go.mod of the current folder would have it switch to or fetch a toolchain.
        with tempfile.TemporaryDirectory() as elsewhere:
            data = json.loads(capture(command, _GO_PROBE_TIMEOUT, _environment(), Path(elsewhere)))
    except (OSError, RuntimeError, ValueError):
        return None
    version = re.search(r"\d+(\.\d+)+", str(data.get("GOVERSION")))
    return Go(Path(found), version.group(), str(data.get("GOTOOLCHAIN", ""))) if version else None


def required_go(package: GoPackage) -> str:
    """Return the version of Go that the module asks for."""
    found = re.search(r"^go (\S+)$", (package.directory / "go.mod").read_text(encoding="utf-8"), re.MULTILINE)
    if found is None:
        raise ToolError(f"{package.directory / 'go.mod'} does not say which version of Go it needs")
    return found.group(1)


def usable_go(package: GoPackage) -> Go:
    """Return a Go command that can build the package; raises UnavailableError saying what is missing."""
    required = required_go(package)
    go = find_go()
    if go is None:
        raise UnavailableError(f"building it needs Go {required} or newer, and no working `go` is on PATH")
    if not go.can_build(required):
        raise UnavailableError(
            f"building it needs Go {required} or newer; {go.path} is {go.version} and "
            + ("GOTOOLCHAIN=local keeps it from fetching a newer one" if go.toolchain == "local" else "too old")
        )
    return go


def build(spec: ToolSpec, workspace: Path, progress: Progress) -> tuple[str, str]:
    """Build into the workspace; return the executable's path in there and a word on what built it.

    A build that was interrupted goes on where it was: Go keeps what it has compiled in its own cache.
    Raises UnavailableError if there is no usable Go, or with the compiler's last words if it fails.
    """
    go = usable_go(spec.go)
    command = [str(go.path), "build", "-v", *FLAGS, "-ldflags", spec.go.ldflags(spec.version)]
    command += ["-o", str(workspace / spec.name), spec.go.package]
    title = f"{spec.name} {spec.version}: building with Go {go.version}"
    progress.say(f"{spec.name} {spec.version} is built from source, about {spec.go.minutes} min on two cores, once")
    with progress.task(title) as task:
        code, tail = _run(command, spec.go.directory, task)
    if code != 0:
        words = "\n".join(f"  {line}" for line in tail) or "  (it said nothing)"
        raise UnavailableError(f"building {spec.name} {spec.version} failed with exit code {code}:\n{words}")
    return spec.name, f"Go {go.version}"


def _run(command: list[str], directory: Path, task: Task) -> tuple[int, list[str]]:
    """Run the build; return its exit code and its last lines that are no progress."""
    with ended_on_signals():
        try:
            # Its pipe also ends it should this process be killed: `-v` makes it write, and fail, soon.
            process = subprocess.Popen(
                command,
                cwd=directory,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except OSError as error:
            raise UnavailableError(f"{command[0]} cannot be started: {error.strerror or error}") from error
        try:
            tail = _follow(process.stderr or (), task)
            return process.wait(), tail
        finally:
            if process.poll() is None:
                end_group(process)
            if process.stderr:
                process.stderr.close()


def _follow(output: Iterable[bytes], task: Task) -> list[str]:
    tail: collections.deque[str] = collections.deque(maxlen=_TAIL)
    modules = packages = 0
    for raw in output:
        line = raw.decode(errors="replace").rstrip()
        if line.startswith("go: downloading "):
            modules += 1
            task.update(f"{modules} modules fetched")
        elif line and " " not in line:  # `-v` names each package that it compiles
            packages += 1
            task.update(f"{packages} packages compiled")
        elif line:
            tail.append(_without_passwords(line))
    return list(tail)


def _without_passwords(line: str) -> str:
    """Hide the user and password that the address of a private module proxy can have."""
    return re.sub(r"://[^/@\s]+@", "://***@", line)


def _environment() -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if name not in ("GOOS", "GOARCH")}
    return environment | ENVIRONMENT


def _numbers(version: str) -> tuple[int, ...]:
    found = re.match(r"\d+(\.\d+)*", version)
    return tuple(int(part) for part in found.group().split(".")) if found else ()
