"""Gets a tool that is not there: the official download, else a build from pinned Go modules."""

from collections.abc import Callable, Iterable
from pathlib import Path

from . import network
from .cache import DamagedError, Origin, Slot
from .download import fetch
from .errors import BadDownloadError, ToolError, UnavailableError
from .finder import Tool, as_tool, find, slot_of
from .go_build import build
from .probe import read_version
from .progress import ConsoleProgress, Progress
from .versions import ToolSpec, spec, this_platform

Way = Callable[[ToolSpec, Path, Progress], tuple[str, str]]
"""Puts a tool into a folder; returns its executable's path in there and where it is from."""


def require(tool: str, *, progress: Progress | None = None) -> Tool:
    """Return the tool, getting it first if it is not there.

    In this order: ``KUBESPACES_<TOOL>``, a good enough one on PATH, the cache, the official download with its
    checksum, a build from the pinned Go module. Progress is told on standard error unless given.

    Raises ToolError if the variable names nothing usable or if all ways are closed; the message says why.
    """
    return find(tool) or _obtain(spec(tool), progress or ConsoleProgress())


def require_all(tools: Iterable[str], *, progress: Progress | None = None) -> dict[str, Tool]:
    """Return several tools, as :func:`require` does for one, one after the other.

    Raises ToolError at the first that cannot be had.
    """
    shown = progress or ConsoleProgress()
    found = {tool: find(tool) for tool in tools}
    missing = [tool for tool, there in found.items() if there is None]
    if len(missing) > 1 and network.downloads_mode() != "never":
        network.find_unreachable(url for tool in missing for url in _addresses(tool))
    return {tool: there or _obtain(spec(tool), shown) for tool, there in found.items()}


def repair(slot: Slot, progress: Progress) -> None:
    """Remove an entry of the cache that is damaged. The caller holds the lock."""
    try:
        slot.load()
    except DamagedError as error:
        progress.warn(f"{error}; it is made again")
        slot.discard()


def _obtain(wanted: ToolSpec, progress: Progress) -> Tool:
    slot = slot_of(wanted)
    with slot.lock(progress):
        repair(slot, progress)
        slot.sweep()
        entry = slot.load()
        if entry is not None:  # another process was faster
            return as_tool(wanted.name, entry)
        reasons = []
        ways: tuple[tuple[Origin, Way], ...] = (("download", _download), ("build", build))
        for origin, way in ways:
            try:
                return _make(wanted, slot, origin, way, progress)
            except BadDownloadError as error:
                progress.warn(f"{wanted.name}: {error}")
                reasons.append(str(error))
            except UnavailableError as error:
                reasons.append(str(error))
                if origin == "download":
                    progress.say(f"{wanted.name} {wanted.version}: no download: {error}")
    raise ToolError(_all_closed(wanted, reasons))


def _make(wanted: ToolSpec, slot: Slot, origin: Origin, way: Way, progress: Progress) -> Tool:
    with slot.workspace() as workspace:
        executable, detail = way(wanted, workspace, progress)
        path = workspace / executable
        path.chmod(0o755)
        version = _checked_version(wanted, path, origin)
        return as_tool(wanted.name, slot.publish(workspace, executable, version, origin, detail))


def _checked_version(wanted: ToolSpec, path: Path, origin: Origin) -> str:
    """Try the new executable before anybody relies on it."""
    try:
        version = read_version(path, wanted)
    except UnavailableError as error:
        raise UnavailableError(f"the {origin} of {wanted.name} does not run here: {error}") from error
    if version != wanted.version:
        what = f"the {origin} of {wanted.name} says that it is version {version}, not {wanted.version}"
        raise BadDownloadError(what) if origin == "download" else ToolError(what)
    return version


def _download(wanted: ToolSpec, workspace: Path, progress: Progress) -> tuple[str, str]:
    host = this_platform()
    release = wanted.release(host)
    if release is None:
        raise UnavailableError(f"its publisher has no release for {host.os}/{host.arch}")
    title = f"{wanted.name} {wanted.version}: downloading"
    return fetch(release, workspace, title, progress), release.url


def _addresses(tool: str) -> list[str]:
    release = spec(tool).release(this_platform())
    return [network.located(release.checksums)] if release else []


def _all_closed(wanted: ToolSpec, reasons: list[str]) -> str:
    tried = "\n".join(f"  - {reason}" for reason in reasons)
    return (
        f"{wanted.name} {wanted.version} is not there and cannot be had:\n{tried}\n"
        f"Put {wanted.name} {wanted.on_path} on PATH, set {wanted.variable} to one, or install Go; "
        "`kubespaces doctor` shows all tools"
    )
