"""A copy of this project for tests: the same stacks and documents, state and control plane of its own."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kubespaces.cli.project import find_stack
from kubespaces.kube import Client, calls, connect_sync

ROOT = Path(__file__).parents[2]


def namespaces_of(stack: str) -> set[str]:
    """Return the names of the namespaces that a stack of this project lays, by its documents."""
    return {namespace.name for namespace in find_stack(stack, ROOT).namespaces()}


@dataclass(frozen=True)
class ProjectCopy:
    """A copy of the project, and the environment in which its commands run."""

    root: Path
    environment: Mapping[str, str]

    @property
    def tenants(self) -> Path:
        """Folder of the Tenant documents."""
        return self.root / "stacks" / "tenants"

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start ``kubespaces`` with arguments, as a user would."""
        command = [sys.executable, "-c", "from kubespaces.cli import main; main()", *arguments]
        return subprocess.Popen(
            command,
            cwd=self.root,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str, expect: int = 0) -> str:
        """Run ``kubespaces`` to its end and return what it printed; another exit code than expected fails the test."""
        process = self.start(*arguments)
        output, errors = process.communicate(timeout=300)
        assert process.returncode == expect, f"kubespaces {' '.join(arguments)}: {process.returncode}\n{output}{errors}"
        return output + errors

    def run_json(self, *arguments: str) -> Any:
        """Run ``kubespaces`` and return the JSON document that it printed."""
        output = self.run(*arguments)
        return json.JSONDecoder().raw_decode(output[output.index("{") :])[0]

    def edit(self, tenant: str, old: str, new: str) -> None:
        """Replace a text in a Tenant document; it must be there."""
        path = self.tenants / f"{tenant}.yaml"
        text = path.read_text()
        assert old in text, f"{old!r} is not in {path.name}"
        path.write_text(text.replace(old, new))


def copy_project(folder: Path) -> ProjectCopy:
    """Copy the project's programs and documents to a folder, with a home of its own beside it."""
    root = folder / "project"
    root.mkdir(parents=True)
    shutil.copy(ROOT / "Pulumi.yaml", root)
    shutil.copytree(ROOT / "stacks", root / "stacks", ignore=shutil.ignore_patterns("__pycache__"))
    (root / ".venv").symlink_to(sys.prefix)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PULUMI_", "KUBECONFIG"))}
    ours = {
        "KUBESPACES_HOME": str(folder / "home"),
        "COLUMNS": "160",
        # Laid and not run: tests/engine/test_virtual_clusters.py has them really running.
        "KUBESPACES_VIRTUAL_CLUSTERS": "off",
    }
    return ProjectCopy(root, {**kept, **ours})


def admin(project: ProjectCopy) -> Client:
    """Return the platform's way into the control plane of the stack ``local``."""
    home = Path(project.environment["KUBESPACES_HOME"])
    return connect_sync(home / "control-planes" / "local" / "kubeconfig")


def changes(output: str) -> dict[str, int]:
    """Read the engine's closing count: ``{"created": 3, "unchanged": 5}``."""
    closing = output.rsplit("Resources:", maxsplit=1)[-1]
    return {
        word: int(count) for count, word in re.findall(r"(\d+) (created|updated|deleted|replaced|unchanged)", closing)
    }


def namespaces(project: ProjectCopy) -> set[str]:
    """Return the names of the tenants' namespaces that are there."""
    with admin(project) as client:
        resource = client.resource("v1", "Namespace")
        listed = client.send(calls.list_(resource))["items"]
    return {item["metadata"]["name"] for item in listed if "kubespaces.io/tenant" in item["metadata"].get("labels", {})}
