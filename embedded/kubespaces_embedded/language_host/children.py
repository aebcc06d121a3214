"""The processes that the language host starts, and their end."""

import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

GRACE_SECONDS = 2.0
"""How long a process may take to end after it was asked to. The engine kills the host itself after 5 s."""


class Child:
    """A running program or plugin. It ends when it is done, when it is cancelled, or with the host."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.cancelled = False

    def end(self) -> None:
        """Ask the process to end, and kill it if it does not within the grace time."""
        self.cancelled = True
        if self.process.poll() is not None:
            return
        # An interrupt, as a terminal would send, so that `finally` clauses of a program run.
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def end_soon(self) -> None:
        """Do the same without waiting, for callbacks of the gRPC server."""
        threading.Thread(target=self.end, daemon=True).start()


class Children:
    """All processes of one language host.

    They stay in the host's process group: the engine makes one for every plugin and signals or kills it as a
    whole, so nothing is left even if the host is killed.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[Child] = set()
        self._closed = False

    def start(self, command: Sequence[str], *, cwd: Path | str, env: Mapping[str, str], capture: bool = False) -> Child:
        """Start a process, with its output captured or else passed on to the host's own.

        Raises ``ChildError`` if the program or the folder does not exist, or the host is shutting down.
        """
        pipe = subprocess.PIPE if capture else None
        with self._lock:
            if self._closed:
                raise ChildError("The Python language host is shutting down")
            try:
                process = subprocess.Popen(
                    command,
                    cwd=cwd,
                    env=env,
                    stdin=subprocess.DEVNULL,
                    stdout=pipe,
                    stderr=pipe,
                )
            except OSError as error:
                raise ChildError(f"Cannot start {command[0]} in {cwd}: {error.strerror}") from error
            child = Child(process)
            self._running.add(child)
            return child

    def wait(self, child: Child) -> int:
        """Wait until a process has ended and return its exit code, negative for a signal."""
        code = child.process.wait()
        with self._lock:
            self._running.discard(child)
        return code

    def end_all(self) -> None:
        """End every process and start no more."""
        with self._lock:
            self._closed = True
            running = list(self._running)
        threads = [threading.Thread(target=child.end, daemon=True) for child in running]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


class ChildError(Exception):
    """A process could not be started; the message is for the user."""


def describe_exit(code: int) -> str:
    """Return how a process ended, in words."""
    if code >= 0:
        return f"exited with code {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"


def inherited_environment() -> dict[str, str]:
    """Return the host's own environment, which the engine has prepared."""
    return dict(os.environ)
