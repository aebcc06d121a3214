"""Runs a command and measures it as a whole: its time, and the processor time and memory of all its processes."""

import os
import subprocess
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

_PAUSE = 0.02  # seconds between samples; a process that lives shorter is missed


@dataclass(frozen=True)
class Sample:
    """What one run of a command took."""

    seconds: float
    """Wall clock."""
    cpu_seconds: Mapping[str, float]
    """Processor time, user and system, by part (see ``part_of``)."""
    peak_mib: float
    """Most resident memory of all processes together at one moment, shared pages counted for each."""

    @property
    def cpu_total(self) -> float:
        """Processor time of all parts."""
        return sum(self.cpu_seconds.values())


class CommandFailed(Exception):  # noqa: N818 - reads as what it says
    """A measured command failed; a measurement of it would mean nothing."""


def run(command: Sequence[str], *, cwd: Path, env: Mapping[str, str], servers: Mapping[str, int]) -> Sample:
    """Run a command to its end.

    Args:
        command: program and arguments.
        cwd: folder.
        env: environment.
        servers: processes outside the command that work for it, by name: what they use meanwhile counts as a part.

    Raises:
        CommandFailed: with the end of its output.
    """
    before = {name: _cpu(psutil.Process(pid)) for name, pid in servers.items()}
    log = cwd / "bench.log"
    start = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            list(command), cwd=cwd, env=dict(env), stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
        cpu, peak = _watch(process)
    seconds = time.perf_counter() - start
    if process.returncode != 0:
        raise CommandFailed(f"{' '.join(command)}: exit code {process.returncode}\n{log.read_text()[-4000:]}")
    for name, pid in servers.items():
        cpu[name] += _cpu(psutil.Process(pid)) - before[name]
    return Sample(seconds, dict(cpu), peak / 2**20)


def _watch(process: "subprocess.Popen[bytes]") -> tuple[defaultdict[str, float], int]:
    used: dict[int, tuple[str, float]] = {}
    peak = 0
    while process.poll() is None:
        memory = 0
        for member in _family(process.pid):
            try:
                used[member.pid] = (part_of(member), _cpu(member))
                memory += member.memory_info().rss
            except psutil.Error:
                continue  # it ended between two looks; its last sample stands
        peak = max(peak, memory)
        time.sleep(_PAUSE)
    cpu: defaultdict[str, float] = defaultdict(float)
    for part, seconds in used.values():
        cpu[part] += seconds
    return cpu, peak


def _family(pid: int) -> list[psutil.Process]:
    try:
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    except psutil.Error:
        return []


def part_of(process: psutil.Process) -> str:
    """Return which part of the whole a process belongs to."""
    words = process.cmdline()
    text = " ".join(words)
    program = os.path.basename(words[0]) if words else ""  # noqa: PTH119 - a program's name, maybe no path
    tests: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("kubectl", lambda: program == "kubectl"),
        ("engine", lambda: program == "pulumi"),
        ("plugin", lambda: "kubernetes_provider" in text or "pulumi-resource-kubernetes" in text),
        ("program", lambda: "language" in text or "pulumi-language-python-exec" in text),
    )
    return next((name for name, test in tests if test()), "other")


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system
