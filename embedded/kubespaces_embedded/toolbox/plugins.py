"""Finds the engine's official plugins, in the places and the order in which the engine looks itself."""

import os
from pathlib import Path

from .cache import DamagedError, Slot, digest
from .download import fetch
from .errors import BadDownloadError, UnavailableError
from .finder import Tool, as_tool, executables_on_path
from .obtain import repair
from .progress import ConsoleProgress, Progress
from .versions import PluginSpec, Release, plugin_spec, this_platform

_STAND_IN_MARK = b"kubespaces_embedded"
"""Every launcher of a stand-in is a script that names this package in its first lines."""


def find_plugin(kind: str, name: str, *, pulumi: Tool | None = None) -> Tool | None:
    """Return the official plugin if it is there, else None; never downloads.

    On PATH first, then beside the ``pulumi`` executable (language hosts), then ``$PULUMI_HOME/plugins`` and
    our cache in the version that the installed Python SDK asks for (go/common/workspace/plugins.go).
    Our own stand-ins are passed over wherever they are. Raises ToolError for a plugin not in versions.toml.
    """
    wanted = plugin_spec(kind, name)
    for path in executables_on_path(wanted.filename):
        if not is_stand_in(path):
            return Tool(wanted.filename, path, "", "path")
    if wanted.bundled:
        return _beside(pulumi, wanted) if pulumi else None
    return _installed(wanted) or _cached(wanted)


def require_plugin(
    kind: str, name: str, *, pulumi: Tool | None = None, progress: Progress | None = None
) -> Tool | None:
    """Return the official plugin, downloading it if it is not there and can be had.

    None means that the stand-in has to do; why is told as progress. Raises ToolError for a plugin that is not
    in versions.toml and for a cache that cannot be written.
    """
    wanted = plugin_spec(kind, name)
    found = find_plugin(kind, name, pulumi=pulumi)
    release = release_of(wanted)
    if found or release is None:
        return found
    shown = progress or ConsoleProgress()
    slot = slot_of_plugin(wanted)
    with slot.lock(shown):
        repair(slot, shown)
        slot.sweep()
        entry = slot.load()
        if entry is not None:
            return as_tool(wanted.filename, entry)
        try:
            with slot.workspace() as workspace:
                title = f"{wanted.filename} {wanted.version}: downloading"
                executable = fetch(release, workspace, title, shown)
                entry = slot.publish(workspace, executable, wanted.version or "", "download", release.url)
        except UnavailableError as error:
            shown.say(f"{wanted.filename} {wanted.version}: no download: {error}; our stand-in is used")
            return None
        except BadDownloadError as error:
            shown.warn(f"{wanted.filename}: {error}; our stand-in is used")
            return None
    return as_tool(wanted.filename, entry)


def is_stand_in(path: Path) -> bool:
    """Tell whether an executable is the launcher of one of our stand-ins."""
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError:
        return False
    return start.startswith(b"#!") and _STAND_IN_MARK in start


def _beside(pulumi: Tool, wanted: PluginSpec) -> Tool | None:
    path = pulumi.path.resolve().parent / wanted.filename
    usable = path.is_file() and os.access(path, os.X_OK) and not is_stand_in(path)
    return Tool(wanted.filename, path, pulumi.version, pulumi.source) if usable else None


def _installed(wanted: PluginSpec) -> Tool | None:
    home = os.environ.get("PULUMI_HOME")
    plugins = (Path(home).expanduser() if home else Path.home() / ".pulumi") / "plugins"
    folder = plugins / f"{wanted.kind}-{wanted.name}-v{wanted.version}"
    path = folder / wanted.filename
    if Path(f"{folder}.partial").exists() or not path.is_file() or not os.access(path, os.X_OK):
        return None  # the engine marks a folder that it has not finished with such a file
    return Tool(wanted.filename, path, wanted.version or "", "path")


def _cached(wanted: PluginSpec) -> Tool | None:
    try:
        entry = slot_of_plugin(wanted).load()
    except DamagedError:
        return None
    return as_tool(wanted.filename, entry) if entry else None


def release_of(wanted: PluginSpec) -> Release | None:
    """Return the plugin's official release for this platform, or None if it has none of its own."""
    if wanted.download is None or wanted.version is None:
        return None
    return wanted.download.release(wanted.version, this_platform())


def slot_of_plugin(wanted: PluginSpec) -> Slot:
    """Return the plugin's place in the cache."""
    host = this_platform()
    content = {
        "plugin": wanted.model_dump(include={"kind", "name", "download"}),
        "version": wanted.version,
        "platform": [host.os, host.arch],
    }
    return Slot(wanted.filename, digest(content))
