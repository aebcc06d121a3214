"""Check: completes a resource's inputs before anything is compared or created."""

from dataclasses import dataclass
from typing import Any

from kubespaces_embedded.kubernetes_provider import metadata, state
from kubespaces_embedded.kubernetes_provider.cluster import Cluster
from kubespaces_embedded.kubernetes_provider.errors import Refused
from kubespaces_embedded.kubernetes_provider.normalize import is_crd, normalize
from kubespaces_embedded.kubernetes_provider.properties import UNKNOWN, Properties
from kubespaces_embedded.kubernetes_provider.tokens import Target, name_of, refuse_lists, target


@dataclass(frozen=True, slots=True)
class Naming:
    """How a resource without a name gets one."""

    seed: bytes = b""
    mode: metadata.Autonaming = ""
    proposed: str = ""


async def check(cluster: Cluster, urn: str, olds: Properties, news: Properties, naming: Naming) -> Properties:
    """Return the inputs with a name and a namespace, in the API server's own spelling.

    Raises :class:`Refused` for what the plugin cannot manage.
    """
    if cluster.unreachable:
        if cluster.settings.skip_update_unreachable:
            cluster.host.warn("Cluster is unreachable but skipUpdateUnreachable is set: skipping", urn)
            return olds
        cluster.host.warn_once(
            f"configured Kubernetes cluster is unreachable: {cluster.unreachable}; this preview is not "
            "validated by the API server"
        )
    new, old = state.to_object(news), state.to_object(olds)
    goal = target(urn, new)
    refuse_lists(goal.token)
    new = normalize(new)
    if goal.patch and not metadata.is_named(new):
        raise Refused(f"{goal.token.token} {name_of(urn)}: a Patch resource needs metadata.name")
    _refuse_generate_name(new, goal)
    _name(new, old, urn, naming)
    _warn_about_annotations(cluster, new, urn)
    await _set_namespace(cluster, goal, new, old)
    if is_crd(new):
        cluster.plan_crd(new)
    return state.to_properties(new, news)


def _refuse_generate_name(new: dict[str, Any], goal: Target) -> None:
    if not metadata.is_named(new) and metadata.metadata_of(new).get("generateName"):
        raise Refused(
            f"{goal.token.token} {name_of(goal.urn)}: metadata.generateName is not supported with server-side "
            "apply; leave it out and the name is made up from the resource's name"
        )


def _name(new: dict[str, Any], old: dict[str, Any], urn: str, naming: Naming) -> None:
    if not metadata.is_named(new) and new.get("metadata") is not UNKNOWN:
        if old:
            metadata.adopt_name(new, old)
        else:
            metadata.assign_name(new, name_of(urn), naming.seed, naming.mode, naming.proposed)
    if old:
        metadata.keep_managed_by(new, old)


def _warn_about_annotations(cluster: Cluster, new: dict[str, Any], urn: str) -> None:
    for key in (metadata.WAIT_FOR, metadata.REPLACE_UNREADY):
        if metadata.annotation(new, key):
            cluster.host.warn_once(f"annotation {key} is ignored: this plugin waits for nothing", urn)


async def _set_namespace(cluster: Cluster, goal: Target, new: dict[str, Any], old: dict[str, Any]) -> None:
    meta = new.get("metadata")
    if not cluster.default_namespace or not isinstance(meta, dict) or meta.get("namespace"):
        return
    namespaced = await cluster.is_namespaced(goal.api_version, goal.kind)
    if namespaced is None and cluster.unreachable:
        # Nobody can tell. What it was before is right as long as the kind stays.
        namespaced = bool(metadata.namespace(old))
    if namespaced is not False:
        meta["namespace"] = cluster.default_namespace
