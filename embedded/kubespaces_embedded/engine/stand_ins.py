"""Launchers of our stand-ins for the engine's official plugins.

The engine finds a plugin by the name of an executable on PATH, so a stand-in is a small script of that name
that starts the Python module in the interpreter Kubespaces runs under.
"""

import contextlib
import hashlib
import os
import shlex
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from kubespaces.paths import cache_dir

from .errors import EngineError

KEEP_DAYS = 30
"""Launchers that no command has used for so long are removed: their environment or engine may be gone."""


@dataclass(frozen=True)
class StandIn:
    """One of our plugins."""

    kind: str
    name: str
    launchers: tuple[tuple[str, str], ...]
    """File name of each executable that the official plugin brings, to the module that stands in for it."""

    @property
    def filename(self) -> str:
        """Name of the official executable."""
        return f"pulumi-{self.kind}-{self.name}"


LANGUAGE_HOST = StandIn(
    "language",
    "python",
    (
        ("pulumi-language-python", "kubespaces_embedded.language_host"),
        ("pulumi-resource-pulumi-python", "kubespaces_embedded.language_host.dynamic"),
    ),
)
KUBERNETES = StandIn(
    "resource", "kubernetes", (("pulumi-resource-kubernetes", "kubespaces_embedded.kubernetes_provider"),)
)
ALL = (LANGUAGE_HOST, KUBERNETES)


def stand_ins_dir() -> Path:
    """Return the folder of the cache that holds all launchers."""
    return cache_dir() / "stand-ins"


def make(stand_in: StandIn, pulumi: Path) -> Path:
    """Return a folder with the launchers of a stand-in, and nothing else that the engine looks for.

    It is named after its content, made once and in one step. With the language host comes a hard link to the
    engine, where the file system allows: the official host lies beside the engine, and the engine warns about
    every other place, several times a run. Raises ``EngineError`` if the cache cannot be written.
    """
    scripts = {file: _script(module) for file, module in stand_in.launchers}
    linked = pulumi if stand_in is LANGUAGE_HOST else None
    folder = stand_ins_dir() / _digest(scripts, linked)
    try:
        if folder.is_dir():
            os.utime(folder)
        else:
            _publish(folder, scripts, linked)
            _sweep(folder)
    except OSError as error:
        raise EngineError(
            f"{folder}: cannot be written: {error.strerror}; KUBESPACES_CACHE names another folder for caches"
        ) from error
    return folder


def _script(module: str) -> str:
    # Isolated: neither PYTHONPATH nor the program's folder may change what the plugin imports.
    return f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -I -m {module} "$@"\n'


def _digest(scripts: dict[str, str], linked: Path | None) -> str:
    content = hashlib.sha256(repr(sorted(scripts.items())).encode())
    if linked is not None:
        status = linked.stat()
        content.update(repr((str(linked), status.st_size, status.st_mtime_ns)).encode())
    return content.hexdigest()[:20]


def _publish(folder: Path, scripts: dict[str, str], linked: Path | None) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", dir=folder.parent))
    draft.chmod(0o755)
    for name, text in scripts.items():
        (draft / name).write_text(text, encoding="utf-8")
        (draft / name).chmod(0o755)
    if linked is not None:
        with contextlib.suppress(OSError):  # another file system: the engine warns, and works
            (draft / "pulumi").hardlink_to(linked.resolve())
    try:
        draft.rename(folder)
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)
        if not folder.is_dir():  # else another process was faster
            raise


def _sweep(kept: Path) -> None:
    limit = time.time() - KEEP_DAYS * 86400
    for folder in kept.parent.iterdir():
        if folder != kept and folder.stat().st_mtime < limit:
            shutil.rmtree(folder, ignore_errors=True)
