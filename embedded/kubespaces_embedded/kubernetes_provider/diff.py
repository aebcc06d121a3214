"""Diff: what an update would change, and whether it needs a new object."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from kubespaces.kube import ApiError, KubeError, calls
from kubespaces_embedded.kubernetes_provider import metadata, state
from kubespaces_embedded.kubernetes_provider.cluster import Cluster
from kubespaces_embedded.kubernetes_provider.compare import (
    Change,
    Differences,
    differences,
    value_at,
    without_ignored,
)
from kubespaces_embedded.kubernetes_provider.force_new import force_new, replaces
from kubespaces_embedded.kubernetes_provider.normalize import is_crd, normalize
from kubespaces_embedded.kubernetes_provider.paths import Path, contains, parse
from kubespaces_embedded.kubernetes_provider.properties import Properties, has_unknown
from kubespaces_embedded.kubernetes_provider.prune import prune
from kubespaces_embedded.kubernetes_provider.tokens import Target, target

Object = dict[str, Any]

_IMMUTABLE = re.compile(r"immutable|may not change|cannot change|may not be changed|updates to .* forbidden")
"""What the API server says of a field that only a new object can change (k8s.io/apimachinery,
pkg/api/validation/objectmeta.go and the validations of single kinds)."""


@dataclass(frozen=True, slots=True)
class Diff:
    """What changes, and which changes ask for a new object."""

    changes: Differences = field(default_factory=dict)
    replacing: frozenset[Path] = frozenset()
    delete_first: bool = False


async def diff(
    cluster: Cluster,
    urn: str,
    old_state: Properties,
    news: Properties,
    ignored: Sequence[str] = (),
) -> Diff:
    """Return the difference between a resource's state and its new inputs."""
    old = state.parse(old_state)
    new = normalize(state.to_object(news))
    goal = target(urn, new)
    old_inputs = normalize(old.inputs)
    live = prune(old.live, old_inputs)
    await _align(cluster, goal, old.live, live, new, old_inputs)
    changes = without_ignored(differences(live, new, old_inputs), ignored)
    if not changes:
        return Diff()
    fixed = force_new(
        new,
        patch=goal.patch,
        mutable_config_maps=cluster.settings.mutable_config_maps,
        mutable_secrets=cluster.settings.mutable_secrets,
    )
    replacing = {path for path in changes if replaces(path, value_at(new, path), fixed)}
    replacing |= {path for path, change in changes.items() if path == ("metadata",) and change is Change.DELETE}
    if not replacing and not goal.patch:
        replacing |= await _refused_by_server(cluster, goal, old, new, changes)
    same_object = (
        metadata.is_named(new)
        and not metadata.is_true(new, metadata.AUTONAMED)
        and metadata.name(new) == metadata.name(old.live)
        and _namespace(new) == _namespace(old.live)
    )
    return Diff(changes, frozenset(replacing), bool(replacing) and same_object)


async def _align(cluster: Cluster, goal: Target, live: Object, pruned: Object, new: Object, old_inputs: Object) -> None:
    """Remove differences that are none: a namespace left out, a name that was made up."""
    namespaced = await cluster.is_namespaced(goal.api_version, goal.kind)
    if namespaced is None:
        namespaced = bool(metadata.namespace(live)) or not cluster.unreachable
    for obj in (pruned, new, old_inputs):
        meta = obj.setdefault("metadata", {})
        if not isinstance(meta, dict):
            continue
        if not namespaced:
            meta.pop("namespace", None)
        elif not meta.get("namespace"):
            meta["namespace"] = "default"
    if metadata.name(new):
        pruned["metadata"]["name"] = metadata.name(live)
    for key, value in (("apiVersion", goal.api_version), ("kind", goal.kind)):
        pruned.setdefault(key, value)


async def _refused_by_server(
    cluster: Cluster, goal: Target, old: state.Checkpoint, new: Object, changes: Differences
) -> set[Path]:
    """Ask the API server whether it would refuse the update because fields are immutable, and return those."""
    only_metadata = all(path[0] == "metadata" for path in changes)
    if only_metadata or is_crd(new) or cluster.unreachable or has_unknown(new):
        return set()
    try:
        resource = await cluster.resource(goal.api_version, goal.kind)
        manager = state.field_manager(new, old.field_manager)
        await cluster.send(calls.apply(resource, new, manager=manager, force=True, dry_run=True), goal.urn)
    except ApiError as error:
        if error.invalid:
            return _named_in(error, changes)
    except KubeError:
        pass  # the update itself will tell
    return set()


def _named_in(error: ApiError, changes: Differences) -> set[Path]:
    refused = [parse(cause.field) for cause in error.causes if _IMMUTABLE.search(cause.message)]
    return {path for path in changes if any(contains(field, path) or contains(path, field) for field in refused)}


def _namespace(obj: Object) -> str:
    return metadata.namespace(obj) or "default"
