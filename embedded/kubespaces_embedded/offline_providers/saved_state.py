"""Reads a state that ``pulumi stack export`` wrote, to compare a program with it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kubespaces.errors import KubespacesError
from kubespaces_embedded.kubernetes_provider.properties import SECRET_SIGNATURE, SIGNATURE

from .placeholders import SEALED

_PROVIDER = "pulumi:providers:"


class StateError(KubespacesError):
    """The file is no state of this stack; the message is for the user."""


@dataclass(frozen=True, slots=True)
class SavedState:
    """A saved state, ready for a backend that has no keys."""

    deployment: Mapping[str, Any]
    version: int
    """Version of the format."""
    features: tuple[str, ...]
    sealed: int
    """How many secrets are encrypted in it; they are taken as unchanged."""

    @property
    def resources(self) -> list[Mapping[str, Any]]:
        """The resources."""
        return list(self.deployment.get("resources") or [])

    @property
    def outputs(self) -> Mapping[str, Any]:
        """The stack's outputs."""
        stacks = [resource for resource in self.resources if resource["type"] == "pulumi:pulumi:Stack"]
        return dict(stacks[0].get("outputs") or {}) if stacks else {}

    def plugin_versions(self) -> dict[str, list[str]]:
        """Return the versions of plugins that its resources were made with, by package."""
        found: dict[str, list[str]] = {}
        for resource in self.resources:
            version = (resource.get("inputs") or {}).get("version")
            if resource["type"].startswith(_PROVIDER) and isinstance(version, str):
                found.setdefault(resource["type"].removeprefix(_PROVIDER), []).append(version)
        return found


def read_state(file: Path, stack: str, project: str) -> SavedState:
    """Return a saved state.

    Secrets stay secrets. Those that are readable in the file (``--show-secrets``) are compared; the others cannot be
    without their key, and are taken as unchanged.

    Raises:
        StateError: the file cannot be read, is no exported state, or is that of another stack.
    """
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise StateError(f"{file}: cannot be read: {error}") from None
    deployment = content.get("deployment") if isinstance(content, dict) else None
    if not isinstance(deployment, dict):
        raise StateError(
            f"{file}: is no exported state; make one with: pulumi stack export --stack {stack} --file FILE"
        )
    resources = deployment.get("resources") or []
    expected = f"urn:pulumi:{stack}::{project}::"
    foreign = next((entry["urn"] for entry in resources if not str(entry.get("urn")).startswith(expected)), None)
    if foreign is not None:
        of_stack, of_project = str(foreign).removeprefix("urn:pulumi:").split("::")[:2]
        raise StateError(
            f"{file}: is the state of stack '{of_stack}' of project '{of_project}', not of '{stack}' of '{project}'"
        )
    opened = {key: value for key, value in deployment.items() if key not in ("secrets_providers", "pending_operations")}
    counted = list(_sealed(opened))
    return SavedState(
        deployment=_opened(opened),
        version=int(content.get("version") or 3),
        features=tuple(content.get("features") or ()),
        sealed=len(counted),
    )


def _is_sealed(value: Any) -> bool:
    return isinstance(value, dict) and value.get(SIGNATURE) == SECRET_SIGNATURE and "plaintext" not in value


def _sealed(value: Any) -> Iterator[Any]:
    if _is_sealed(value):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _sealed(item)
    elif isinstance(value, list):
        for item in value:
            yield from _sealed(item)


def _opened(value: Any) -> Any:
    """Return a copy in which encrypted secrets are secrets with a placeholder for a value."""
    if _is_sealed(value):
        return {SIGNATURE: SECRET_SIGNATURE, "plaintext": json.dumps(SEALED)}
    if isinstance(value, dict):
        return {key: _opened(item) for key, item in value.items()}
    return [_opened(item) for item in value] if isinstance(value, list) else value
