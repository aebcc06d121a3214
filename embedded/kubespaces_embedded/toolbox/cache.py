"""The cache of tools: one folder for each content, filled in one step or not at all.

Layout under ``cache_dir()/tools/<name>/``:

- ``<digest>/`` a finished tool with its ``manifest.json``; the digest covers all that decides what it is;
- ``<digest>.lock`` held (flock) by the process that is making it, released by the kernel however that ends;
- ``<digest>.*.partial/`` where it is made; without a holder of the lock it is a leftover and is removed.

All of it can be deleted at any time at the price of making the tools again.
"""

import contextlib
import errno
import fcntl
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from kubespaces.paths import cache_dir

from .errors import ToolError
from .progress import Progress

Origin = Literal["download", "build"]

_MANIFEST = "manifest.json"
_POLL = 0.2
"""Seconds between two attempts to get a lock that another process holds."""


class DamagedError(ToolError):
    """An entry of the cache is not what was put there."""


@dataclass(frozen=True)
class Manifest:
    """What is recorded of a cached tool."""

    version: str
    source: Origin
    detail: str
    """The address it came from or the Go version that built it, for people."""
    executable: str
    """Path of the executable inside the entry."""
    size: int
    sha256: str


@dataclass(frozen=True)
class Entry:
    """A finished tool in the cache."""

    path: Path
    manifest: Manifest


def tools_dir() -> Path:
    """Return the folder of the cache that holds all tools."""
    return cache_dir() / "tools"


def digest(content: Mapping[str, object]) -> str:
    """Return a short name for everything that decides what a tool is."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Slot:
    """The place of one tool with one content."""

    def __init__(self, name: str, digest: str) -> None:
        self.name = name
        self.digest = digest
        self.folder = tools_dir() / name
        self.directory = self.folder / digest

    def load(self) -> Entry | None:
        """Return the finished tool, or None if there is none.

        Raises DamagedError if the manifest or the executable is missing, cut short or not executable. The
        checksum is left to :meth:`verify`: reading hundreds of megabytes has no place in every command.
        """
        if not self.directory.is_dir():
            return None
        try:
            data = json.loads((self.directory / _MANIFEST).read_text(encoding="utf-8"))
            manifest = Manifest(**data)
            path = self.directory / manifest.executable
            size = path.stat().st_size
        except (OSError, ValueError, TypeError) as error:
            raise DamagedError(f"{self.directory} is damaged ({error})") from error
        if size != manifest.size:
            raise DamagedError(f"{path} is damaged: it has {size} bytes, not {manifest.size}")
        if not os.access(path, os.X_OK):
            raise DamagedError(f"{path} is damaged: it may not be executed")
        return Entry(path, manifest)

    def verify(self) -> None:
        """Compare the executable with its recorded SHA-256; raises DamagedError if they differ."""
        entry = self.load()
        if entry and file_digest(entry.path) != entry.manifest.sha256:
            raise DamagedError(f"{entry.path} is damaged: its SHA-256 is not the recorded one")

    @contextlib.contextmanager
    def lock(self, progress: Progress) -> Iterator[None]:
        """Hold the right to make this tool, waiting for whoever has it.

        Raises ToolError if the cache cannot be written.
        """
        with writing(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            descriptor = _open_lock(self.folder / f"{self.digest}.lock")
        try:
            if not _try_lock(descriptor):
                title = f"{self.name}: waiting for another process that is fetching or building it"
                with progress.task(title):
                    while not _try_lock(descriptor):
                        time.sleep(_POLL)
            yield
        finally:
            os.close(descriptor)

    @contextlib.contextmanager
    def workspace(self) -> Iterator[Path]:
        """Give an empty folder beside the entry; what is not published from it is removed at the end."""
        with writing(self.folder):
            path = Path(tempfile.mkdtemp(prefix=f"{self.digest}.", suffix=".partial", dir=self.folder))
        try:
            yield path
        finally:
            shutil.rmtree(path, ignore_errors=True)

    def publish(self, workspace: Path, executable: str, version: str, source: Origin, detail: str) -> Entry:
        """Make the workspace the entry, in one step. The caller holds the lock."""
        path = workspace / executable
        with writing(self.folder):
            path.chmod(0o755)
            manifest = Manifest(version, source, detail, executable, path.stat().st_size, file_digest(path))
            (workspace / _MANIFEST).write_text(json.dumps(asdict(manifest), indent=2) + "\n", encoding="utf-8")
            workspace.chmod(0o755)  # mkdtemp gives a private folder
            self.discard()
            workspace.replace(self.directory)
        return Entry(self.directory / executable, manifest)

    def discard(self) -> None:
        """Remove the entry, in one step. The caller holds the lock."""
        if self.directory.exists():
            grave = Path(tempfile.mkdtemp(prefix=f"{self.digest}.", suffix=".partial", dir=self.folder))
            self.directory.replace(grave)
            shutil.rmtree(grave, ignore_errors=True)

    def sweep(self) -> None:
        """Remove what killed processes left of this tool. The caller holds the lock of this slot."""
        for leftover in self.folder.glob("*.partial"):
            owner = leftover.name.split(".", 1)[0]
            if owner == self.digest:
                shutil.rmtree(leftover, ignore_errors=True)
                continue
            descriptor = _open_lock(self.folder / f"{owner}.lock")
            try:
                if _try_lock(descriptor):
                    shutil.rmtree(leftover, ignore_errors=True)
            finally:
                os.close(descriptor)


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Say in plain words why the cache cannot be written."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            advice = "free some space or set KUBESPACES_CACHE to a folder on another disk"
        else:
            advice = "set KUBESPACES_CACHE to a folder that you may write"
        raise ToolError(f"cannot write to the cache {folder}: {error.strerror or error}; {advice}") from error


def _open_lock(path: Path) -> int:
    # Python's file descriptors are not inherited: the lock ends with this process, not with its children.
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
