"""What Kubernetes object a resource is: by its type token, and by what its manifest says of itself.

The engine's plugin checks an input by the token and creates what ``apiVersion`` and ``kind`` say, so a Pod can travel
under the token of a ConfigMap. An object counts as *both* here, and control KS-TEN-09 refuses the disagreement.
Source: pulumi-kubernetes, provider.go and await.go.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from kubespaces_policies.value import Value

_PATCH, _LIST = "Patch", "List"
_MODERN_GROUPS = {
    "extensions": {
        "Ingress": "networking.k8s.io",
        "NetworkPolicy": "networking.k8s.io",
        "PodSecurityPolicy": "policy",
    },
}
"""Where the kinds of a group that is gone have moved; the rest of ``extensions`` went to ``apps``."""

_NOT_OBJECTS = frozenset(
    {
        *(f"kubernetes:helm.sh/{name}" for name in ("v2:Chart", "v3:Chart", "v4:Chart", "v3:Release")),
        *(f"kubernetes:{name}" for name in ("yaml:ConfigFile", "yaml:ConfigGroup", "kustomize:Directory")),
        *(f"kubernetes:{name}" for name in ("yaml/v2:ConfigFile", "yaml/v2:ConfigGroup", "kustomize/v2:Directory")),
    }
)
"""Tokens under which other things than objects are registered; their objects are children and are seen themselves.

Exact ones: the plugin makes an object of whatever else begins like them, and of these too if their inputs name a kind.
"""


@dataclass(frozen=True)
class Identity:
    """Group, version and kind of an object."""

    group: str
    """API group, of today; empty for the core group."""
    version: str
    kind: str

    @property
    def api_version(self) -> str:
        """Group and version as manifests have them."""
        return f"{self.group}/{self.version}" if self.group else self.version


@dataclass(frozen=True)
class KubernetesObject:
    """One Kubernetes object in a resource."""

    token: Identity | None
    """What the type token says; none for the items of a List."""
    manifest: Identity | None
    """What the manifest says; none where it says nothing, or nothing that is known yet."""
    body: Value
    patch: bool = False
    """Whether it is a server-side-apply Patch: fields that are absent stay as they are in the cluster."""

    @cached_property
    def identities(self) -> list[Identity]:
        """What it may be; two entries where token and manifest disagree."""
        return list(dict.fromkeys(found for found in (self.token, self.manifest) if found))

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Everything that ``is_a`` knows it by: ``Kind`` and ``group/Kind``."""
        return frozenset(name for found in self.identities for name in (found.kind, f"{found.group}/{found.kind}"))

    @property
    def kind(self) -> str:
        """Its kind for a message: what would be created."""
        found = self.manifest or self.token
        return found.kind if found else "object"

    def is_a(self, *kinds: str) -> bool:
        """Whether it is, by token or manifest, of one of these kinds; ``Kind`` or, for one group, ``group/Kind``."""
        return not self.kinds.isdisjoint(kinds)

    def at(self, *keys: str | int) -> Value:
        """Return a property of the object."""
        return self.body.at(*keys)

    @property
    def name(self) -> Value:
        """``metadata.name``."""
        return self.body.at("metadata", "name")

    @property
    def namespace(self) -> Value:
        """``metadata.namespace``."""
        return self.body.at("metadata", "namespace")

    def label(self, key: str) -> Value:
        """Return one of its labels."""
        return self.body.at("metadata", "labels", key)

    def annotation(self, key: str) -> Value:
        """Return one of its annotations."""
        return self.body.at("metadata", "annotations", key)


def objects_of(token: str, props: Value) -> list[KubernetesObject]:
    """Return the objects under a type token ``kubernetes:GROUP/VERSION:KIND``; a List's items one by one."""
    if token.count(":") != 2 or (token in _NOT_OBJECTS and not props.at("kind").present):
        return []
    _, api_version, kind = token.split(":")
    group = api_version.removeprefix("core/")
    patch = kind.endswith(_PATCH) and kind != _PATCH
    identity = _identity(group, kind.removesuffix(_PATCH) if patch else kind)
    return list(_unfold(identity, props, patch=patch))


def _unfold(token: Identity | None, body: Value, *, patch: bool) -> Iterator[KubernetesObject]:
    manifest = _said_by(body)
    items = body.at("items")
    listed = any(found.kind.endswith(_LIST) for found in (token, manifest) if found)
    if listed and (items.is_list or items.unknown):
        yield KubernetesObject(token, manifest, Value(_without_items(body), body.keys, secret=body.secret), patch)
        if not items.unknown:
            for item in items:
                yield from _unfold(_item_identity(token or manifest), item, patch=patch)
        return
    yield KubernetesObject(token, manifest, body, patch)


def _item_identity(of_list: Identity | None) -> Identity | None:
    """Return what the items of a typed List are; a plain ``List`` holds anything."""
    if of_list is None or of_list.kind == _LIST:
        return None
    return Identity(of_list.group, of_list.version, of_list.kind.removesuffix(_LIST))


def _without_items(body: Value) -> object:
    return {key: item for key, item in body.raw.items() if key != "items"} if body.is_map else body.raw


def _said_by(body: Value) -> Identity | None:
    api_version, kind = body.at("apiVersion"), body.at("kind")
    if not isinstance(kind.raw, str) or not kind.raw:
        return None
    return _identity(api_version.raw if isinstance(api_version.raw, str) else "", kind.raw)


def _identity(api_version: str, kind: str) -> Identity:
    group, _, version = api_version.rpartition("/")
    if group == "extensions":
        group = _MODERN_GROUPS["extensions"].get(kind, "apps")
    return Identity(group, version, kind)
