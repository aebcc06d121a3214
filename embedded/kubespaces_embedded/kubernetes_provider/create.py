"""Create: a new object, or at preview what the API server says it would be."""

from typing import Any

from kubespaces.kube import ApiError, Call, KubeError, UnknownKind, calls
from kubespaces_embedded.kubernetes_provider import metadata, state
from kubespaces_embedded.kubernetes_provider.cluster import Cluster, dry_run_impossible
from kubespaces_embedded.kubernetes_provider.errors import Refused, sentence
from kubespaces_embedded.kubernetes_provider.properties import Properties, has_unknown
from kubespaces_embedded.kubernetes_provider.tokens import Target, object_id, target

CREATION_MANAGER = "pulumi-kubernetes"
"""The field manager of objects as created; the first update moves the fields to the resource's own manager."""

_PAUSES = tuple(0.1 * 1.5**number for number in range(12))
"""Seconds between attempts while the namespace or the kind does not exist yet: 26 s in all, about as long as in the
official plugin, but with shorter steps at first, as an API server serves a new CRD after half a second or two."""


async def create(cluster: Cluster, urn: str, properties: Properties) -> tuple[str, Properties]:
    """Create an object; returns its id and state.

    Like the official plugin since 4.29, it is created by POST: an object that exists already is an error, unless
    the provider says ``upsertExistingObjects``. Only Patch resources are applied to what exists.
    """
    cluster.require_reachable()
    inputs = state.to_object(properties)
    goal = target(urn, inputs)
    manager = state.field_manager(inputs)
    live = await _until_possible(cluster, goal, inputs, manager)
    cluster.written(live)
    return object_id(live), _state(inputs, live, properties, manager)


async def preview(cluster: Cluster, urn: str, properties: Properties) -> Properties:
    """Return the state that a creation would give, with the API server's defaults, from a dry run.

    Where no dry run is possible these are the inputs: values are unknown, the namespace or the kind does not exist
    yet, the object is to be replaced by one of the same name, or permissions do not suffice.
    """
    inputs = state.to_object(properties)
    goal = target(urn, inputs)
    if has_unknown(inputs) or goal.patch:
        return properties
    resource = await cluster.served(goal.api_version, goal.kind)
    if resource is None:
        return properties
    manager = state.field_manager(inputs)
    try:
        live = await cluster.send(_call(cluster, goal, resource, inputs, manager, dry_run=True), urn)
    except KubeError as error:
        if dry_run_impossible(error):
            return properties
        if isinstance(error, ApiError) and (error.namespace_not_found or error.already_exists):
            return properties
        raise Refused(sentence("creating", goal.kind, inputs, error)) from error
    # Programs may read the status; an empty one would only mislead them.
    live.pop("status", None)
    return _state(inputs, live, properties, manager)


async def _until_possible(cluster: Cluster, goal: Target, inputs: dict[str, Any], manager: str) -> dict[str, Any]:
    """Create the object, again while its namespace or its kind does not exist yet."""
    for pause in (*_PAUSES, None):
        try:
            resource = await cluster.resource(goal.api_version, goal.kind)
            created = await cluster.send(_call(cluster, goal, resource, inputs, manager, dry_run=False), goal.urn)
        except KubeError as error:
            missing = isinstance(error, UnknownKind) or (isinstance(error, ApiError) and error.not_found)
            if not missing or pause is None:
                raise Refused(sentence("creating", goal.kind, inputs, error)) from error
            cluster.host.status(f"Waiting: {error}", goal.urn)
            await cluster.pause(pause)
        else:
            return dict(created)
    raise AssertionError("the last attempt returns or raises")


def _call(
    cluster: Cluster, goal: Target, resource: Any, inputs: dict[str, Any], manager: str, *, dry_run: bool
) -> Call:
    namespace = metadata.namespace(inputs) or "default"
    if goal.patch or cluster.settings.upsert:
        force = dry_run or cluster.settings.patch_force or metadata.is_true(inputs, metadata.PATCH_FORCE)
        return calls.apply(
            resource,
            inputs,
            manager=manager,
            force=force,
            dry_run=dry_run,
            namespace=namespace,
            validation="Warn",
        )
    return calls.create(resource, inputs, manager=CREATION_MANAGER, dry_run=dry_run, namespace=namespace)


def _state(inputs: dict[str, Any], live: dict[str, Any], properties: Properties, manager: str) -> Properties:
    return state.checkpoint(
        inputs,
        live,
        properties,
        initial_api_version=str(inputs.get("apiVersion") or ""),
        field_manager=manager,
    )
