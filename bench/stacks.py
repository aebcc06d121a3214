"""Measures `pulumi` on N tenants beside `kubectl` on the very same objects, both on a control plane of their own."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from kubespaces_embedded import engine, toolbox
from kubespaces_embedded.control_plane import ControlPlane

from . import measure
from .fleet import write_documents, write_manifests
from .measure import Sample

ROOT = Path(__file__).parents[1]

PULUMI = {
    "preview": ["preview", "--non-interactive"],
    "first up": ["up", "--yes", "--skip-preview", "--non-interactive"],
    "no-change up": ["up", "--yes", "--skip-preview", "--non-interactive"],
    "destroy": ["destroy", "--yes", "--skip-preview", "--non-interactive"],
}
"""The steps of a stack's life, in their order."""

KUBECTL = {
    "preview": ["apply", "--server-side", "--dry-run=server", "-f"],
    "first up": ["apply", "--server-side", "-f"],
    "no-change up": ["apply", "--server-side", "-f"],
    "destroy": ["delete", "--wait=true", "-f"],
}
"""What a user would call instead."""

Steps = dict[str, list[Sample]]


def compare(tenants: int, runs: int) -> tuple[int, Steps, Steps]:
    """Measure both tools, run after run in turns.

    Returns:
        how many objects there were, and the samples of each step with Pulumi and with kubectl.
    """
    ours: Steps = {step: [] for step in PULUMI}
    theirs: Steps = {step: [] for step in KUBECTL}
    count = 0
    for number in range(runs):
        print(f"  {tenants} tenants, run {number + 1} of {runs}", flush=True)
        with _control_plane() as (folder, plane):
            count = _pulumi(folder, plane, tenants, ours)
        with _control_plane() as (folder, plane):
            _kubectl(folder, plane, tenants, theirs)
    return count, ours, theirs


@contextmanager
def _control_plane() -> Iterator[tuple[Path, ControlPlane]]:
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        plane = ControlPlane("local", home=folder / "home")
        plane.up()
        try:
            yield folder, plane
        finally:
            plane.reset()


def _servers(plane: ControlPlane) -> dict[str, int]:
    return {component.name: component.pid for component in plane.status().components if component.pid is not None}


def _pulumi(folder: Path, plane: ControlPlane, tenants: int, steps: Steps) -> int:
    project = folder / "project"
    shutil.copytree(
        ROOT / "stacks", project / "stacks", ignore=shutil.ignore_patterns("tenants", "hosts", "__pycache__")
    )
    shutil.copy(ROOT / "Pulumi.yaml", project)
    (project / ".venv").symlink_to(sys.prefix)
    fleet = write_documents(project / "stacks", tenants)
    count = write_manifests(folder / "manifests.yaml", fleet)
    os.environ["KUBESPACES_HOME"] = str(folder / "home")
    try:
        engine.ensure_stack(cwd=project, stack="local")
        environment = {**engine.environment("local", cwd=project), "PULUMI_STACK": "local"}
        pulumi = str(toolbox.require("pulumi").path)
        for step, arguments in PULUMI.items():
            command = [pulumi, *arguments, "--stack", "local"]
            steps[step].append(measure.run(command, cwd=project, env=environment, servers=_servers(plane)))
    finally:
        del os.environ["KUBESPACES_HOME"]
    return count


def _kubectl(folder: Path, plane: ControlPlane, tenants: int, steps: Steps) -> None:
    fleet = write_documents(folder / "documents", tenants)
    manifests = folder / "manifests.yaml"
    write_manifests(manifests, fleet)
    kubectl = str(toolbox.require("kubectl").path)
    environment = {**os.environ, "KUBECONFIG": str(plane.kubeconfig), "HOME": str(folder)}
    for step, arguments in KUBECTL.items():
        if step == "preview":
            continue  # a dry run cannot place objects into namespaces that do not exist yet
        command = [kubectl, *arguments, str(manifests)]
        steps[step].append(measure.run(command, cwd=folder, env=environment, servers=_servers(plane)))
