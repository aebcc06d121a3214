"""Values of charts."""

from collections.abc import Mapping
from typing import Any


def merged_values(values: Mapping[str, Any], others: Mapping[str, Any]) -> dict[str, Any]:
    """Return values with others laid over them, mapping by mapping, as Helm does it."""
    merged = dict(values)
    for key, value in others.items():
        before = merged.get(key)
        if isinstance(before, Mapping) and isinstance(value, Mapping):
            merged[key] = merged_values(before, value)
        else:
            merged[key] = value
    return merged
