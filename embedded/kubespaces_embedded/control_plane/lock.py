"""One command at a time on one control plane."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import ControlPlaneError

INTERVAL = 0.05
"""Seconds between two attempts to get the lock."""


@contextmanager
def exclusive(path: Path, timeout: float, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the lock file while the context lasts; call ``waiting`` once if somebody else holds it.

    The kernel releases the lock when its holder ends, however it ends. Raises ControlPlaneError after ``timeout``
    seconds of waiting.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _acquire(descriptor, path, timeout, waiting)
        yield
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, path: Path, timeout: float, waiting: Callable[[], None]) -> None:
    deadline = time.monotonic() + timeout
    told = False
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise ControlPlaneError(
                    f"another command has been working on this control plane for over {timeout:.0f} s "
                    f"(it holds {path}); wait for it, or end it and try again"
                ) from None
            if not told:
                waiting()
                told = True
            time.sleep(INTERVAL)
        else:
            return
