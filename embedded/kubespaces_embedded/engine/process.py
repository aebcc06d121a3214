"""Running the engine as a process: terminal, signals and what it writes."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO

from .errors import EngineError

REMEMBERED = 64 * 1024
"""Bytes of the last error output that are kept to explain a failure."""


@dataclass(frozen=True)
class Ended:
    """How a process ended."""

    code: int
    """Its exit code; negative for a signal."""
    stdout: str
    """What it wrote if it was captured, else empty."""
    stderr: str
    """The same; if it was not captured, the end of what was shown."""


def run(command: Sequence[str], *, cwd: Path, env: Mapping[str, str], capture: bool) -> Ended:
    """Run a command to its end, whatever signals arrive meanwhile.

    The engine has to finish its checkpoint, so it is never killed. At a terminal a Ctrl-C reaches it
    directly, as a second one does, and this process only waits; without one, SIGINT is passed on, and SIGTERM
    always. Standard output stays the terminal, unless captured; error output is shown and remembered.

    Raises ``EngineError`` if the executable or the folder is not there.
    """
    foreground = _has_terminal()
    try:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=dict(env),
            stdin=subprocess.DEVNULL if capture else None,
            stdout=subprocess.PIPE if capture else None,
            stderr=subprocess.PIPE,
            # In a group of its own where no terminal signals the group: else it would get signals twice.
            process_group=None if foreground else 0,
        )
    except OSError as error:
        raise EngineError(f"{command[0]} cannot be started in {cwd}: {error.strerror}") from error
    stdout, stderr = bytearray(), bytearray()
    readers = [threading.Thread(target=_read, args=(process.stderr, stderr, not capture), daemon=True)]
    if capture:
        readers.append(threading.Thread(target=_read, args=(process.stdout, stdout, False), daemon=True))
    with _signals_passed_on(process, interrupt=not foreground):
        for reader in readers:
            reader.start()
        code = process.wait()
        for reader in readers:
            reader.join()
    return Ended(code, stdout.decode(errors="replace"), stderr.decode(errors="replace"))


def _read(stream: IO[bytes], kept: bytearray, shown: bool) -> None:
    while data := os.read(stream.fileno(), 65536):
        kept += data
        if shown:
            del kept[:-REMEMBERED]
            sys.stderr.write(data.decode(errors="replace"))
            sys.stderr.flush()
    stream.close()


def _has_terminal() -> bool:
    """Return whether this process belongs to the foreground of a terminal, whose Ctrl-C goes to all of it."""
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)


@contextlib.contextmanager
def _signals_passed_on(process: subprocess.Popen[bytes], *, interrupt: bool) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may handle signals, and it is busy with something else
        return

    def pass_on(number: int, _frame: FrameType | None) -> None:
        if number == signal.SIGTERM or interrupt:
            process.send_signal(number)

    before = {number: signal.signal(number, pass_on) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
