"""A file backend of one preview's own, so that no preview touches anybody's state.

Format: pulumi/pulumi, pkg/backend/diy (``.pulumi/stacks/<project>/<stack>.json``, the project's own layout version 1).
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .saved_state import SavedState

_FORMAT = 3
"""Version of a checkpoint without newer features."""

_ORGANIZATION = "organization"
"""What a file backend calls the one organization it has."""


def make_backend(folder: Path) -> str:
    """Make an empty backend; returns its address."""
    (folder / ".pulumi").mkdir(parents=True)
    (folder / ".pulumi" / "meta.yaml").write_text("version: 1\n", encoding="utf-8")
    return folder.as_uri()


def add_stack(folder: Path, project: str, stack: str, state: SavedState | None = None) -> None:
    """Put a stack into a backend, empty or with a saved state."""
    _write(folder, project, stack, state)


def add_outputs(folder: Path, project: str, stack: str, outputs: Mapping[str, Any]) -> None:
    """Put a stack into a backend that has outputs and nothing else, for others to refer to."""
    resource = {
        "urn": f"urn:pulumi:{stack}::{project}::pulumi:pulumi:Stack::{project}-{stack}",
        "custom": False,
        "type": "pulumi:pulumi:Stack",
        "outputs": outputs,
    }
    manifest = {"time": "2000-01-01T00:00:00Z", "magic": "", "version": ""}
    _write(folder, project, stack, SavedState({"manifest": manifest, "resources": [resource]}, _FORMAT, (), 0))


def split_name(name: str, project: str) -> tuple[str, str]:
    """Return project and stack of a stack's name: ``organization/project/stack``, ``organization/stack`` or short."""
    *before, stack = name.split("/")
    return (before[1] if len(before) > 1 else project), stack


def _write(folder: Path, project: str, stack: str, state: SavedState | None) -> None:
    content: dict[str, Any] = {
        "version": state.version if state else _FORMAT,
        "checkpoint": {
            "stack": f"{_ORGANIZATION}/{project}/{stack}",
            "latest": state.deployment if state else None,
        },
    }
    if state and state.features:
        content["features"] = list(state.features)
    file = folder / ".pulumi" / "stacks" / project / f"{stack}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content), encoding="utf-8")
