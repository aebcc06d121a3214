"""A Kubernetes object that is to be made, and how it is to be kept."""

from dataclasses import dataclass
from typing import Any

Manifest = dict[str, Any]
"""A Kubernetes object as JSON has it."""


@dataclass(frozen=True)
class PlannedObject:
    """One object of a plan."""

    role: str
    """What it is for, unique in the plan, such as ``quota``; it ends the name of the Pulumi resource."""
    manifest: Manifest
    """The object."""
    protect: bool = False
    """Refuse to delete or replace it."""
    retain: bool = False
    """Leave it in the cluster when it leaves the plan."""
    patch: bool = False
    """The object is not ours alone: only the fields given here are set, and let go again instead of deleting it."""

    adopt: bool = False
    """It is in the cluster already and just as planned; take it over instead of making it."""
    replace_on: tuple[str, ...] = ()
    """Paths of fields whose change makes another object of it, though Kubernetes would change it in place."""

    @property
    def id(self) -> str:
        """The object's id in Pulumi: ``namespace/name``, or the name of what is in no namespace."""
        metadata = self.manifest["metadata"]
        return f"{metadata['namespace']}/{metadata['name']}" if "namespace" in metadata else str(metadata["name"])

    @property
    def kind(self) -> str:
        """The object's kind."""
        return str(self.manifest["kind"])


def build(api_version: str, kind: str, metadata: Manifest, **fields: Any) -> Manifest:
    """Return a manifest with its fields in the order in which Kubernetes prints them."""
    return {"apiVersion": api_version, "kind": kind, "metadata": metadata, **fields}
