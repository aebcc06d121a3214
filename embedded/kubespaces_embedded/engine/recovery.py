"""Making a stack whole after its update was killed.

Before it creates a resource the engine writes into the state that it is about to ("pending operation"). If it is
killed then, it does not know whether the resource exists, warns at every later run, and tries to create it again;
the Kubernetes plugin refuses to create what exists. Pending updates and deletions need nothing: they are done again.
The engine's own way (``pulumi refresh --import-pending-creates``) drops the resource from the state instead of
reading it (seen with 3.259), so it is done here: in a copy of the stack, pending creations become resources under
the identity that they must have, and a refresh keeps those that exist. The result is put in place in one step, so
being killed in between changes nothing.
"""

import gzip
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

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
    def provider(self) -> str:
        """Name of the provider configuration that the resource belongs to."""
        return str(self.state.get("provider", "")).rpartition("::")[0]

    @property
    def is_outside(self) -> bool:
        """Whether it would exist outside of the engine: components and provider configurations do not."""
        return bool(self.state.get("custom")) and not str(self.state.get("type", "")).startswith("pulumi:")

    @property
    def identity(self) -> str | None:
        """The identity that a Kubernetes resource must have got (``namespace/name`` or ``name``).

        None for other providers, and if the server was to choose the name.
        """
        if not str(self.state.get("type", "")).startswith("kubernetes:"):
            return None
        metadata = _metadata(self.state.get("inputs"))
        name, namespace = metadata.get("name"), metadata.get("namespace")
        if not isinstance(name, str) or not name:
            return None
        return f"{namespace}/{name}" if isinstance(namespace, str) and namespace else name

    def is_same_object(self, found: dict[str, Any]) -> bool:
        """Return whether what was found carries every label that was to be set.

        An object that somebody else created under the same name carries other labels, in particular another
        owner, and must not be taken over.
        """
        wanted = _metadata(self.state.get("inputs")).get("labels")
        present = _metadata(found.get("outputs")).get("labels")
        if not isinstance(wanted, dict) or not wanted:
            return True
        return isinstance(present, dict) and all(present.get(key) == value for key, value in wanted.items())


@dataclass(frozen=True)
class Findings:
    """What came of the pending creations of a stack."""

    export: dict[str, Any]
    """The stack's export with what exists and without pending creations."""
    exist: tuple[str, ...]
    """Names (URNs) of the resources that were created."""
    foreign: tuple[PendingCreate, ...]
    """Resources that were not, because somebody else's object has their name. They are not in the export."""


def examine(copy: Engine) -> Findings | None:
    """Find out what came of the pending creations of a stack, on a copy of it; None if there are none.

    Raises ``EngineError`` for creations that only a person can judge.
    """
    export = json.loads(copy("stack", "export"))
    pending = _pending_creates(export["deployment"])
    if not pending:
        return None
    _refuse_undecidable(pending)
    promoted = _promote(export["deployment"], pending)
    import_into(copy, export)
    if promoted:
        _refresh(copy, promoted)
    export = json.loads(copy("stack", "export"))
    resources = export["deployment"].get("resources") or []
    found = {resource["urn"]: resource for resource in resources}
    there = [entry for entry in promoted if entry.urn in found]
    foreign = {entry.urn: entry for entry in there if not entry.is_same_object(found[entry.urn])}
    export["deployment"]["resources"] = [entry for entry in resources if entry["urn"] not in foreign]
    exist = tuple(entry.urn for entry in there if entry.urn not in foreign)
    return Findings(export, exist, tuple(foreign.values()))


def import_into(engine: Engine, export: dict[str, Any]) -> None:
    """Replace a stack's state in one step. Secrets in the export are encrypted, and stay so."""
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(export, file)
        file.flush()
        engine("stack", "import", "--file", file.name)


def describe_foreign(foreign: tuple[PendingCreate, ...]) -> str:
    """Return what the user has to know of objects that belong to somebody else."""
    names = "\n".join(f"  - {entry.identity} ({entry.urn})" for entry in foreign)
    return (
        "An interrupted run was about to create objects that exist and belong to somebody else:\n"
        f"{names}\nThey were left as they are. Choose other names, or have them removed."
    )


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


def _pending_creates(deployment: dict[str, Any]) -> list[PendingCreate]:
    operations = deployment.get("pending_operations") or []
    return [PendingCreate(entry["resource"]) for entry in operations if entry.get("type") == CREATING]


def _promote(deployment: dict[str, Any], pending: list[PendingCreate]) -> list[PendingCreate]:
    """Move pending creations into a deployment's resources; returns those that were not there already."""
    resources = deployment.setdefault("resources", [])
    known = {resource["urn"] for resource in resources if not resource.get("delete")}
    promoted = []
    for entry in pending:
        # A known one was recorded by a later run, or was to be replaced: the next update sees to it.
        if entry.is_outside and entry.urn not in known:
            resources.append({**entry.state, "id": entry.identity, "outputs": entry.state.get("inputs", {})})
            known.add(entry.urn)
            promoted.append(entry)
    deployment["pending_operations"] = []
    return promoted


def _refresh(copy: Engine, promoted: list[PendingCreate]) -> None:
    refresh = ("refresh", "--yes", "--skip-preview", "--run-program=false", *_targets(promoted, "urn"))
    try:
        copy(*refresh)
    except EngineError:
        # The way to the cluster that the state knows may be out of date; the program knows the present one.
        copy("up", "--yes", "--skip-preview", *_targets(promoted, "provider"))
        copy(*refresh)


def _targets(promoted: list[PendingCreate], attribute: Literal["urn", "provider"]) -> list[str]:
    names = dict.fromkeys(getattr(entry, attribute) for entry in promoted)
    return [word for name in names for word in ("--target", name)]


def _refuse_undecidable(pending: list[PendingCreate]) -> None:
    unknown = [entry.urn for entry in pending if entry.is_outside and entry.identity is None]
    if unknown:
        names = "\n".join(f"  - {urn}" for urn in unknown)
        raise EngineError(
            "A run was interrupted while it created resources whose identity only their provider knows:\n"
            f"{names}\nFind out whether they exist, then run `pulumi refresh` at a terminal: it asks for each."
        )


def _metadata(properties: object) -> dict[str, Any]:
    metadata = properties.get("metadata") if isinstance(properties, dict) else None
    return metadata if isinstance(metadata, dict) else {}
