"""What is there: one reading of everything that the walls consist of."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from . import kinds
from .session import Session

Object = dict[str, Any]

READ = (
    kinds.NAMESPACE,
    kinds.RESOURCE_QUOTA,
    kinds.LIMIT_RANGE,
    kinds.NETWORK_POLICY,
    kinds.SERVICE_ACCOUNT,
    kinds.ROLE_BINDING,
    kinds.CLUSTER_ROLE,
    kinds.CLUSTER_ROLE_BINDING,
    kinds.ADMISSION_POLICY,
    kinds.ADMISSION_POLICY_BINDING,
    kinds.RUNTIME_CLASS,
)
"""The kinds that are read, in all namespaces."""


@dataclass(frozen=True)
class Snapshot:
    """Objects of the cluster by kind, namespace and name."""

    objects: dict[tuple[str, str, str], Object]
    """All of them; the namespace is empty for those on the cluster."""

    def find(self, kind: str, name: str, namespace: str = "") -> Object | None:
        """Return one object, or ``None``."""
        return self.objects.get((kind, namespace, name))

    def all(self, kind: str, namespace: str | None = None) -> Iterator[Object]:
        """Yield the objects of a kind, of one namespace or of all."""
        for (found, where, _), obj in self.objects.items():
            if found == kind and namespace in {None, where}:
                yield obj


async def take_snapshot(session: Session) -> Snapshot:
    """Read the cluster."""
    lists = await asyncio.gather(*(session.everything(resource) for resource in READ))
    objects = {}
    for resource, found in zip(READ, lists, strict=True):
        for obj in found:
            metadata = obj["metadata"]
            objects[resource.kind, metadata.get("namespace", ""), metadata["name"]] = obj
    return Snapshot(objects)
