"""Child processes that leave nothing behind: each runs in a process group that is ended as a whole."""

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType

GRACE = 5.0
"""Seconds between asking a process group to end and ending it."""


def capture(command: list[str], timeout: float, environment: Mapping[str, str], directory: Path | None = None) -> str:
    """Return what a command prints.

    Raises OSError if it cannot be started, TimeoutError and RuntimeError (both with a readable message) if it
    does not end in time or fails.
    """
    shown = " ".join([Path(command[0]).name, *command[1:]])
    # A group of its own: a script that hangs has a child that would hold the pipe open after it.
    process = subprocess.Popen(
        command,
        cwd=directory,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        raise TimeoutError(f"`{shown}` did not end within {timeout:g} seconds") from None
    finally:
        if process.poll() is None:
            end_group(process, grace=0.1)
        if process.stdout:
            process.stdout.close()
    if process.returncode != 0:
        raise RuntimeError(f"`{shown}` failed with exit code {process.returncode}")
    return output.decode(errors="replace")


def end_group(process: subprocess.Popen[bytes], grace: float = GRACE) -> None:
    """End a process that was started with ``start_new_session=True``, and all its children."""
    _signal_group(process, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(grace)
    # Also when the leader is gone already: a child of it may have ignored the first signal.
    _signal_group(process, signal.SIGKILL)
    process.wait()


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    # PermissionError is what macOS answers for a group of zombies.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


@contextlib.contextmanager
def ended_on_signals() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP into SystemExit, so that ``finally`` ends the children of a long job.

    Signal handlers belong to the main thread; elsewhere this changes nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = (signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, _exit) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _exit(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
