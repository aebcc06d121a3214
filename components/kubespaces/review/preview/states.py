"""Reads the state of a resource, as plans and events have it."""

from collections.abc import Mapping, Sequence
from typing import Any

from kubespaces.review.errors import ReviewError

from .model import State
from .values import plain


def state_of(entry: Any, where: str) -> State | None:
    """Return a resource's state, or None where there is none.

    Raises:
        ReviewError: it is not what the engine writes.
    """
    if entry is None:
        return None
    if not isinstance(entry, dict):
        raise ReviewError(f"{where}: must be an object; the file was not written by Pulumi's engine")
    return State(
        urn=text(entry, "urn"),
        type=text(entry, "type"),
        id=text(entry, "id"),
        inputs=_properties(entry, "inputs", where),
        outputs=_properties(entry, "outputs", where),
        parent=text(entry, "parent"),
        provider=text(entry, "provider"),
        custom=bool(entry.get("custom")),
        protect=bool(entry.get("protect")),
        retain=bool(entry.get("retainOnDelete")),
    )


def text(entry: Mapping[str, Any], key: str) -> str:
    """Return a text, empty if there is none."""
    value = entry.get(key)
    return value if isinstance(value, str) else ""


def texts(value: Any) -> Sequence[str]:
    """Return a list of texts in order: the engine collects some of them in sets."""
    return tuple(sorted(str(item) for item in value)) if isinstance(value, list) else ()


def _properties(entry: Mapping[str, Any], key: str, where: str) -> Mapping[str, Any]:
    value = entry.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ReviewError(f"{where}.{key}: must be an object; the file was not written by Pulumi's engine")
    found = plain(value)
    return found if isinstance(found, dict) else {}
