"""Looks for a tool without changing anything: environment variable, PATH, cache."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from .cache import DamagedError, Entry, Slot, digest, file_digest
from .errors import ToolError, UnavailableError
from .go_build import ENVIRONMENT, FLAGS
from .probe import read_version
from .versions import ToolSpec, in_range, spec, this_platform

Source = Literal["path", "environment", "download", "build", "stand-in"]


@dataclass(frozen=True)
class Tool:
    """An executable that can be used."""

    name: str
    path: Path
    version: str
    """Such as ``1.34.2``; empty for a plugin that does not tell its version."""
    source: Source


@dataclass(frozen=True)
class Rejected:
    """An executable that was found but is not used."""

    path: Path
    reason: str


@dataclass(frozen=True)
class Finding:
    """What was found for one tool."""

    tool: Tool | None
    rejected: tuple[Rejected, ...]


def find(tool: str) -> Tool | None:
    """Return the tool if it is there, else None; never downloads or builds.

    Raises ToolError for an unknown tool and for an environment variable that names nothing usable.
    """
    return look(tool).tool


def look(tool: str) -> Finding:
    """Like :func:`find`, and tell as well what was found but is not good enough."""
    wanted = spec(tool)
    named = _named(wanted)
    if named:
        return Finding(named, ())
    rejected: list[Rejected] = []
    for path in executables_on_path(wanted.name):
        try:
            version = read_version(path, wanted)
        except UnavailableError as error:
            rejected.append(Rejected(path, str(error)))
            continue
        if in_range(version, wanted.on_path):
            return Finding(Tool(tool, path, version, "path"), tuple(rejected))
        rejected.append(Rejected(path, f"version {version} is not {wanted.on_path}"))
    try:
        entry = slot_of(wanted).load()
    except DamagedError as error:
        return Finding(None, (*rejected, Rejected(slot_of(wanted).directory, str(error))))
    return Finding(as_tool(tool, entry) if entry else None, tuple(rejected))


def executables_on_path(name: str) -> Iterator[Path]:
    """Yield all executables of this name on PATH, in order, each file once; relative entries are left out."""
    seen: set[Path] = set()
    for folder in os.get_exec_path():
        path = Path(folder, name)
        if not path.is_absolute() or not path.is_file() or not os.access(path, os.X_OK):
            continue
        target = path.resolve()
        if target not in seen:
            seen.add(target)
            yield path


def slot_of(wanted: ToolSpec) -> Slot:
    """Return the tool's place in the cache.

    Its digest covers all that decides what the tool is. The version of Go is not part of it: a tool that is
    built stays usable when Go is updated or removed.
    """
    host = this_platform()
    module = wanted.go.directory
    content = {
        "tool": wanted.model_dump(include={"name", "version", "download"}),
        "package": wanted.go.package,
        "ldflags": wanted.go.ldflags(wanted.version),
        "flags": FLAGS,
        "environment": ENVIRONMENT,
        "go.mod": file_digest(module / "go.mod"),
        "go.sum": file_digest(module / "go.sum"),
        "platform": [host.os, host.arch],
    }
    return Slot(wanted.name, digest(content))


def as_tool(name: str, entry: Entry) -> Tool:
    """Return a cached tool as one to use."""
    return Tool(name, entry.path, entry.manifest.version, entry.manifest.source)


def _named(wanted: ToolSpec) -> Tool | None:
    value = os.environ.get(wanted.variable)
    if not value:
        return None
    path = Path(value).expanduser().absolute()
    where = f"{wanted.variable}={value}"
    advice = f"name an executable of {wanted.name} {wanted.named}, or unset the variable"
    if not path.is_file():
        raise ToolError(f"{where}: there is no such file; {advice}")
    if not os.access(path, os.X_OK):
        raise ToolError(f"{where}: the file is not executable; {advice}")
    try:
        version = read_version(path, wanted)
    except UnavailableError as error:
        raise ToolError(f"{where}: {error}; {advice}") from error
    if not in_range(version, wanted.named):
        raise ToolError(f"{where}: this is version {version}; {advice}")
    return Tool(wanted.name, path, version, "environment")
