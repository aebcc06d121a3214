"""Puts secrets into manifests so that they stay secret in Pulumi's state, previews and logs."""

import functools
from collections.abc import Mapping
from typing import Any

import pulumi

from kubespaces.plan import Manifest
from kubespaces.plan.charts import put_in, stand_ins_in

_HIDDEN = ("data", "stringData")
"""Fields of a Secret that are secret as a whole."""


def sealed(manifest: Manifest, secrets: Mapping[str, pulumi.Output[str]] | None = None) -> Manifest:
    """Return a manifest with secret outputs in it.

    Args:
        manifest: the object. All of the data of a Secret becomes secret.
        secrets: what stands at the place of each stand-in, wherever in the object; default none.
    """
    filled: Manifest = _filled(manifest, secrets) if secrets else manifest
    if manifest["kind"] != "Secret":
        return filled
    return {key: pulumi.Output.secret(value) if key in _HIDDEN else value for key, value in filled.items()}


def _filled(value: Any, secrets: Mapping[str, pulumi.Output[str]]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(inner, secrets) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, secrets) for inner in value]
    used = stand_ins_in(value) if isinstance(value, str) else set()
    if not used:
        return value
    known: pulumi.Output[dict[str, str]] = pulumi.Output.all(**{name: secrets[name] for name in used})
    return pulumi.Output.secret(known.apply(functools.partial(put_in, value)))
