"""What is kept in the state: the live object, and beside it what the plugin needs to remember.

The layout is the official plugin's since version 4, so that state moves between the two.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kubespaces_embedded.kubernetes_provider.metadata import PATCH_FIELD_MANAGER, annotation
from kubespaces_embedded.kubernetes_provider.normalize import is_crd, is_secret
from kubespaces_embedded.kubernetes_provider.properties import Properties, Secret, has_secret, reveal

Object = dict[str, Any]

_INPUTS = "__inputs"
_INITIAL_API_VERSION = "__initialApiVersion"
_FIELD_MANAGER = "__fieldManager"

_DASHED = {
    f"x_kubernetes_{name}": f"x-kubernetes-{name.replace('_', '-')}"
    for name in (
        "embedded_resource",
        "int_or_string",
        "list_map_keys",
        "list_type",
        "map_type",
        "preserve_unknown_fields",
        "validations",
    )
}
"""Fields of a CRD's schema whose names are no identifiers, and how the SDKs spell them."""
_UNDERSCORED = {dashed: plain for plain, dashed in _DASHED.items()}


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The parsed state of a resource: ``inputs`` of the last operation and the ``live`` object after it."""

    inputs: Object
    live: Object
    initial_api_version: str
    field_manager: str


def to_object(properties: Mapping[str, Any]) -> Object:
    """Return the Kubernetes object in a resource's properties, without secretness."""
    obj: Object = reveal(dict(properties))
    return _renamed(obj, _DASHED) if is_crd(obj) else obj


def parse(state: Mapping[str, Any], old_inputs: Mapping[str, Any] | None = None) -> Checkpoint:
    """Return the parsed state; ``old_inputs`` serve where the state holds none, as it does before version 4."""
    live = dict(state)
    inputs = live.pop(_INPUTS, None)
    initial = live.pop(_INITIAL_API_VERSION, "")
    manager = live.pop(_FIELD_MANAGER, "")
    obj = to_object(live)
    plain = reveal(inputs) if inputs is not None else reveal(dict(old_inputs or {}))
    return Checkpoint(
        inputs=_renamed(plain, _DASHED) if is_crd(plain) else plain,
        live=obj,
        initial_api_version=initial or str(obj.get("apiVersion") or ""),
        field_manager=manager,
    )


def checkpoint(
    inputs: Object, live: Object, secret_in: Mapping[str, Any], *, initial_api_version: str, field_manager: str
) -> Properties:
    """Return the state to record. What is secret in ``secret_in`` is secret in the live object, too."""
    state = to_properties(live, secret_in)
    # The API server turns stringData into data.
    text = secret_in.get("stringData")
    if is_secret(live) and has_secret(text) and "data" in state:
        state["data"] = Secret(state["data"])
    state[_INPUTS] = to_properties(inputs, secret_in)
    state[_INITIAL_API_VERSION] = initial_api_version
    state[_FIELD_MANAGER] = field_manager
    return state


def to_properties(obj: Object, secret_in: Mapping[str, Any]) -> Properties:
    """Return an object as properties, with the secretness of ``secret_in``."""
    renamed = _renamed(obj, _UNDERSCORED) if is_crd(obj) else obj
    return _with_secrets(renamed, secret_in)


def field_manager(inputs: Object, remembered: str = "") -> str:
    """Return the name under which a resource owns its fields: annotated, remembered, or newly made up."""
    return annotation(inputs, PATCH_FIELD_MANAGER) or remembered or f"pulumi-kubernetes-{secrets.token_hex(4)}"


def _with_secrets(obj: Object, secret_in: Mapping[str, Any]) -> Properties:
    """Mark as secret what is secret in ``secret_in``, as deep inside objects as possible.

    Lists that hold a secret are secret as a whole, as their items may change places. The data of a Secret always
    is.
    """
    result = dict(obj)
    if result.get("kind") == "Secret":
        for key in ("data", "stringData"):
            if key in result:
                result[key] = Secret(result[key])
        return result
    for key, wanted in secret_in.items():
        if key not in result:
            continue
        inner = wanted.value if isinstance(wanted, Secret) else wanted
        if isinstance(wanted, dict) and isinstance(result[key], dict):
            result[key] = _with_secrets(result[key], wanted)
        elif isinstance(wanted, Secret) or has_secret(inner):
            result[key] = Secret(result[key])
    return result


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {names.get(key, key): _renamed(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [_renamed(item, names) for item in value]
    return value
