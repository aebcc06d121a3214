"""The plan of a preview in a form that is the same for the same program, on every machine."""

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

_PLACES = ("sourcePosition", "stackTrace")
"""Where on this machine a resource was registered."""

_REASONS = ("diffReasons", "replaceReasons")


def canonical(text: str, policies: Sequence[Mapping[str, str]] = ()) -> str:
    """Return what ``pulumi preview --json`` wrote, ordered, and without times and places on this machine.

    The engine runs steps at the same time and lists them as they come. Text that is no JSON is returned as it is.

    Args:
        text: the engine's JSON.
        policies: findings of the policy packs, which get a key of their own if there are any.
    """
    try:
        plan = json.loads(text)
    except ValueError:
        return text
    if not isinstance(plan, dict):
        return text
    plan.pop("duration", None)
    for step in plan.get("steps") or []:
        _order(step, *_REASONS)
        for side in ("oldState", "newState"):
            _settle(step.get(side) or {})
    for key, order in (("steps", ("urn", "op")), ("diagnostics", ("urn", "severity", "message"))):
        entries = plan.get(key)
        if isinstance(entries, list):
            plan[key] = sorted(entries, key=partial(_place, order))
    if policies:
        plan["policies"] = sorted(map(dict, policies), key=partial(_place, ("urn", "policy", "message")))
    return json.dumps(plan, indent=2, sort_keys=True) + "\n"


def _settle(resource: dict[str, Any]) -> None:
    for place in _PLACES:
        resource.pop(place, None)
    _order(resource, "dependencies")
    properties = resource.get("propertyDependencies") or {}
    _order(properties, *properties)


def _order(values: dict[str, Any], *keys: str) -> None:
    """Sort the lists under some keys: SDKs and plugins collect them in sets."""
    for key in keys:
        if isinstance(values.get(key), list):
            values[key] = sorted(values[key])


def _place(names: tuple[str, ...], entry: dict[str, Any]) -> list[str]:
    return [str(entry.get(name, "")) for name in names]
