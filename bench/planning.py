"""Measures what needs no cluster: reading documents, planning objects, importing the library."""

import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from kubespaces.spec import load_fleet

from .fleet import objects, write_documents


def throughput(tenants: int, runs: int) -> dict[str, float]:
    """Return documents read and checked a second, and objects planned a second (medians)."""
    reading: list[float] = []
    planning: list[float] = []
    with TemporaryDirectory() as folder:
        write_documents(Path(folder), tenants)
        for _ in range(runs):
            start = time.perf_counter()
            fleet = load_fleet(Path(folder))
            middle = time.perf_counter()
            count = len(objects(fleet))
            reading.append(tenants / (middle - start))
            planning.append(count / (time.perf_counter() - middle))
    return {
        "tenant documents read and checked a second": median(reading),
        "objects planned a second": median(planning),
    }


def import_seconds(statement: str, runs: int) -> float:
    """Return the median time of a fresh interpreter that runs one import, less that of one that runs nothing."""
    return max(0.0, _fresh(statement, runs) - _fresh("pass", runs))


def _fresh(statement: str, runs: int) -> float:
    times: list[float] = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", statement], check=True)
        times.append(time.perf_counter() - start)
    return median(times[1:])  # the first one compiles
