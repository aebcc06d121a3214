"""Who owns which fields of a live object (``metadata.managedFields``). Pure functions."""

from collections.abc import Sequence
from typing import Any

from kubespaces_embedded.kubernetes_provider.create import CREATION_MANAGER

Object = dict[str, Any]

_TAKEN_OVER = (
    ("kubectl", "Apply"),
    ("kubectl", "Update"),
    ("before-first-apply", "Update"),
    (CREATION_MANAGER, "Update"),
    ("pulumi-resource-kubernetes", "Update"),
)
"""Managers, by the beginning of their names, whose fields become ours with the first update: what created the object,
and kubectl, after an import. The list is the official plugin's."""

_PREVIEW_FORCED = (CREATION_MANAGER, "pulumi-kubernetes.exe", "pulumi-resource-kubernetes")


def takeover(live: Object, manager: str) -> list[Object] | None:
    """Return a JSON patch that makes ``manager`` the owner of what older tools and the creation own.

    ``None`` if there is nothing to take over. The patch fails if the object has changed meanwhile.
    """
    kept: list[Object] = []
    taken: list[Object] = []
    for entry in live["metadata"].get("managedFields") or ():
        (taken if _is_taken_over(entry) else kept).append(entry)
    if not taken:
        return None
    own = next((entry for entry in kept if entry.get("manager") == manager and entry.get("operation") == "Apply"), None)
    merged = dict(own or taken[0], manager=manager, operation="Apply")
    fields: Object = {}
    for entry in ([own] if own else []) + taken:
        _merge(fields, entry.get("fieldsV1") or {})
    merged["fieldsV1"] = fields
    entries = [entry for entry in kept if entry is not own] + [merged]
    return [
        {"op": "replace", "path": "/metadata/managedFields", "value": entries},
        {"op": "replace", "path": "/metadata/resourceVersion", "value": live["metadata"]["resourceVersion"]},
    ]


def must_force(live: Object, *, dry_run: bool) -> bool:
    """Return whether conflicts are none: nobody's ownership is recorded, or it will be taken over before."""
    entries = live["metadata"].get("managedFields") or []
    if not entries:
        return True
    return dry_run and any(
        entry.get("operation") == "Update" and entry.get("manager") in _PREVIEW_FORCED for entry in entries
    )


def owned_by_others_only(live: Object, manager: str, path: Sequence[str | int]) -> bool:
    """Return whether a field is owned by others and not by ``manager``. List items are not looked into."""
    entries = live["metadata"].get("managedFields") or ()
    owners = {entry.get("manager") for entry in entries if _owns(entry.get("fieldsV1") or {}, path)}
    return bool(owners) and manager not in owners


def _owns(fields: Object, path: Sequence[str | int]) -> bool:
    for step in path:
        if f"f:{step}" not in fields:
            return False
        fields = fields[f"f:{step}"]
    return True


def _is_taken_over(entry: Object) -> bool:
    manager, operation = str(entry.get("manager") or ""), entry.get("operation")
    return not entry.get("subresource") and any(
        manager.startswith(prefix) and operation == wanted for prefix, wanted in _TAKEN_OVER
    )


def _merge(into: Object, fields: Object) -> None:
    for key, inner in fields.items():
        _merge(into.setdefault(key, {}), inner)
