"""Measures offline previews: every stack of the project, all of them, and what importing each cloud's module costs.

There is no peer: nobody else previews these clouds without an account. The nearest thing, the official plugins, would
have to be asked with credentials and over a network, so their numbers would be those of the network.
"""

import subprocess
import sys
from pathlib import Path
from statistics import median

from kubespaces.cli.offline import request_of, stack_names
from kubespaces.cli.project import find_stack
from kubespaces_embedded.offline_providers.preview import foresee, session

from . import measure
from .measure import Sample

ROOT = Path(__file__).parents[1]
CLOUDS = ("aws", "azure", "gcp")


def table(runs: int) -> list[str]:
    """Return the results as lines of Markdown."""
    lines = [
        "## Offline previews",
        "",
        f"Medians of {runs} runs: engine, program, and a plugin process for each provider. No account, no network.",
        "There is no peer to compare with: the official plugins want credentials and a network.",
        "",
        "| stack | resources | s | CPU s | MiB |",
        "|---|---|---|---|---|",
    ]
    totals: list[Sample] = []
    for name in stack_names(ROOT):
        count, samples = measure_stack(name, runs)
        middle = _median(samples)
        totals.append(middle)
        lines.append(_row(name, str(count), middle))
    together = Sample(
        sum(sample.seconds for sample in totals),
        {"all": sum(sample.cpu_total for sample in totals)},
        max(sample.peak_mib for sample in totals),
    )
    lines += [_row("all, one after another", "", together), ""]
    lines += ["| module | CPU s that importing it adds to the rest of a program |", "|---|---|"]
    for cloud in CLOUDS:
        module = f"kubespaces.hosts.{cloud}.make"
        lines.append(f"| `{module}` | {import_seconds(module, 2 * runs + 1):.2f} |")
    return [*lines, ""]


def import_seconds(module: str, runs: int) -> float:
    """Return the median processor time that importing a cloud's module takes where everything else is there."""
    statement = (
        "import time, pulumi, kubespaces.hosts.base; start = time.process_time(); "
        f"import {module}, {module.removesuffix('make')}provider; print(time.process_time() - start)"
    )
    command = [sys.executable, "-W", "ignore", "-c", statement]
    times = [float(subprocess.run(command, capture_output=True, check=True).stdout) for _ in range(runs + 1)]
    return median(times[1:])  # the first one compiles


def measure_stack(name: str, runs: int) -> tuple[int, list[Sample]]:
    """Return how many resources a stack has, and a sample of each preview of it."""
    request = request_of(find_stack(name, ROOT))
    count = sum(foresee(request).changes.values())
    samples = []
    for _ in range(runs):
        with session(request) as ready:
            command = [str(ready.executable), "preview", "--stack", name, "--config-file", str(ready.config_file)]
            folder = ready.config_file.parent
            samples.append(measure.run([*command, "--cwd", str(ROOT)], cwd=folder, env=ready.variables, servers={}))
    return count, samples


def _median(samples: list[Sample]) -> Sample:
    return Sample(
        median(sample.seconds for sample in samples),
        {"all": median(sample.cpu_total for sample in samples)},
        median(sample.peak_mib for sample in samples),
    )


def _row(name: str, count: str, sample: Sample) -> str:
    return f"| {name} | {count} | {sample.seconds:.1f} | {sample.cpu_total:.1f} | {sample.peak_mib:.0f} |"
