"""What a resource will be after the deployment that is previewed, as far as that can be known."""

from collections.abc import Iterable, Mapping
from typing import Any

from kubespaces_embedded.kubernetes_provider.properties import UNKNOWN, Secret

from . import sdk
from .compare import INTERNAL


def of_new(inputs: Mapping[str, Any], schema: sdk.ResourceSchema | None) -> dict[str, Any]:
    """Return the outputs of a resource that will be made: its inputs, and all else that it has as not known yet."""
    found = {key: value for key, value in inputs.items() if key not in INTERNAL}
    if schema is None:
        return found
    computed = {name: UNKNOWN for name, known in schema.outputs.items() if known.required and name not in found}
    return _with_secrets({**found, **computed}, schema)


def of_changed(
    state: Mapping[str, Any], inputs: Mapping[str, Any], renewed: Iterable[str], schema: sdk.ResourceSchema | None
) -> dict[str, Any]:
    """Return the outputs of a resource that will be updated: what it is now, with the new inputs."""
    found = {**state, **{key: value for key, value in inputs.items() if key not in INTERNAL}}
    found |= dict.fromkeys(renewed, UNKNOWN)
    return _with_secrets(found, schema) if schema else found


def _with_secrets(outputs: dict[str, Any], schema: sdk.ResourceSchema) -> dict[str, Any]:
    return {
        name: Secret(value) if name in schema.secret_outputs and value is not UNKNOWN else value
        for name, value in outputs.items()
    }
