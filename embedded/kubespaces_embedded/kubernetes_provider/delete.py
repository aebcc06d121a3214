"""Delete: removes an object and waits until it is gone."""

import time
from typing import Any

from kubespaces.kube import ApiError, KubeError, Resource, UnknownKind, calls
from kubespaces_embedded.kubernetes_provider import metadata, state
from kubespaces_embedded.kubernetes_provider.cluster import Cluster
from kubespaces_embedded.kubernetes_provider.errors import Refused, label, sentence
from kubespaces_embedded.kubernetes_provider.properties import Properties
from kubespaces_embedded.kubernetes_provider.tokens import Target, parse_id, target
from kubespaces_embedded.kubernetes_provider.update import release

Object = dict[str, Any]

_FIRST_PAUSE = 0.02
_LONGEST_PAUSE = 0.5
"""Seconds between two looks whether the object is gone; in between they double."""

_SKIPS_WAITING = frozenset(
    ("Namespace", "Pod", "ReplicationController", "DaemonSet", "Deployment", "StatefulSet", "Job")
)
"""Kinds for which the annotation ``pulumi.com/skipAwait`` skips the waiting for deletion, too (official plugin)."""


async def delete(
    cluster: Cluster, urn: str, identifier: str, old_state: Properties, old_inputs: Properties, custom_timeout: float
) -> None:
    """Delete an object and wait until it is gone, also a namespace with all that is in it.

    An object that does not exist is deleted already. A Patch resource gives up its fields instead. ``custom_timeout``
    is in seconds; 0 means the annotation's or 10 minutes.
    """
    old = state.parse(old_state, old_inputs)
    goal = target(urn, old.live)
    if cluster.unreachable:
        _unreachable(cluster, urn)
        return
    namespace, name = parse_id(identifier)
    subject = {"metadata": {"namespace": namespace, "name": name}}
    try:
        resource = await cluster.resource(goal.api_version, goal.kind)
        if goal.patch:
            await release(cluster, urn, resource, old.live, old.field_manager)
            return
        call = calls.delete(resource, name, namespace, propagation=metadata.propagation(old.inputs, goal.kind))
        answer = await cluster.send(call, urn)
    except UnknownKind:
        return
    except KubeError as error:
        if isinstance(error, ApiError) and error.not_found:
            return
        raise Refused(_explained(goal, subject, error)) from error
    cluster.written(old.live)
    skips = metadata.is_true(old.inputs, metadata.SKIP_AWAIT) and goal.kind in _SKIPS_WAITING
    # The API server answers with a Status when the object is gone, and with the object when it is yet to go.
    if answer.get("kind") == "Status" or skips:
        return
    await _until_gone(cluster, urn, resource, answer, metadata.timeout(old.inputs, custom_timeout))


async def _until_gone(cluster: Cluster, urn: str, resource: Resource, obj: Object, seconds: float) -> None:
    meta = obj["metadata"]
    get = calls.get(resource, meta["name"], meta.get("namespace", ""))
    end = time.monotonic() + seconds
    pause = _FIRST_PAUSE
    while time.monotonic() < end:
        await cluster.pause(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)
        try:
            obj = await cluster.send(get, urn)
        except ApiError as error:
            if error.not_found:
                return
            raise Refused(sentence("deleting", resource.kind, obj, error)) from error
        except KubeError as error:
            raise Refused(sentence("deleting", resource.kind, obj, error)) from error
        if obj["metadata"].get("uid") != meta.get("uid"):
            return  # another object has taken the name
    raise Refused(_overdue(resource, obj, seconds))


def _overdue(resource: Resource, obj: Object, seconds: float) -> str:
    holding = list(obj["metadata"].get("finalizers") or ())
    holding += (obj.get("spec") or {}).get("finalizers") or () if resource.kind == "Namespace" else ()
    conditions = (obj.get("status") or {}).get("conditions") or ()
    remaining = [
        str(condition.get("message"))
        for condition in conditions
        if condition.get("status") == "True" and "Remaining" in str(condition.get("type"))
    ]
    reasons = "; ".join(
        ([f"finalizers might be preventing deletion: {', '.join(holding)}"] if holding else []) + remaining
    )
    return (
        f"deleting {resource.kind} {label(obj)}: it is still there after {seconds:g} s"
        + (f" ({reasons})" if reasons else "")
        + "; it will go when these are done, then run the command again"
    )


def _unreachable(cluster: Cluster, urn: str) -> None:
    cluster.host.warn(f"configured Kubernetes cluster is unreachable: {cluster.unreachable}", urn)
    if cluster.settings.delete_unreachable:
        cluster.host.info("deleteUnreachable is set: removing the unreachable resource from the state", urn)
        return
    raise Refused(
        "configured Kubernetes cluster is unreachable. If the cluster was deleted, you can remove this resource from "
        'Pulumi state by rerunning the operation with PULUMI_K8S_DELETE_UNREACHABLE set to "true"'
    )


def _explained(goal: Target, subject: Object, error: KubeError) -> str:
    required = isinstance(error, ApiError) and any(cause.reason == "FieldValueRequired" for cause in error.causes)
    if goal.patch and required and isinstance(error, ApiError):
        fields = ", ".join(cause.field for cause in error.causes if cause.reason == "FieldValueRequired")
        return (
            f"deleting {goal.token.name} {label(subject)}: it alone sets the required fields {fields}, so it cannot "
            "give them up; set the resource option retain_on_delete, or let another manager own them first"
        )
    return sentence("deleting", goal.kind, subject, error)
