"""One virtual cluster's control plane as a running process: started, watched, started again, ended."""

import contextlib
import shutil
import socket
import ssl
import subprocess
import sys
import time
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import httpx

from kubespaces_embedded.control_plane.layout import write_private
from kubespaces_embedded.control_plane.logs import begin, last_words

from .relay import relay
from .sandbox import LOOPBACK, Description

BACKOFF = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds before it is started again after an end: the first, the second, ..., all later ones."""

STEADY = 60.0
"""Seconds of running after which the count of ends starts afresh."""

HAND_OVER = 30.0
"""Seconds that a sandbox may take until it is made; it takes a tenth of one, on a laptop under load a few."""

PROBE_TIMEOUT = 2.0
"""Seconds for the question whether it is ready."""


class Phase(StrEnum):
    """What an instance is doing."""

    STOPPED = "stopped"
    STARTING = "starting"
    READY = "ready"
    ENDING = "ending"


class Instance:
    """The process of one pod. ``listener`` is its door on this machine and stays open over restarts."""

    def __init__(self, folder: Path, log: Path, listener: socket.socket, api_port: int) -> None:
        self.folder = folder
        self.log = log
        self.phase = Phase.STOPPED
        self.restarts = 0
        self.started_at: datetime | None = None
        self.problem = ""
        self._listener = listener
        self._api_port = api_port
        self._process: subprocess.Popen[bytes] | None = None
        self._door: socket.socket | None = None
        self._ends = 0
        self._since = 0.0
        self._next_start = 0.0
        self._kill_at = 0.0
        # As a kubelet's probe: it asks whether the server is ready, and trusts nothing that it says.
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self._http = httpx.Client(verify=context, timeout=PROBE_TIMEOUT, trust_env=False)

    @property
    def port(self) -> int:
        """The loopback port of its API."""
        return int(self._listener.getsockname()[1])

    @property
    def endpoint(self) -> str:
        """The address of its API on this machine."""
        return f"https://{LOOPBACK}:{self.port}"

    @property
    def pid(self) -> int | None:
        """Process id of the sandbox, while it runs."""
        return self._process.pid if self._process else None

    def may_start(self) -> bool:
        """Tell whether it does not run and has waited long enough since it ended last."""
        return self.phase is Phase.STOPPED and time.monotonic() >= self._next_start

    def start(self, description: Description) -> None:
        """Start the process; raises OSError if it cannot be started."""
        Path(description.root).mkdir(parents=True, exist_ok=True)
        write_private(self.folder / "sandbox.json", description.dump())
        near, far = socket.socketpair()
        fds = (self._listener.fileno(), far.fileno())
        command = [sys.executable, "-m", "kubespaces_embedded.virtual.sandbox", str(self.folder / "sandbox.json")]
        with near, far, begin(self.log) as output:
            self._process = subprocess.Popen(
                [*command, *map(str, fds)],
                pass_fds=fds,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            far.close()
            self._open_door(near)
        self.phase, self._since = Phase.STARTING, time.monotonic()
        self.started_at = datetime.now(UTC)

    def look(self) -> None:
        """Take note of what has become of it."""
        if self._process is None:
            return
        code = self._process.poll()
        if code is not None:
            self._note_end(code)
        elif self.phase is Phase.ENDING:
            if time.monotonic() >= self._kill_at:
                self._process.kill()
        else:
            self.phase = Phase.READY if self._answers() else Phase.STARTING
            self.problem = "" if self.phase is Phase.READY else "its API is not ready yet"

    def stop(self, grace: float) -> None:
        """Ask it to end; :meth:`look` ends it after ``grace`` seconds."""
        if self._process is None or self.phase is Phase.ENDING:
            return
        self.phase, self._kill_at = Phase.ENDING, time.monotonic() + grace
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()

    def close(self) -> None:
        """Let go of everything; whatever still runs is ended at once."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._close_door()
        self._listener.close()
        self._http.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _note_end(self, code: int) -> None:
        ran = time.monotonic() - self._since
        self._ends = 1 if ran > STEADY else self._ends + 1
        pause = BACKOFF[min(self._ends, len(BACKOFF)) - 1]
        words = last_words(self.log)
        self.problem = f"ended with code {code}" + (f": {words}" if words else "") + f" (log: {self.log})"
        self.restarts += self.phase is not Phase.ENDING
        self.phase, self._process, self._next_start = Phase.STOPPED, None, time.monotonic() + pause
        self._close_door()

    def _answers(self) -> bool:
        try:
            return self._http.get(f"{self.endpoint}/readyz").is_success
        except httpx.HTTPError:
            return False

    def _open_door(self, control: socket.socket) -> None:
        """Take over the sandbox's way to the host's API server."""
        control.settimeout(HAND_OVER)
        try:
            _, fds, _, _ = socket.recv_fds(control, 1, 1)
        except TimeoutError:
            fds = []
        if fds:
            self._door = socket.socket(fileno=fds[0])
            relay(self._door, LOOPBACK, self._api_port)

    def _close_door(self) -> None:
        if self._door is not None:
            with contextlib.suppress(OSError):  # it has no other side any more
                self._door.shutdown(socket.SHUT_RDWR)
            self._door.close()
            self._door = None
