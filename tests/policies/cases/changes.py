"""Small changes to inputs, by path, as the controls name them."""

import copy
import re
from typing import Any

from .case import Props


def but(props: Props, path: str, new: Any) -> Props:
    """Return a copy with another value at a path such as ``spec.rules[0].host``; missing maps are made."""
    result = copy.deepcopy(props)
    node: Any = result
    *way, last = _keys(path)
    for key in way:
        node = node.setdefault(key, {}) if isinstance(node, dict) else node[key]
    node[last] = new
    return result


def without(props: Props, *paths: str) -> Props:
    """Return a copy in which these properties are missing."""
    result = copy.deepcopy(props)
    for path in paths:
        node: Any = result
        *way, last = _keys(path)
        for key in way:
            node = node[key]
        del node[last]
    return result


def _keys(path: str) -> list[str | int]:
    found = re.findall(r'\["([^"]+)"\]|\[(\d+)\]|([^.\[\]]+)', path)
    return [int(index) if index else quoted or name for quoted, index, name in found]
