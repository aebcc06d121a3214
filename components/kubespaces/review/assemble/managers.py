"""Who changed an object by hand, as its cluster remembers: field managers and the times of their last write.

Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kubespaces.review.document import PropertyChange
from kubespaces.review.preview import Step
from kubespaces.review.world.objects import items, mapping

_OURS = re.compile(r"^pulumi-kubernetes|^kubespaces$")
_CONTROLLERS = re.compile(r"^kube-(controller-manager|scheduler|apiserver)$")
"""They write what the API has for them to write, such as how much of a quota is used."""


def changed_by(step: Step, changes: Iterable[PropertyChange]) -> list[str]:
    """Return who wrote the properties that differ, with times; whoever wrote last where nobody owns them any more."""
    if step.new is None:
        return ["somebody whom only the cluster's audit log knows"]
    entries = [entry for entry in _entries(step.new.outputs) if not _OURS.match(entry[0])]
    if step.new.type.startswith("kubernetes:") and not entries:
        return ["somebody whom the object does not name"]
    owners = [entry for entry in entries if any(_owns(entry[2], change.path) for change in changes)]
    others = [entry for entry in entries if not _CONTROLLERS.match(entry[0])]
    chosen = owners or sorted(others, key=lambda entry: entry[1])[-1:]
    return sorted({f"{manager} at {time}" if time else manager for manager, time, _ in chosen})


def _entries(live: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for entry in map(mapping, items(live, "metadata", "managedFields")):
        if entry.get("subresource") != "status":
            yield str(entry.get("manager") or "unknown"), str(entry.get("time") or ""), mapping(entry, "fieldsV1")


def _owns(fields: Mapping[str, Any], path: str) -> bool:
    """Tell whether a manager wrote a property, or something in it."""
    at: Any = fields
    for part in re.findall(r'\["([^"]+)"\]|\[(\d+)\]|([^.\[\]]+)', path):
        if part[1]:  # lists are owned as a whole, or by keys that are not looked up here
            break
        at = mapping(at).get(f"f:{part[0] or part[2]}")
        if at is None:
            return False
    return True
