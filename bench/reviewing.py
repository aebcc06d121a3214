"""Measures reviews of large previews: seconds and memory from the file to each of its forms."""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import psutil

from .fleet import objects, write_documents

_STACK, _PROJECT = "bench", "kubespaces"
_PROVIDER = f"urn:pulumi:{_STACK}::{_PROJECT}::pulumi:providers:kubernetes::local"
_PER_TENANT = 35
"""About as many objects as a tenant of ``fleet`` has."""


def table(runs: int) -> list[str]:
    """Return the section of the results."""
    lines = ["## Reviews", "", "| what | value |", "|---|---|"]
    return [*lines, *(f"| {what} | {measured} |" for what, measured in measure(5_000, runs).items()), ""]


def measure(resources: int, runs: int) -> dict[str, str]:
    """Return medians of whole runs of ``kubespaces review`` on one preview in which every resource is updated.

    Args:
        resources: how many resources the preview has; the last tenant is cut off there.
        runs: how often it is measured.
    """
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        preview = folder / "preview.json"
        preview.write_text(json.dumps(_preview(folder, resources), indent=4))
        seconds, processor, mebibytes = zip(*(_run(folder) for _ in range(runs)), strict=True)
        size = preview.stat().st_size / 2**20
    return {
        f"review of {resources:,} resources that all change ({size:.0f} MiB of JSON) to terminal, Markdown, JSON and "
        "HTML, with start-up": f"{median(seconds):.1f} s ({median(processor):.1f} s CPU), {median(mebibytes):.0f} MiB",
    }


def _run(folder: Path) -> tuple[float, float, float]:
    """Return seconds, processor seconds and the most memory of one run."""
    code = "from kubespaces.cli import main; main()"
    forms = [word for form in ("markdown", "json", "html") for word in (f"--{form}", f"review.{form}")]
    command = [sys.executable, "-c", code, "review", "--preview", "preview.json", *forms]
    start, before, peak = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN), 0
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            try:
                peak = max(peak, watched.memory_info().rss)
            except psutil.NoSuchProcess:
                break
            time.sleep(0.02)
    took = time.perf_counter() - start
    assert process.wait() == 2, "quotas go up, so there is something to decide"
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, peak / 2**20


def _preview(folder: Path, resources: int) -> dict[str, Any]:
    """Return the plan of a change that touches every object of a fleet: a label more, and larger quotas."""
    tenants = -(-resources // _PER_TENANT)
    manifests = [planned.manifest for planned in objects(write_documents(folder, tenants))][:resources]
    assert len(manifests) == resources
    return {"steps": [_step(manifest) for manifest in manifests], "changeSummary": {"update": resources}}


def _step(manifest: dict[str, Any]) -> dict[str, Any]:
    after = json.loads(json.dumps(manifest))
    after["metadata"].setdefault("labels", {})["reviewed"] = "yes"
    if after["kind"] == "ResourceQuota":
        after["spec"]["hard"]["pods"] = "9999"
    group, _, version = manifest["apiVersion"].rpartition("/")
    token = f"kubernetes:{group or 'core'}/{version}:{manifest['kind']}"
    metadata = manifest["metadata"]
    urn = f"urn:pulumi:{_STACK}::{_PROJECT}::{token}::{metadata.get('namespace', '')}-{metadata['name']}"
    common = {"urn": urn, "custom": True, "type": token, "provider": f"{_PROVIDER}::id"}
    return {
        "op": "update",
        "urn": urn,
        "oldState": {**common, "inputs": manifest, "outputs": manifest},
        "newState": {**common, "inputs": after},
    }
