"""Examines what the embedded platform needs on this machine, for `kubespaces doctor`; changes nothing."""

import shutil
import sys
from dataclasses import dataclass, replace
from importlib.metadata import version as installed_version
from pathlib import Path

from kubespaces.paths import cache_dir, state_dir

from . import network
from .cache import DamagedError
from .errors import ToolError, UnavailableError
from .finder import Rejected, Tool, look, slot_of
from .go_build import find_go, required_go, usable_go
from .obtain import require_all
from .plugins import find_plugin, release_of, require_plugin
from .progress import Progress
from .versions import (
    Download,
    PluginSpec,
    ToolSpec,
    in_range,
    needed_tools,
    plugin_specs,
    spec,
    this_platform,
    tool_names,
)

DISK_LEAST = 10**9
"""Bytes that have to be free: the tools take 0.4 GB, a control plane's data some 0.1 GB."""

DISK_BUILD = 7 * 10**9
"""Bytes that building all tools takes (measured: Go's caches of builds 3.8 GB and modules 2.4 GB, tools 0.4 GB)."""

STAND_IN = "stand-in"
_INSTALL = "kubespaces doctor --install"


@dataclass(frozen=True)
class Check:
    """One line of the report."""

    name: str
    ok: bool
    """Whether work can go on: it is there and good, or it can be had."""
    source: str
    """How it is there (path, environment, download, build, stand-in), or empty if it is not."""
    found: str
    """Where it is."""
    version: str
    wanted: str
    notes: tuple[str, ...] = ()
    """What was found but is not used, and why; what stands in the way."""
    next: str = ""
    """What to do: a command or a variable to set; empty if there is nothing to do."""


def examine() -> list[Check]:
    """Return all checks: Python, Go, free space, each tool, each plugin, the SDK against the engine.

    Nothing is downloaded or built and no server is asked; cached tools are compared with their SHA-256.
    """
    tools = {name: _tool(spec(name)) for name in tool_names()}
    complete = all(tools[name].source for name in needed_tools())
    pulumi = tools["pulumi"]
    engine = Tool("pulumi", Path(pulumi.found), pulumi.version, "path") if pulumi.source else None
    return [
        _python(),
        _go(complete),
        _disk("cache", cache_dir(), complete),
        _disk("state", state_dir(), complete=True),
        *tools.values(),
        *(_plugin(wanted, engine) for wanted in plugin_specs()),
        _sdk(engine),
    ]


def install_all(progress: Progress | None = None) -> None:
    """Get all tools but the optional ones, and the official plugins as far as they can be had.

    Raises ToolError at the first tool that cannot be had.
    """
    pulumi = require_all(needed_tools(), progress=progress)["pulumi"]
    for wanted in plugin_specs():
        require_plugin(wanted.kind, wanted.name, pulumi=pulumi, progress=progress)


def _python() -> Check:
    wanted = ">=3.11"
    version = ".".join(str(part) for part in sys.version_info[:3])
    ok = in_range(version, wanted)
    advice = "" if ok else "make the virtual environment again with a newer Python"
    return Check("python", ok, "path", sys.executable, version, wanted, (), advice)


def _go(complete: bool) -> Check:
    required = max((required_go(spec(name).go) for name in needed_tools()), key=_numbers)
    wanted = f">={required}"
    go = find_go()
    notes: tuple[str, ...] = ()
    if go is None:
        notes = ("only needed to build tools that can be neither found nor downloaded",)
    elif not go.can_build(required):
        notes = (f"too old, and GOTOOLCHAIN={go.toolchain} keeps it from fetching a newer one",)
    else:
        return Check("go", True, "path", str(go.path), go.version, wanted)
    advice = "" if complete else f"install Go {required} or newer (go.dev/doc/install)"
    where, version = (str(go.path), go.version) if go else ("", "")
    # The tools say themselves whether they can still be had without Go.
    return Check("go", True, "path" if go else "", where, version, wanted, notes, advice)


def _disk(name: str, folder: Path, complete: bool) -> Check:
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(existing).free
    notes: tuple[str, ...] = ()
    if not complete and free < DISK_BUILD:
        notes = (f"building tools from source takes up to {_gigabytes(DISK_BUILD)} with Go's own caches",)
    ok = free >= DISK_LEAST
    variable = "KUBESPACES_CACHE" if name == "cache" else "KUBESPACES_HOME"
    advice = "" if ok else f"free some space, or set {variable} to a folder on another disk"
    shown = f"{_gigabytes(free)} free"
    return Check(f"{name} folder", ok, "path", str(folder), shown, f">={_gigabytes(DISK_LEAST)} free", notes, advice)


