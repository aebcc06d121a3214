"""Files that travel inside a tool's Go module, such as the chart of vCluster."""

import json
import os
import shutil
import tempfile
from pathlib import Path

from kubespaces.paths import cache_dir

from .cache import writing
from .errors import UnavailableError
from .go_build import ENVIRONMENT, usable_go
from .process import capture
from .versions import ToolSpec, spec

TIMEOUT = 300.0
"""Seconds for fetching one module; that of vCluster has 8 MB."""

VCLUSTER_CHART = ("vcluster-syncer", "chart")
"""Tool and folder of vCluster's chart; as it is in the source, its version says 0.0.1."""


def cached_files(tool: str, folder: str) -> Path | None:
    """Return a folder of a tool's Go module if it was fetched before, else None; asks nobody."""
    place = _place(spec(tool), folder)
    return place if place.is_dir() else None


def module_files(tool: str, folder: str) -> Path:
    """Return a folder of a tool's Go module, fetching the module first if need be; Go checks it against go.sum.

    Raises UnavailableError if there is no Go or the module cannot be had, ToolError if the cache cannot be written.
    """
    wanted = spec(tool)
    place = _place(wanted, folder)
    if place.is_dir():
        return place
    source = _fetch(wanted) / folder
    with writing(place.parent):
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
        try:
            # Go keeps modules read-only; a copy of ours is removed like anything else in the cache.
            shutil.copytree(source, draft / "files", copy_function=shutil.copyfile)
            for path in (draft / "files", *(draft / "files").rglob("*")):
                path.chmod(0o755 if path.is_dir() else 0o644)
            if not place.is_dir():  # another process was faster
                (draft / "files").replace(place)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return place


def _place(wanted: ToolSpec, folder: str) -> Path:
    return cache_dir() / "sources" / f"{wanted.name}-{wanted.version}" / folder


def _fetch(wanted: ToolSpec) -> Path:
    go = usable_go(wanted.go)
    command = [str(go.path), "mod", "download", "-json", wanted.go.module]
    try:
        answer = json.loads(capture(command, TIMEOUT, {**os.environ, **ENVIRONMENT}, wanted.go.directory))
    except (OSError, RuntimeError, ValueError) as error:
        raise UnavailableError(f"the source of {wanted.name} {wanted.version} cannot be had: {error}") from error
    return Path(answer["Dir"])
