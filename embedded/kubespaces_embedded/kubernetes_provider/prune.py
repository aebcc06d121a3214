"""Cuts a live object down to the shape of inputs, so that what others have set is no difference."""

from typing import Any

Object = dict[str, Any]


def prune(live: Object, shape: Object) -> Object:
    """Return the parts of ``live`` whose keys are in ``shape``; lists are cut to the shape's length."""
    return {key: _value(value, shape[key]) for key, value in live.items() if key in shape}


def _value(live: Any, shape: Any) -> Any:
    if isinstance(live, dict) and isinstance(shape, dict):
        return prune(live, shape)
    if isinstance(live, list) and isinstance(shape, list):
        return [_value(item, wanted) for item, wanted in zip(live, shape, strict=False)]
    return live
