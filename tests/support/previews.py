"""Previews as the engine writes them, made from Kubernetes objects before and after."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from kubespaces.review import Preview, Review, read_preview, review_of

Object = Mapping[str, Any]

STACK, PROJECT = "local", "kubespaces"
PROVIDER = f"urn:pulumi:{STACK}::{PROJECT}::pulumi:providers:kubernetes::local"

_MODULES = {"": "core/v1"}


def token_of(manifest: Object) -> str:
    """Return Pulumi's type of an object."""
    group, _, version = str(manifest["apiVersion"]).rpartition("/")
    return f"kubernetes:{f'{group}/{version}' if group else 'core/v1'}:{manifest['kind']}"


def urn_of(manifest: Object) -> str:
    """Return a URN for an object: its own kind, namespace and name."""
    metadata = manifest["metadata"]
    name = f"{metadata.get('namespace', '')}-{metadata['name']}-{manifest['kind']}".strip("-").lower()
    return f"urn:pulumi:{STACK}::{PROJECT}::{token_of(manifest)}::{name}"


def state(manifest: Object, *, protect: bool = False, retain: bool = False) -> dict[str, Any]:
    """Return the state of an object's resource."""
    return {
        "urn": urn_of(manifest),
        "custom": True,
        "type": token_of(manifest),
        "inputs": manifest,
        "provider": f"{PROVIDER}::id",
        **({"protect": True} if protect else {}),
        **({"retainOnDelete": True} if retain else {}),
    }


def plan(before: Iterable[Object], after: Iterable[Object], **options: Mapping[str, dict[str, bool]]) -> str:
    """Return the plan that leads from some objects to others, as ``pulumi preview --json --show-sames`` writes it."""
    return json.dumps({"steps": [_provider(), *steps(before, after, **options)], "changeSummary": {}})


def steps(
    before: Iterable[Object], after: Iterable[Object], options: Mapping[str, dict[str, bool]] | None = None
) -> list[dict[str, Any]]:
    """Return the steps from some objects to others."""
    kept = options or {}
    old = {urn_of(found): state(found, **kept.get(urn_of(found), {})) for found in before}
    new = {urn_of(found): state(found, **kept.get(urn_of(found), {})) for found in after}
    found = []
    for urn in sorted({*old, *new}):
        step: dict[str, Any] = {"urn": urn, "op": _op(old.get(urn), new.get(urn))}
        step |= {"oldState": old[urn]} if urn in old else {}
        step |= {"newState": new[urn]} if urn in new else {}
        found.append(step)
    return found


def _op(old: Any, new: Any) -> str:
    if old is None:
        return "create"
    if new is None:
        return "delete"
    return "same" if old["inputs"] == new["inputs"] else "update"


def _provider() -> dict[str, Any]:
    inputs = {"clusterIdentifier": "local"}
    resource = {"urn": PROVIDER, "custom": True, "type": "pulumi:providers:kubernetes", "inputs": inputs}
    return {"op": "same", "urn": PROVIDER, "oldState": resource, "newState": resource}


def preview(before: Iterable[Object], after: Iterable[Object]) -> Preview:
    """Return the preview that leads from some objects to others."""
    return read_preview(plan(before, after), "test")


def review(before: Iterable[Object], after: Iterable[Object]) -> Review:
    """Return the review of what leads from some objects to others."""
    return review_of([preview(before, after)])
