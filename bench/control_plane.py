"""Measures the local control plane: how long a start takes, and what the three processes need."""

import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TypeVar

import psutil

from kubespaces_embedded.control_plane import ControlPlane, Status
from kubespaces_embedded.control_plane.tools import from_toolbox

SETTLE = 5.0
"""Seconds after the start until memory is read and idle processor time is counted."""

IDLE = 5.0
"""Seconds for which idle processor time is counted."""

MEBIBYTE = 2**20

Result = TypeVar("Result")


def measure(runs: int) -> dict[str, str]:
    """Return medians of ``runs`` runs, each with data of its own: what was measured, and the value with its unit.

    "Fresh" is a start without any data, "kept" one after ``down``. Missing tools are got before the clock starts.
    """
    from_toolbox()
    seconds: dict[str, list[float]] = defaultdict(list)
    mebibytes: dict[str, list[float]] = defaultdict(list)
    for _ in range(runs):
        with TemporaryDirectory(prefix="kubespaces-bench-") as home:
            _run(ControlPlane("bench", home=Path(home)), seconds, mebibytes)
    rows = {what: f"{median(values):.2f} s" for what, values in seconds.items()}
    return rows | {what: f"{median(values):.0f} MiB" for what, values in mebibytes.items()}


def _run(plane: ControlPlane, seconds: dict[str, list[float]], mebibytes: dict[str, list[float]]) -> None:
    try:
        status = _timed(seconds["start to ready, fresh data"], plane.up)
        seconds["processor time of a start, fresh data"].append(_processor_time(status))
        _timed(seconds["`up` when it runs already"], plane.up)
        time.sleep(SETTLE)
        _memory(status, mebibytes)
        before = _processor_time(status)
        time.sleep(IDLE)
        seconds["processor time of an idle minute"].append((_processor_time(status) - before) * 60 / IDLE)
        _timed(seconds["`down`"], plane.down)
        _timed(seconds["start to ready, kept data"], plane.up)
    finally:
        if plane.folder.is_dir():
            plane.reset()


def _timed(times: list[float], action: Callable[[], Result]) -> Result:
    start = time.perf_counter()
    result = action()
    times.append(time.perf_counter() - start)
    return result


def _processes(status: Status) -> dict[str, psutil.Process]:
    return {part.name: psutil.Process(part.pid) for part in status.components if part.pid is not None}


def _processor_time(status: Status) -> float:
    times = [process.cpu_times() for process in _processes(status).values()]
    return sum(one.user + one.system for one in times)


def _memory(status: Status, mebibytes: dict[str, list[float]]) -> None:
    resident = {name: process.memory_info().rss / MEBIBYTE for name, process in _processes(status).items()}
    for name, value in resident.items():
        mebibytes[f"resident memory of {name}"].append(value)
    mebibytes["resident memory of all three"].append(sum(resident.values()))
    if psutil.LINUX:
        # Pages that several processes share are divided among them.
        shares = [process.memory_full_info().pss / MEBIBYTE for process in _processes(status).values()]
        mebibytes["proportional memory of all three"].append(sum(shares))
