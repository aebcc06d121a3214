"""Locks that the engine leaves on a stack when it is killed.

The file backend holds a stack's lock as a JSON file with the process, user, host and time of the run. A run
that is killed cannot remove it, and every later run refuses to start.
"""

import contextlib
import getpass
import json
import os
import socket
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

from .project import Project

CLOCK_TOLERANCE = 2.0
"""Seconds by which a process may seem to have started after it wrote its lock (clocks of kernel and Go differ)."""


@dataclass(frozen=True)
class Lock:
    """One lock of a stack."""

    file: Path
    pid: int
    username: str
    hostname: str
    since: datetime

    @property
    def is_stale(self) -> bool:
        """Whether the run that holds it is known to have ended: it was on this machine and its process is gone.

        A lock of another machine is never stale: nobody here can know.
        """
        if self.hostname != socket.gethostname():
            return False
        try:
            process = psutil.Process(self.pid)
            # Another process may have got the number since.
            reused = process.create_time() > self.since.timestamp() + CLOCK_TOLERANCE
            return reused or process.status() == psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return True

    def describe(self) -> str:
        """Return who holds the lock and since when."""
        return f"process {self.pid} of {self.username} on {self.hostname} since {self.since:%Y-%m-%d %H:%M:%S} UTC"


def locks(backend: Path, project: Project, stack: str) -> list[Lock]:
    """Return the locks of a stack in a file backend. Files that are no locks are left to the engine."""
    found = [_read(file) for file in sorted(_folder(backend, project, stack).glob("*.json"))]
    return [lock for lock in found if lock is not None]


def release_stale_locks(backend: Path, project: Project, stack: str) -> list[Lock]:
    """Remove the locks that killed runs on this machine left on a stack, and return them.

    Only files that were read and judged are removed, not whatever locks there are, so a run that starts at
    the same time keeps its own.
    """
    stale = [lock for lock in locks(backend, project, stack) if lock.is_stale]
    for lock in stale:
        lock.file.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            lock.file.with_name(f"{lock.file.name}.attrs").unlink(missing_ok=True)
    return stale


@contextlib.contextmanager
def held(backend: Path, project: Project, stack: str) -> Iterator[None]:
    """Hold a lock of our own on a stack, as a run would: others refuse to start meanwhile."""
    folder = _folder(backend, project, stack)
    folder.mkdir(parents=True, exist_ok=True)
    content = {
        "pid": os.getpid(),
        "username": getpass.getuser(),
        "hostname": socket.gethostname(),
        "timestamp": datetime.now(UTC).isoformat(),
    }
    # Not in the folder of locks: the engine takes every file there for one.
    draft = backend / ".pulumi" / f".{uuid.uuid4()}.draft"
    draft.write_text(json.dumps(content), encoding="utf-8")
    lock = draft.rename(folder / f"{uuid.uuid4()}.json")
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _folder(backend: Path, project: Project, stack: str) -> Path:
    return backend / ".pulumi" / "locks" / "organization" / project.name / stack.rpartition("/")[2]


def _read(file: Path) -> Lock | None:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        since = datetime.fromisoformat(content["timestamp"])
        return Lock(
            file=file,
            pid=int(content["pid"]),
            username=str(content["username"]),
            hostname=str(content["hostname"]),
            since=since.astimezone(UTC),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
