"""Small projects, and previews of them with the offline plugins under the real engine."""

import json
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kubespaces_embedded.engine.process import Ended
from kubespaces_embedded.offline_providers.plan import canonical
from kubespaces_embedded.offline_providers.preview import Request, Session, session

STACK = "dev"
PROJECT = "tiny"
FAKE_CLOUD = Path(__file__).parent / "fake_cloud.py"


@dataclass(frozen=True)
class Plan:
    """What a preview found."""

    ended: Ended
    notes: tuple[str, ...] = ()
    steps: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Steps by the resource's name; of a replacement the last one."""

    @property
    def text(self) -> str:
        return self.ended.stdout + self.ended.stderr

    def operations(self) -> dict[str, str]:
        """What happens to each resource that is not the same afterwards."""
        return {name: step["op"] for name, step in self.steps.items() if step["op"] not in ("same", "read")}


def write_project(folder: Path, program: str, config: str = "") -> Path:
    """Write a project whose program is ``program`` after the imports that all of them need."""
    (folder / "Pulumi.yaml").write_text(f"name: {PROJECT}\nruntime: python\n")
    (folder / f"Pulumi.{STACK}.yaml").write_text(config or "config: {}\n")
    (folder / "__main__.py").write_text(f"import pulumi\nfrom pulumi import ResourceOptions\n{program}")
    return folder


def preview(folder: Path, *arguments: str, stack: str = STACK, **request: Any) -> Plan:
    """Preview a project's stack as JSON."""
    with session(Request(folder, stack, **request)) as ready:
        ended = ready.pulumi(["preview", "--json", *arguments], capture=True)
        try:
            found = json.loads(ended.stdout).get("steps") or []
        except ValueError:
            found = []
        return Plan(ended, ready.notes, {step["urn"].split("::")[-1]: step for step in found})


def replacement_order(folder: Path, name: str, **request: Any) -> list[str]:
    """Return the steps in which a resource is replaced, such as ``create-replacement`` before ``delete-replaced``."""
    with session(Request(folder, STACK, **request)) as ready:
        ended = ready.pulumi(["preview", "--diff", "--show-replacement-steps"], capture=True)
    assert ended.code == 0, ended.stdout + ended.stderr
    return re.findall(rf": \(([a-z-]+)\)\n(?:\s*\[id=.*\]\n)?\s*\[urn=.*::{re.escape(name)}\]", ended.stdout)


def plan_text(folder: Path, **request: Any) -> str:
    """Return the plan in the form in which two of them are compared."""
    with session(Request(folder, STACK, **request)) as ready:
        return canonical(ready.pulumi(["preview", "--json"], capture=True).stdout)


def saved_state(folder: Path, file: Path, *, show_secrets: bool = False, **request: Any) -> Path:
    """Deploy a project's stack to a made-up cloud and export its state."""
    return saved_state_of(Request(folder, STACK, **request), file, show_secrets=show_secrets)


def saved_state_of(request: Request, file: Path, *, show_secrets: bool = False) -> Path:
    """Deploy what would be previewed to a made-up cloud and export the state."""
    with session(request) as ready:
        _use_fake_cloud(ready)
        ended = ready.pulumi(["up", "--yes", "--skip-preview"], capture=True)
        assert ended.code == 0, ended.stdout + ended.stderr
        export = [str(ready.executable), "stack", "export", "--stack", request.stack, "--file", str(file)]
        secrets = ["--show-secrets"] if show_secrets else []
        environment = dict(ready.variables)
        subprocess.run([*export, *secrets], cwd=request.cwd, env=environment, check=True, capture_output=True)
    return file


def _use_fake_cloud(ready: Session) -> None:
    for launcher in Path(ready.variables["PULUMI_HOME"]).glob("plugins/resource-*/pulumi-resource-*"):
        package = launcher.name.removeprefix("pulumi-resource-")
        command = shlex.join([sys.executable, str(FAKE_CLOUD), package])
        launcher.write_text(f'#!/bin/sh\nexec {command} "$@"\n')
