"""Measures how long a tenant waits for its first answer on the rungs `namespace` and `virtual`, and what each takes."""

import os
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import psutil
import yaml

from kubespaces_embedded.control_plane import ControlPlane
from kubespaces_embedded.toolbox import require_all
from kubespaces_embedded.virtual import report
from kubespaces_embedded.virtual.tools import NAMES

ROOT = Path(__file__).parents[1]
MEBIBYTE = 2**20
GIVE_UP = 600.0
"""Seconds after which a first answer will not come any more."""

ASKED = {"namespace": ["get", "configmaps"], "virtual": ["get", "namespaces"]}
"""What the tenant's pipeline asks first: on the rung `namespace` nobody may list namespaces."""


def measure(runs: int) -> dict[str, str]:
    """Return medians of ``runs`` runs, each with a control plane of its own that is up before the clock starts."""
    kubectl = str(require_all((*NAMES, "kubectl", "helm"))["kubectl"].path)
    seconds: dict[str, list[float]] = defaultdict(list)
    memory: list[float] = []
    for _ in range(runs):
        for rung, question in ASKED.items():
            with TemporaryDirectory(prefix="kubespaces-bench-") as folder:
                project = _Project(Path(folder), rung)
                try:
                    first, taken = project.first_answer([kubectl, *question])
                    seconds[f"`up` to the first `kubectl {' '.join(question)}`, rung `{rung}`"].append(first)
                    memory += taken
                finally:
                    project.plane.reset()
    rows = {what: f"{median(values):.0f} s" for what, values in seconds.items()}
    return rows | {"memory of one virtual cluster (proportional set size)": f"{median(memory):.0f} MiB"}


class _Project:
    """A copy of the project with one tenant."""

    def __init__(self, folder: Path, rung: str) -> None:
        self.root = folder / "project"
        self.login = folder / "kubeconfig"
        shutil.copytree(ROOT / "stacks", self.root / "stacks", ignore=shutil.ignore_patterns("tenants", "__pycache__"))
        shutil.copy(ROOT / "Pulumi.yaml", self.root)
        (self.root / ".venv").symlink_to(sys.prefix)
        (self.root / "stacks" / "tenants").mkdir()
        (self.root / "stacks" / "tenants" / "one.yaml").write_text(yaml.safe_dump(_tenant(rung)))
        self.plane = ControlPlane("local", home=folder / "home")
        self.plane.up(virtual=rung == "virtual")
        self._environment = {**os.environ, "KUBESPACES_HOME": str(folder / "home")}

    def first_answer(self, question: list[str]) -> tuple[float, list[float]]:
        """Return the seconds until the tenant's pipeline got its first answer, and the memory of virtual clusters."""
        start = time.perf_counter()
        self._kubespaces("up", "--yes")
        while not (self._kubespaces("kubeconfig", "one", "dev", "--output", str(self.login)) and self._ask(question)):
            if time.perf_counter() - start > GIVE_UP:
                raise TimeoutError(f"no answer within {GIVE_UP:.0f} s")
            time.sleep(0.2)
        seconds = time.perf_counter() - start
        return seconds, [_memory(entry.pid) for entry in report.read(self.plane.folder).clusters if entry.pid]

    def _kubespaces(self, *arguments: str) -> bool:
        return self._run([str(Path(sys.executable).parent / "kubespaces"), *arguments])

    def _ask(self, question: list[str]) -> bool:
        return self._run([*question, "--kubeconfig", str(self.login)])

    def _run(self, command: list[str]) -> bool:
        done = subprocess.run(command, cwd=self.root, env=self._environment, capture_output=True, check=False)
        return done.returncode == 0


def _tenant(rung: str) -> dict[str, Any]:
    return {
        "apiVersion": "kubespaces.io/v1alpha1",
        "kind": "Tenant",
        "metadata": {"name": "one"},
        "spec": {
            "owner": "one@example.com",
            "isolation": rung,
            "quota": {"cpu": "4", "memory": "8Gi", "storage": "20Gi"},
            "environments": [{"name": "dev", "share": "100%"}],
            "placement": {"hostCluster": "local"},
        },
    }


def _memory(pid: int) -> float:
    """Return the memory of a process and everything below it, each shared page divided among those who share it."""
    tree = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    return float(sum(process.memory_full_info().pss for process in tree) / MEBIBYTE)
