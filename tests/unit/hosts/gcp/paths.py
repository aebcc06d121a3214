"""Looks into inputs by path, as the controls name them."""

import re
from typing import Any

MISSING = "(missing)"


def at(inputs: Any, path: str) -> Any:
    """Return the value at a path such as ``vpcConfig.subnetIds[0]``; ``MISSING`` if there is none."""
    value = inputs
    for key, index in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path):
        if key:
            value = value.get(key, MISSING) if isinstance(value, dict) else MISSING
        else:
            value = value[int(index)] if isinstance(value, list) and int(index) < len(value) else MISSING
        if value is MISSING:
            return MISSING
    return value
