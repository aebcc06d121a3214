"""Finds the Kubernetes objects in the state of a resource, whatever program or component made it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from kubespaces.review.preview import State

_PACKAGE = "kubernetes:"
_NOT_OBJECTS = ("kubernetes:helm.sh/", "kubernetes:yaml", "kubernetes:kustomize")

CLUSTER_WIDE = frozenset(
    {
        "APIService", "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition", "IngressClass", "GatewayClass",
        "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding", "MutatingWebhookConfiguration", "Namespace",
        "Node", "PersistentVolume", "PriorityClass", "RuntimeClass", "StorageClass", "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration", "CSIDriver", "FlowSchema",
        "CiliumClusterwideNetworkPolicy", "ClusterIssuer", "ClusterPolicy", "VolumeAttributesClass",
    }
)  # fmt: skip
"""Kinds that are in no namespace."""


@dataclass(frozen=True)
class KubeObject:
    """One object, as its program wants it."""

    kind: str
    """Kind, without the ``Patch`` of those that set a few fields of somebody else's object."""
    group: str
    """API group; empty for the core."""
    name: str
    namespace: str
    """Its namespace; empty for what is in none."""
    body: Mapping[str, Any]
    """The object."""
    cluster: str
    """Reference to the provider that reaches its cluster."""
    urn: str
    patch: bool = False
    """Whether it sets only a few fields of an object that is not this program's."""
    protect: bool = False
    retain: bool = False

    @cached_property
    def labels(self) -> Mapping[str, Any]:
        """Its labels."""
        return mapping(self.body, "metadata", "labels")

    @cached_property
    def annotations(self) -> Mapping[str, Any]:
        """Its annotations."""
        return mapping(self.body, "metadata", "annotations")

    def spec(self, *path: str) -> Any:
        """Return the value at a path under ``spec``, or None."""
        return at(self.body, "spec", *path)


def objects_of(state: State, *, live: bool = False) -> Sequence[KubeObject]:
    """Return the objects that a resource is: none, one, or those of a list.

    Args:
        state: the resource.
        live: take what the cluster said of it instead of what its program asks for.
    """
    return _objects_of(state, live)


@lru_cache(maxsize=65_536)  # several parts of a review look at the same states
def _objects_of(state: State, live: bool) -> Sequence[KubeObject]:
    return tuple(_found(state, live=live))


def _found(state: State, *, live: bool) -> Iterator[KubeObject]:
    if not state.custom or not state.type.startswith(_PACKAGE) or state.type.startswith(_NOT_OBJECTS):
        return
    body = state.outputs if live and state.outputs else state.inputs
    word = state.type.rsplit(":", 1)[-1]
    patch = word.endswith("Patch") and word != "Patch"
    kind = word.removesuffix("Patch") if patch else word
    if kind.endswith("List") and isinstance(body.get("items"), list):
        for item in body["items"]:
            if isinstance(item, dict):
                yield _object(state, item, kind.removesuffix("List"), patch=patch)
        return
    yield _object(state, body, kind, patch=patch)


def _object(state: State, body: Mapping[str, Any], token_kind: str, *, patch: bool) -> KubeObject:
    # Update and create go by what the object says of itself, not by the resource's type (controls.md, F7).
    kind, version = body.get("kind"), body.get("apiVersion")
    kind = kind if isinstance(kind, str) else token_kind
    version = version if isinstance(version, str) else ""
    metadata = mapping(body, "metadata")
    id_namespace, _, id_name = state.id.rpartition("/")
    name = metadata.get("name")
    namespace = metadata.get("namespace")
    cluster_wide = kind in CLUSTER_WIDE
    return KubeObject(
        kind=kind,
        group=version.rpartition("/")[0],
        name=name if isinstance(name, str) else id_name or f"({state.name})",
        namespace="" if cluster_wide else _namespace(namespace, id_namespace),
        body=body,
        cluster=state.provider,
        urn=state.urn,
        patch=patch,
        protect=state.protect,
        retain=state.retain,
    )


def _namespace(said: Any, of_id: str) -> str:
    if isinstance(said, str):
        return said
    return of_id or ("default" if said is None else str(said))


def at(value: Any, *path: str) -> Any:
    """Return what is at a path of keys, or None; a mark (unknown, secret) on the way is the answer."""
    for key in path:
        if not isinstance(value, dict):
            return value if value is not None and not isinstance(value, str | int | float | list) else None
        value = value.get(key)
    return value


def mapping(value: Any, *path: str) -> Mapping[str, Any]:
    """Return the mapping at a path, an empty one if there is none."""
    found = at(value, *path)
    return found if isinstance(found, dict) else {}


def items(value: Any, *path: str) -> list[Any]:
    """Return the list at a path, an empty one if there is none."""
    found = at(value, *path)
    return found if isinstance(found, list) else []
