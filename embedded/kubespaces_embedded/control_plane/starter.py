"""Brings a control plane up: starts what is missing, replaces what has changed or hangs, and waits."""

import contextlib
import os
import shutil
import time
from collections.abc import Callable

from . import components, kubeconfig, pki, ports, processes
from .components import API_SERVER, COMPONENTS, CONTROLLER_MANAGER, ETCD, VIRTUAL, Launch
from .errors import ControlPlaneError
from .layout import Layout, write_private
from .logs import last_words
from .readiness import Probe
from .record import ProcessRecord, Record, save
from .tools import Tools

INTERVAL = 0.02
"""Seconds between two questions whether something is ready."""

PROBE_TIMEOUT = 1.0
"""Seconds for one such question; short, so that a process that has died meanwhile is noticed soon."""

PATIENCE = 10.0
"""Seconds that a process which ran before may take to answer; then all three are restarted."""

UNDO_GRACE = 1.0
"""Seconds that a process gets to end after a failed start: nothing has been entrusted to it yet."""

PORT_ATTEMPTS = 5
"""How often a port that somebody else took in between is replaced by another one."""

LOW_SPACE = 200 * 2**20
"""Bytes below which a lack of space is named as a likely reason: etcd reserves 64 MB for each of two logs at once."""

_PORT_TAKEN = "address already in use"

Tell = Callable[[str], None]


class _PortTakenError(Exception):
    """Somebody else got the port between its choice and the start of the component."""

    def __init__(self, component: str) -> None:
        super().__init__(component)
        self.component = component


class _HungError(Exception):
    """A process that ran before is there but does not become ready."""


