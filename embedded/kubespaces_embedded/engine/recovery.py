"""Making a stack whole after its update was killed.

Before it creates a resource the engine writes into the state that it is about to ("pending operation"). If it is
killed then, it does not know whether the resource exists, warns at every later run, and tries to create it again;
the Kubernetes plugin refuses to create what exists. Pending updates and deletions need nothing: they are done again.
The engine's own way (``pulumi refresh --import-pending-creates``) drops the resource from the state instead of
reading it (seen with 3.259), so it is done here: pending creations become resources of the state under the
identity that they must have, and a refresh keeps those that exist.
"""

import gzip
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import EngineError
from .project import Project

CREATING = "creating"

Engine = Callable[..., str]
"""Runs ``pulumi`` on the stack with these arguments and returns its output; raises ``EngineError`` on failure."""


@dataclass(frozen=True)
class PendingCreate:
    """A resource that may or may not have been created."""

    state: dict[str, Any]
    """The resource as the state would hold it, without identity and outputs."""

    @property
    def urn(self) -> str:
        """The resource's name in the stack."""
        return str(self.state["urn"])

    @property
    def identity(self) -> str | None:
        """The identity that a Kubernetes resource must have got (``namespace/name`` or ``name``).

        None for other providers, and if the server was to choose the name.
        """
        if not str(self.state.get("type", "")).startswith("kubernetes:"):
            return None
        metadata = self.metadata
        name, namespace = metadata.get("name"), metadata.get("namespace")
        if not isinstance(name, str) or not name:
            return None
        return f"{namespace}/{name}" if isinstance(namespace, str) and namespace else name

    @property
    def metadata(self) -> dict[str, Any]:
        """The Kubernetes metadata that the program asked for."""
        return _metadata(self.state.get("inputs"))

    def is_same_object(self, found: dict[str, Any]) -> bool:
        """Return whether what was found carries every label that was to be set.

        An object that somebody else created under the same name carries other labels, in particular another
        owner, and must not be taken over.
        """
        wanted, present = self.metadata.get("labels"), _metadata(found.get("outputs")).get("labels")
        if not isinstance(wanted, dict) or not wanted:
            return True
        return isinstance(present, dict) and all(present.get(key) == value for key, value in wanted.items())


def pending_creates(deployment: dict[str, Any]) -> list[PendingCreate]:
    """Return the pending creations of a stack's exported deployment."""
    operations = deployment.get("pending_operations") or []
    return [PendingCreate(entry["resource"]) for entry in operations if entry.get("type") == CREATING]


def may_have_pending_creates(backend: Path, project: Project, stack: str) -> bool:
    """Return whether the state in a file backend speaks of pending operations; cheap enough for every run."""
    file = state_file(backend, project, stack)
    if file is None:
        return False
    try:
        content = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    except OSError:
        return False  # the engine will say what is wrong
    return b'"pending_operations":' in content


def state_file(backend: Path, project: Project, stack: str) -> Path | None:
    """Return the file that holds a stack's state in a file backend, or None if there is no such stack."""
    folder = backend / ".pulumi" / "stacks" / project.name
    name = stack.rpartition("/")[2]
    candidates = (folder / f"{name}.json", folder / f"{name}.json.gz")
    return next((file for file in candidates if file.is_file()), None)


def settle(engine: Engine) -> list[str]:
    """Settle all pending creations of a stack; returns the names of the resources that turned out to exist.

    Does nothing if there are none. Raises ``EngineError`` for those
    that cannot be settled here, before anything is changed, and for objects that belong to somebody else:
    these are out of the state again then.
    """
    export = json.loads(engine("stack", "export"))
    pending = pending_creates(export["deployment"])
    if not pending:
        return []
    _refuse_undecidable(pending)
    adopted = _promoted(export, pending)
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:  # readable by its owner only
        json.dump(export, file)
        file.flush()
        engine("stack", "import", "--file", file.name)
    targets = [word for entry in adopted for word in ("--target", entry.urn)]
    if targets:
        engine("refresh", "--yes", "--skip-preview", "--run-program=false", *targets)
    state = json.loads(engine("stack", "export"))["deployment"].get("resources") or []
    found = {resource["urn"]: resource for resource in state}
    foreign = [entry for entry in adopted if entry.urn in found and not entry.is_same_object(found[entry.urn])]
    for entry in foreign:
        engine("state", "delete", entry.urn, "--yes", "--force")
    if foreign:
        names = "\n".join(f"  - {entry.identity} ({entry.urn})" for entry in foreign)
        raise EngineError(
            "An interrupted update was about to create objects that exist and belong to somebody else:\n"
            f"{names}\nThey were left as they are. Choose other names, or have them removed."
        )
    return [entry.urn for entry in adopted if entry.urn in found]


def _promoted(export: dict[str, Any], pending: list[PendingCreate]) -> list[PendingCreate]:
    """Move pending creations into the resources of an export; returns those that are not there already."""
    deployment = export["deployment"]
    resources = deployment.setdefault("resources", [])
    known = {resource["urn"] for resource in resources if not resource.get("delete")}
    adopted = []
    for entry in pending:
        if entry.urn in known:
            continue  # recorded by a later update, or about to be replaced: the next update sees to it
        resources.append({**entry.state, "id": entry.identity, "outputs": entry.state.get("inputs", {})})
        known.add(entry.urn)
        adopted.append(entry)
    deployment["pending_operations"] = []
    return adopted


def _refuse_undecidable(pending: list[PendingCreate]) -> None:
    unknown = [entry.urn for entry in pending if entry.identity is None]
    if unknown:
        names = "\n".join(f"  - {urn}" for urn in unknown)
        raise EngineError(
            "An update was interrupted while it created resources whose identity only their provider knows:\n"
            f"{names}\nFind out whether they exist, then run `pulumi refresh` at a terminal: it asks for each."
        )


def _metadata(properties: object) -> dict[str, Any]:
    metadata = properties.get("metadata") if isinstance(properties, dict) else None
    return metadata if isinstance(metadata, dict) else {}