def _tool(wanted: ToolSpec) -> Check:
    try:
        finding = look(wanted.name)
    except ToolError as error:
        advice = f"correct or unset {wanted.variable}"
        return Check(wanted.name, False, "", "", "", wanted.named, (str(error),), advice)
    notes = _notes(finding.rejected)
    tool = finding.tool
    if tool is None:
        return _missing_optional(wanted, notes) if wanted.purpose else _missing(wanted, notes)
    if tool.source in ("download", "build"):
        try:
            slot_of(wanted).verify()
        except DamagedError as error:
            advice = f"rm -r {slot_of(wanted).directory}; {_INSTALL}"
            return Check(wanted.name, False, "", "", "", wanted.version, (*notes, str(error)), advice)
    accepted = wanted.named if tool.source == "environment" else wanted.on_path
    return Check(wanted.name, True, tool.source, str(tool.path), tool.version, accepted, notes)


def _missing_optional(wanted: ToolSpec, notes: tuple[str, ...]) -> Check:
    missing = _missing(wanted, notes)
    # Without a way to have it, only what needs it is out of reach.
    note = f"optional: for {wanted.purpose}" + (", got when the first one is made" if missing.ok else "")
    return replace(missing, ok=True, notes=(note, *missing.notes), next="" if missing.ok else missing.next)


def _missing(wanted: ToolSpec, notes: tuple[str, ...]) -> Check:
    no_download = _no_download(wanted.download, wanted.version)
    no_build = _no_build(wanted)
    closed = tuple(reason for reason in (no_download, no_build) if reason)
    if not no_download:
        advice = f"{_INSTALL}  # download"
    elif not no_build:
        advice = f"{_INSTALL}  # build"
    else:
        advice = f"install Go, or export {wanted.variable}=/path/to/{wanted.name}"
    possible = not (no_download and no_build)
    return Check(wanted.name, possible, "", "", "", wanted.on_path, (*notes, *closed), advice)


def _no_download(download: Download | None, version: str) -> str:
    """Return why a download would fail, as far as that is known without asking anybody; else nothing."""
    if network.downloads_mode() == "never":
        return f"downloads are switched off by {network.MODE}=never"
    host = this_platform()
    release = download.release(version, host) if download else None
    if release is None:
        return f"its publisher has no release for {host.os}/{host.arch}"
    try:
        network.check_reachable(network.located(release.url))
    except UnavailableError as error:
        return str(error)
    return ""


def _no_build(wanted: ToolSpec) -> str:
    """Return why it cannot be built, or nothing."""
    try:
        usable_go(wanted.go)
    except UnavailableError as error:
        return str(error)
    return ""


def _plugin(wanted: PluginSpec, pulumi: Tool | None) -> Check:
    asked = wanted.version or "as pulumi"
    tool = find_plugin(wanted.kind, wanted.name, pulumi=pulumi)
    if tool:
        return Check(wanted.filename, True, tool.source, str(tool.path), tool.version, asked)
    notes: tuple[str, ...] = ("the official one is not there; ours takes its place",)
    if wanted.download and release_of(wanted):
        reason = _no_download(wanted.download, wanted.version or "")
        if not reason:
            advice = f"{_INSTALL}  # download"
            return Check(wanted.filename, True, STAND_IN, "", "", asked, notes, advice)
        notes = (*notes, reason)
    return Check(wanted.filename, True, STAND_IN, "", "", asked, notes)


def _sdk(engine: Tool | None) -> Check:
    version = installed_version("pulumi")
    wanted = spec("pulumi").on_path
    ok = in_range(version, wanted) and (engine is None or _minor(engine.version) == _minor(version))
    notes = () if engine is None else (f"the engine is {engine.version}",)
    advice = "" if ok else f"{sys.executable} -m pip install 'pulumi{wanted}'"
    return Check("pulumi SDK", ok, "path", "", version, wanted, notes, advice)


def _notes(rejected: tuple[Rejected, ...]) -> tuple[str, ...]:
    return tuple(f"{one.path}: {one.reason}" for one in rejected)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _minor(version: str) -> str:
    return version.rsplit(".", 1)[0]


def _gigabytes(size: int) -> str:
    return f"{size / 1e9:.0f} GB"
