"""Looks at a control plane without changing anything."""

import time
from dataclasses import replace

import psutil

from . import components, processes
from .components import API_SERVER, COMPONENTS, VIRTUAL
from .kubeconfig import endpoint
from .layout import Layout
from .logs import last_words
from .readiness import Probe
from .record import Record
from .status import ComponentStatus, State, Status

_CRASHED = "it was not stopped by `down`: the processes were ended, or the machine was started again"


def examine(layout: Layout, record: Record) -> Status:
    """Return what runs and whether it can be used."""
    wanted = (*COMPONENTS, VIRTUAL) if record.virtual else COMPONENTS
    parts = {name: _look(layout, record, name) for name in wanted}
    if not any(part.pid for part in parts.values()):
        return _status(layout, record, State.STOPPED, parts, _why_stopped(layout, record))
    parts |= {part.name: _ask(layout, part) for part in parts.values() if not part.problem}
    broken = any(part.problem for part in parts.values())
    return _status(layout, record, State.BROKEN if broken else State.READY, parts)


def _status(
    layout: Layout,
    record: Record,
    state: State,
    parts: dict[str, ComponentStatus],
    problem: str | None = None,
) -> Status:
    port = record.ports.get(API_SERVER)
    address = endpoint(port) if port else None
    return Status(layout.name, state, address, layout.kubeconfig, tuple(parts.values()), problem)


def _why_stopped(layout: Layout, record: Record) -> str | None:
    if not layout.root.is_dir():
        return "it was never started"
    return _CRASHED if record.processes else None


def _look(layout: Layout, record: Record, name: str) -> ComponentStatus:
    recorded = record.processes.get(name)
    process = processes.find(recorded)
    if process is not None and recorded is not None:
        return _running(ComponentStatus(name, port=recorded.port, version=recorded.version), process)
    for stray in processes.find_all(None, components.marks(layout)[name]):
        unknown = ComponentStatus(name, problem="runs, but no finished command started it; `up` replaces it")
        return _running(unknown, stray)
    if recorded is None:
        return ComponentStatus(name)
    log = layout.log(name)
    words = last_words(log, only_fatal=True)
    said = f"it said: {words}" if words else "it was killed or left no reason"
    problem = f"is not running; {said} (log: {log})"
    return ComponentStatus(name, version=recorded.version, problem=problem)


def _running(part: ComponentStatus, process: psutil.Process) -> ComponentStatus:
    try:
        memory, created = process.memory_info().rss, process.create_time()
    except psutil.Error:
        return replace(part, problem="ended just now")
    return replace(part, pid=process.pid, memory_bytes=memory, up_seconds=round(max(0.0, time.time() - created), 1))


def _ask(layout: Layout, part: ComponentStatus) -> ComponentStatus:
    if part.pid is None:
        return replace(part, problem="is not running")
    # etcd: the API server's readiness includes its storage's. The runner tells about itself: `virtual.places.Report`.
    if part.port is None:
        return part
    try:
        with Probe(layout) as probe:
            if part.name == API_SERVER:
                problem = probe.api_server(part.port) or probe.defaults(part.port)
            else:
                problem = probe.controllers(part.port)
    except OSError as error:
        problem = f"its certificates in {layout.pki} cannot be used ({error}); `up` makes new ones"
    return replace(part, problem=problem)
