"""Update: server-side apply of new inputs to an object that exists."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from kubespaces.kube import ApiError, KubeError, Resource, calls
from kubespaces_embedded.kubernetes_provider import managers, metadata, state
from kubespaces_embedded.kubernetes_provider.cluster import Cluster, dry_run_impossible
from kubespaces_embedded.kubernetes_provider.compare import value_at
from kubespaces_embedded.kubernetes_provider.errors import Refused, label, sentence
from kubespaces_embedded.kubernetes_provider.normalize import is_crd, normalize
from kubespaces_embedded.kubernetes_provider.paths import parse
from kubespaces_embedded.kubernetes_provider.properties import Properties, has_unknown
from kubespaces_embedded.kubernetes_provider.tokens import Target, target

Object = dict[str, Any]

_CONFLICTS = 5
"""How often an object is read again because somebody changed it between our reading and writing."""


async def update(
    cluster: Cluster, urn: str, old_state: Properties, news: Properties, ignored: Sequence[str], *, dry_run: bool
) -> Properties:
    """Apply new inputs and return the state, or with ``dry_run`` what it would be.

    A dry run with unknown values, of an unknown kind or without the permission returns the inputs.
    """
    inputs = normalize(state.to_object(news))
    goal = target(urn, inputs)
    if dry_run:
        if has_unknown(inputs) or await cluster.served(goal.api_version, goal.kind) is None:
            return news
    else:
        cluster.require_reachable()
    old = state.parse(old_state)
    manager = state.field_manager(inputs, old.field_manager)
    try:
        resource = await cluster.resource(goal.api_version, goal.kind)
        applied, live = await _write(cluster, goal, resource, inputs, old, manager, ignored, dry_run=dry_run)
        if not dry_run and not is_crd(inputs) and old.field_manager and old.field_manager != manager:
            await release(cluster, urn, resource, live, old.field_manager)
    except KubeError as error:
        if dry_run and dry_run_impossible(error):
            return news
        raise Refused(_explained(goal, inputs, error)) from error
    cluster.written(live)
    return state.checkpoint(
        applied,
        live,
        news,
        initial_api_version=old.initial_api_version,
        field_manager=manager,
    )


async def release(cluster: Cluster, urn: str, resource: Resource, obj: Object, manager: str) -> None:
    """Give up all fields that ``manager`` owns: those that nobody else owns go back to their defaults."""
    meta = {key: obj["metadata"][key] for key in ("name", "namespace") if obj["metadata"].get(key)}
    nothing = {"apiVersion": obj["apiVersion"], "kind": obj["kind"], "metadata": meta}
    await cluster.send(calls.apply(resource, nothing, manager=manager), urn)


async def _write(  # noqa: PLR0913 - the object, its past, and the way of writing
    cluster: Cluster,
    goal: Target,
    resource: Resource,
    inputs: Object,
    old: state.Checkpoint,
    manager: str,
    ignored: Sequence[str],
    *,
    dry_run: bool,
) -> tuple[Object, Object]:
    """Return the object as sent and as it is afterwards."""
    namespace = metadata.namespace(inputs) or "default"
    name = metadata.name(old.live) or metadata.name(inputs)
    for attempt in range(_CONFLICTS):
        live = await cluster.send(calls.get(resource, name, namespace), goal.urn)
        try:
            if is_crd(inputs):
                return inputs, await _replace(cluster, goal, resource, inputs, live, manager, dry_run=dry_run)
            live = await _take_over(cluster, goal, resource, live, manager, dry_run=dry_run)
            break
        except ApiError as error:
            if not error.conflict or attempt == _CONFLICTS - 1:
                raise
    wanted = _respect_ignored(inputs, live, manager, ignored)
    force = (
        metadata.is_true(wanted, metadata.PATCH_FORCE)
        or cluster.settings.patch_force
        or managers.must_force(live, dry_run=dry_run)
    )
    call = calls.apply(resource, wanted, manager=manager, force=force, dry_run=dry_run, namespace=namespace)
    return wanted, await cluster.send(call, goal.urn)


async def _replace(
    cluster: Cluster, goal: Target, resource: Resource, inputs: Object, live: Object, manager: str, *, dry_run: bool
) -> Object:
    """Write a CRD as a whole, as the official plugin does: versions that are gone from it must go."""
    version = live["metadata"]["resourceVersion"]
    obj = {**inputs, "metadata": {**inputs["metadata"], "resourceVersion": version}}
    return dict(await cluster.send(calls.replace(resource, obj, manager=manager, dry_run=dry_run), goal.urn))


async def _take_over(
    cluster: Cluster, goal: Target, resource: Resource, live: Object, manager: str, *, dry_run: bool
) -> Object:
    """Become the owner of what the creation owns, so that fields we leave out from now on are removed."""
    patch = None if goal.patch or dry_run else managers.takeover(live, manager)
    if patch is None:
        return live
    meta = live["metadata"]
    call = calls.patch(
        resource, meta["name"], patch, namespace=meta.get("namespace", ""), content_type=calls.JSON_PATCH
    )
    return dict(await cluster.send(call, goal.urn))


def _respect_ignored(inputs: Object, live: Object, manager: str, ignored: Sequence[str]) -> Object:
    """Leave fields of ``ignoreChanges`` to their other owners, or as they are if they are ours."""
    if not ignored:
        return inputs
    wanted: Object = deepcopy(inputs)
    for text in ignored:
        path = parse(text)
        if managers.owned_by_others_only(live, manager, path):
            _set(wanted, path, None)
        elif (value := value_at(live, path)) is not None:
            _set(wanted, path, value)
    return wanted


def _set(obj: Any, path: Sequence[str | int], value: Any) -> None:
    """Set a field of nested dictionaries, or remove it where ``value`` is ``None``."""
    *parents, last = path
    for step in parents:
        if not isinstance(obj, dict) or not isinstance(step, str):
            return
        obj = obj.setdefault(step, {})
    if isinstance(obj, dict) and isinstance(last, str):
        if value is None:
            obj.pop(last, None)
        else:
            obj[last] = value


def _explained(goal: Target, inputs: Object, error: KubeError) -> str:
    if isinstance(error, ApiError) and error.not_found and not error.namespace_not_found:
        return (
            f"updating {goal.kind} {label(inputs)}: it is in this stack's state but no longer in the cluster; "
            "run `pulumi refresh` to have it created again"
        )
    return sentence("updating", goal.kind, inputs, error)
