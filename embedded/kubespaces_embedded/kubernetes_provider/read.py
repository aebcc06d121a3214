"""Read: the live object, for refresh and import."""

from typing import Any

from kubespaces.kube import ApiError, KubeError, UnknownKind, calls
from kubespaces_embedded.kubernetes_provider import state
from kubespaces_embedded.kubernetes_provider.cluster import Cluster
from kubespaces_embedded.kubernetes_provider.errors import Refused, sentence
from kubespaces_embedded.kubernetes_provider.normalize import normalize
from kubespaces_embedded.kubernetes_provider.properties import Properties
from kubespaces_embedded.kubernetes_provider.prune import prune
from kubespaces_embedded.kubernetes_provider.tokens import parse_id, target

Object = dict[str, Any]

Found = tuple[str, Properties, Properties]
"""Id, state and inputs; an empty id says that the object is gone."""

GONE: Found = ("", {}, {})

_NOT_INPUTS = ("deployment.kubernetes.io/revision", "kubectl.kubernetes.io/last-applied-configuration")
"""Annotations that other programs write."""


async def read(cluster: Cluster, urn: str, identifier: str, old_state: Properties, old_inputs: Properties) -> Found:
    """Return an object as it is now, and its inputs as they would have to be to describe it.

    Known inputs keep their shape, so that drift in what the program sets shows and nothing else. Without known
    inputs, at import, everything is an input that a program can set.
    """
    if cluster.unreachable:
        return _unreachable(cluster, urn, identifier, old_state, old_inputs)
    namespace, name = parse_id(identifier)
    if not name:
        raise Refused(f"{identifier!r} is no id; it must be <namespace>/<name>, or <name> for cluster-scoped objects")
    old = state.parse(old_state, old_inputs)
    known = normalize(state.to_object(old_inputs))
    goal = target(urn, known if known.get("kind") else old.live)
    subject = {"metadata": {"namespace": namespace, "name": name}}
    try:
        resource = await cluster.resource(goal.api_version, goal.kind)
        live = await cluster.send(calls.get(resource, name, namespace or cluster.default_namespace), urn)
    except UnknownKind:
        return GONE  # its CRD is gone, and with it the object
    except KubeError as error:
        if isinstance(error, ApiError) and error.not_found:
            return GONE
        raise Refused(sentence("reading", goal.kind, subject, error)) from error
    imported = not known.get("kind")
    inputs = _all_inputs(live) if imported else prune(live, known)
    recorded = state.checkpoint(
        inputs,
        live,
        old_inputs,
        initial_api_version=old.initial_api_version or goal.api_version,
        field_manager=state.field_manager(known, old.field_manager),
    )
    return identifier, recorded, state.to_properties(inputs, old_inputs)


def _all_inputs(live: Object) -> Object:
    inputs = normalize({key: value for key, value in live.items() if key != "status"})
    annotations = inputs["metadata"].get("annotations")
    if annotations:
        kept = {key: value for key, value in annotations.items() if key not in _NOT_INPUTS}
        inputs["metadata"] = {**inputs["metadata"], "annotations": kept}
        if not kept:
            del inputs["metadata"]["annotations"]
    return inputs


def _unreachable(cluster: Cluster, urn: str, identifier: str, old_state: Properties, old_inputs: Properties) -> Found:
    cluster.host.warn(f"configured Kubernetes cluster is unreachable: {cluster.unreachable}", urn)
    if cluster.settings.delete_unreachable:
        cluster.host.info("deleteUnreachable is set: removing the unreachable resource from the state", urn)
        return GONE
    if cluster.settings.skip_update_unreachable:
        cluster.host.info("skipUpdateUnreachable is set: what is shown may not be what the cluster holds", urn)
        return identifier, old_state, old_inputs
    raise Refused(
        "failed to read resource state due to unreachable cluster. If the cluster was deleted, you can remove this "
        'resource from Pulumi state by rerunning the operation with PULUMI_K8S_DELETE_UNREACHABLE set to "true"'
    )
