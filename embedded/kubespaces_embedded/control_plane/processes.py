"""Starts, recognises and ends processes that outlive the command that started them."""

import atexit
import contextlib
import os
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil

from .components import Launch
from .errors import ControlPlaneError
from .logs import begin
from .record import ProcessRecord

GRACE = 5.0
"""Seconds between asking a process to end and ending it. The API server takes one, and without its storage more
than ten; nothing is lost either way, since etcd has what it confirmed on disk."""

INTERVAL = 0.02
"""Seconds between two looks whether a process has ended."""

START_TOLERANCE = 3.0
"""Seconds that two readings of one start time may differ: Linux gives the boot time in whole seconds, now one and now
the next, and it is read twice for each."""

_children: dict[int, "subprocess.Popen[bytes]"] = {}
"""Started by this interpreter: without their handles, ended ones would stay zombies until it ends itself."""


@atexit.register
def _let_go() -> None:
    """Keep Python from warning at its end of processes that outlive it on purpose."""
    for child in _children.values():
        if child.poll() is None:
            child.returncode = 0


def start(launch: Launch, folder: Path, log: Path, environment: dict[str, str]) -> ProcessRecord:
    """Start a process in a session of its own, so that neither Ctrl-C nor a closed terminal reaches it.

    Raises ControlPlaneError if the executable cannot be run.
    """
    with begin(log) as output:
        try:
            child = subprocess.Popen(
                launch.argv,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            raise ControlPlaneError(
                f"{launch.component} cannot be started: {launch.argv[0]}: {error.strerror or error}; "
                "`kubespaces doctor` checks the tools"
            ) from None
    _children[child.pid] = child
    return ProcessRecord(
        pid=child.pid,
        started=_await_exec(child.pid),
        argv=launch.argv,
        digest=launch.digest(),
        version=launch.version,
        port=launch.port,
    )


def find(record: ProcessRecord | None) -> psutil.Process | None:
    """Return the recorded process if it still runs, never another one that has its process id by now."""
    if record is None:
        return None
    try:
        process = psutil.Process(record.pid)
        same_start = abs(start_time(process) - record.started) < START_TOLERANCE
        if same_start and _runs(process) and _has_arguments(process, record.argv):
            return process
    except psutil.Error:  # gone, or somebody else's
        pass
    return None


def find_all(record: ProcessRecord | None, marks: frozenset[str]) -> list[psutil.Process]:
    """Return the recorded process and all others of this user whose command line has all the marks.

    The others were started by a command that was killed before it could write down what it did.
    """
    recorded = find(record)
    found = {recorded.pid: recorded} if recorded else {}
    for process in psutil.process_iter():
        try:
            if process.uids().real == os.getuid() and marks.issubset(process.cmdline()):
                found.setdefault(process.pid, process)
        except psutil.Error:  # gone, or somebody else's
            continue
    return list(found.values())


def stop(processes: Sequence[psutil.Process], grace: float | None = None) -> None:
    """Ask processes to end, and end those that have not after ``grace`` seconds, by default :data:`GRACE`."""
    grace = GRACE if grace is None else grace
    for process in processes:
        _signal(process.terminate)
    alive = _wait(processes, grace)
    for process in alive:
        _signal(process.kill)
    _wait(alive, grace)


def _wait(processes: Sequence[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Return the processes that have not ended in time.

    psutil.wait_procs waits as well until the parent has taken note, which may take seconds in a container.
    """
    deadline = time.monotonic() + seconds
    alive = list(processes)
    while (alive := [process for process in alive if _runs(process)]) and time.monotonic() < deadline:
        time.sleep(INTERVAL)
    return alive


def _runs(process: psutil.Process) -> bool:
    _reap(process.pid)
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            # Its first thread has ended; as long as another one has not, ports and files are still open.
            return process.num_threads() > 1
        return process.is_running()
    except psutil.Error:
        return False


def start_time(process: psutil.Process) -> float:
    """Return when a process started, in a way that survives a change of the clock.

    Linux keeps the time since boot; psutil adds the boot time to it, which moves when the clock is set. Elsewhere
    it is the time of day. Raises psutil.Error if the process is gone.
    """
    created = process.create_time()
    return created - psutil.boot_time() if psutil.LINUX else created


def _await_exec(pid: int) -> float:
    """Return the start time of a new process once it can be recognised.

    Linux lets the parent go on a moment before the child has a command line.
    """
    started = 0.0
    try:
        process = psutil.Process(pid)
        started = start_time(process)
        while not process.cmdline() and _runs(process):
            time.sleep(INTERVAL / 10)
    except psutil.Error:  # it ended at once; its log says why
        pass
    return started


def _has_arguments(process: psutil.Process, argv: tuple[str, ...]) -> bool:
    # Without the executable: a script on PATH that runs the real one changes it.
    arguments = list(argv[1:])
    return process.cmdline()[-len(arguments) :] == arguments


def _signal(send: Callable[[], None]) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        send()


def _reap(pid: int) -> None:
    child = _children.get(pid)
    if child is not None and child.poll() is not None:
        del _children[pid]
