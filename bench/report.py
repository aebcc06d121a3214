"""Writes ``bench/RESULTS.md``."""

import os
import platform
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from statistics import median

import psutil

from .measure import Sample
from .stacks import Steps

_PARTS = ("program", "engine", "plugin", "kubectl", "kube-apiserver", "etcd", "kube-controller-manager", "other")


def machine() -> list[str]:
    """Return what the numbers were measured on."""
    memory = psutil.virtual_memory().total / 2**30
    system = f"{platform.system()} {platform.release().split('-', 1)[0]}, Python {platform.python_version()}"
    return [
        f"Measured on {datetime.now(UTC):%Y-%m-%d}: {os.cpu_count()} cores ({_processor()}), {memory:.0f} GiB,",
        f"{system}.",
        "Rewrite with `make bench`.",
        "",
    ]


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:  # noqa: PTH123 - a line of the kernel's
            names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    except OSError:
        names = []
    return names[0] if names else platform.machine()


def comparison(tenants: int, count: int, runs: int, ours: Steps, theirs: Steps) -> list[str]:
    """Return the table of one fleet size, and where the processor time of ours goes."""
    lines = [
        f"## {tenants} tenants x 3 environments: {count} objects",
        "",
        f"Medians of {runs} runs, each on a fresh control plane. CPU counts API server, etcd and controllers as well.",
        "",
        "| step | Pulumi s | kubectl s | ratio | Pulumi CPU s | kubectl CPU s | Pulumi MiB | kubectl MiB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for step, samples in ours.items():
        lines.append(_row(step, samples, theirs[step]))
    lines += ["", "Processor seconds of the Pulumi side by part:", "", f"| step | {' | '.join(_PARTS)} |"]
    lines.append("|---" * (len(_PARTS) + 1) + "|")
    for step, samples in ours.items():
        cells = [f"{median(sample.cpu_seconds.get(part, 0.0) for sample in samples):.1f}" for part in _PARTS]
        lines.append(f"| {step} | {' | '.join(cells)} |")
    return [*lines, ""]


def _row(step: str, ours: Sequence[Sample], theirs: Sequence[Sample]) -> str:
    seconds = _middle(ours, lambda sample: sample.seconds)
    cells = [f"{seconds:.1f}"]
    if theirs:
        other = _middle(theirs, lambda sample: sample.seconds)
        cells += [f"{other:.1f}", f"{seconds / other:.2f}"]
    else:
        cells += ["-", "-"]
    values: tuple[Callable[[Sample], float], ...] = (lambda sample: sample.cpu_total, lambda sample: sample.peak_mib)
    for value in values:
        cells.append(f"{_middle(ours, value):.1f}")
        cells.append(f"{_middle(theirs, value):.1f}" if theirs else "-")
    return f"| {step} | {' | '.join(cells)} |"


def _middle(samples: Sequence[Sample], value: Callable[[Sample], float]) -> float:
    return median(value(sample) for sample in samples)