class Starter:
    """One attempt of ``up``; whoever makes it holds the lock.

    ``record`` is changed and saved on the way. ``tell`` gets a few words at every step that takes time, so it is
    never called if nothing has to be done.
    """

    def __init__(self, layout: Layout, tools: Tools, record: Record, *, timeout: float, tell: Tell) -> None:
        self._layout = layout
        self._tools = tools
        self._record = record
        self._timeout = timeout
        self._tell = tell
        self._started: set[str] = set()
        self._marks = components.marks(layout)

    def run(self) -> None:
        """Return when everything is ready; else stop what was started here and raise ControlPlaneError."""
        self._layout.create()
        pki.ensure(self._layout.pki, self._layout.name)
        write_private(self._layout.audit_policy, components.AUDIT_POLICY)
        before = dict(self._record.processes)
        try:
            self._run_with_free_ports()
        except BaseException:
            self._undo(before)
            raise

    def _run_with_free_ports(self) -> None:
        for _ in range(PORT_ATTEMPTS):
            try:
                return self._run_unless_hung()
            except _PortTakenError as taken:
                port = self._record.ports.pop(taken.component)
                self._tell(f"port {port} was taken, trying another one")
        raise ControlPlaneError(
            f"{PORT_ATTEMPTS} ports in a row were taken by somebody else before the control plane could listen; "
            "try again when fewer servers are starting on this machine"
        )

    def _run_unless_hung(self) -> None:
        try:
            self._bring_up()
        except _HungError as hung:
            self._tell(f"{hung}; restarting")
            for component in reversed(COMPONENTS):
                self._end(component)
            self._bring_up()

    def _bring_up(self) -> None:
        self._ensure(components.etcd(self._layout, self._tools))
        if ETCD in self._started:
            self._wait(ETCD, self._no_socket)
        port = self._port(API_SERVER)
        kubeconfig.write(self._layout, port)
        self._ensure(components.api_server(self._layout, self._tools, port, audit=self._record.audit))
        with Probe(self._layout, PROBE_TIMEOUT) as probe:
            self._wait(API_SERVER, lambda: probe.api_server(port))
            controllers_port = self._port(CONTROLLER_MANAGER)
            if API_SERVER in self._started:
                # Left alone, it would be back after up to 54 s (measured): its watches wait longer and longer.
                self._end(CONTROLLER_MANAGER)
            self._ensure(components.controller_manager(self._layout, self._tools, controllers_port))
            self._wait(CONTROLLER_MANAGER, lambda: probe.controllers(controllers_port) or probe.defaults(port))
        if self._record.virtual:
            self._ensure(components.virtual_clusters(self._layout, port))
        else:
            self._end(VIRTUAL)

    def _ensure(self, launch: Launch) -> None:
        """Start a component unless it runs the way it would be started now."""
        recorded = self._record.processes.get(launch.component)
        if recorded and recorded.digest == launch.digest() and processes.find(recorded):
            return
        self._end(launch.component)
        self._tell(f"starting {launch.component}")
        if launch.component == ETCD:
            components.client_socket(self._layout).unlink(missing_ok=True)
        self._record.processes[launch.component] = processes.start(
            launch,
            self._layout.sockets,
            self._layout.log(launch.component),
            # The runner gets tools when it needs them, with the user's proxies and folders.
            dict(os.environ) if launch.component == VIRTUAL else components.environment(self._layout),
        )
        self._started.add(launch.component)
        save(self._layout.record, self._record)

    def _end(self, component: str, grace: float | None = None) -> None:
        """End all processes of a component, recorded or not."""
        recorded = self._record.processes.pop(component, None)
        processes.stop(processes.find_all(recorded, self._marks[component]), grace)

    def _port(self, component: str) -> int:
        recorded = self._record.processes.get(component)
        if recorded and recorded.port and processes.find(recorded):
            return recorded.port
        port = self._record.ports.get(component)
        if port is None or not ports.is_free(port):
            port = self._record.ports[component] = ports.find_free()
        return port

    def _wait(self, component: str, missing: Callable[[], str | None]) -> None:
        """Wait until nothing is missing.

        Raises _PortTakenError, _HungError or ControlPlaneError if that does not come.
        """
        fresh = component in self._started
        deadline = time.monotonic() + (self._timeout if fresh else min(PATIENCE, self._timeout))
        while (problem := missing()) is not None:
            for started in self._started:
                if processes.find(self._record.processes[started]) is None:
                    raise self._death_of(started)
            if time.monotonic() > deadline:
                raise self._too_slow(component, problem) if fresh else _HungError(f"{component} {problem}")
            time.sleep(INTERVAL)

    def _no_socket(self) -> str | None:
        socket = components.client_socket(self._layout)
        return None if socket.exists() else f"does not listen on {socket}"

    def _death_of(self, component: str) -> Exception:
        log = self._layout.log(component)
        words = last_words(log)
        if _PORT_TAKEN in words and component in self._record.ports:
            return _PortTakenError(component)
        said = f"it said: {words}" if words else "it said nothing"
        return ControlPlaneError(f"{component} ended while starting; {said} (log: {log}){self._hint(component)}")

    def _too_slow(self, component: str, problem: str) -> ControlPlaneError:
        log = self._layout.log(component)
        words = last_words(log)
        said = f"; it said: {words}" if words else ""
        return ControlPlaneError(
            f"{component} was not ready within {self._timeout:.0f} s: it {problem}{said} (log: {log})"
            f"{self._hint(component)}"
        )

    def _hint(self, component: str) -> str:
        # On a full disk the reason may not even reach the log.
        free = shutil.disk_usage(self._layout.root).free
        if free < LOW_SPACE:
            return f"; only {free // 2**20} MiB are free on its disk, {LOW_SPACE // 2**20} are needed"
        if component == ETCD:
            name = self._layout.name
            return f"; if its data is damaged, `kubespaces local reset --name {name}` starts afresh"
        return ""

    def _undo(self, before: dict[str, ProcessRecord]) -> None:
        """Stop what this attempt started, so that a failure or Ctrl-C leaves nothing half-made behind."""
        for component in (VIRTUAL, *reversed(COMPONENTS)):
            now, then = self._record.processes.get(component), before.get(component)
            if now != then or processes.find(then) is None:
                self._end(component, UNDO_GRACE)
        # A full disk must not hide what went wrong first; the next `up` checks every process anyway.
        with contextlib.suppress(OSError):
            save(self._layout.record, self._record)
