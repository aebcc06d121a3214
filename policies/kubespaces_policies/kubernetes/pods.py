"""Finds pod templates wherever they hide, and their containers of every sort."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kubespaces_policies.value import Value

from .objects import KubernetesObject

CONTAINER_LISTS = ("initContainers", "containers", "ephemeralContainers")
"""Every list of containers in a pod; sidecars are init containers that keep running."""

_TEMPLATES: dict[str, tuple[str, ...]] = {
    "Pod": (),
    "PodTemplate": ("template",),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
    **dict.fromkeys(
        ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job"), ("spec", "template")
    ),
}
"""Where Kubernetes' own kinds keep the template: the map that has ``metadata`` and ``spec``."""

_STEPS = "steps"
"""Tekton's name for containers."""
_ONE = ("container", "script")
"""Argo's names for the one container of a workflow's template, which has a name itself."""
_BESIDE = "sidecars"
"""Argo's name for the containers beside it."""

_BUILT_IN = frozenset(
    (
        *("", "apps", "autoscaling", "batch", "policy", "rbac.authorization.k8s.io", "networking.k8s.io"),
        *("admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io", "authentication.k8s.io"),
        *("authorization.k8s.io", "certificates.k8s.io", "coordination.k8s.io", "discovery.k8s.io", "events.k8s.io"),
        *("flowcontrol.apiserver.k8s.io", "node.k8s.io", "resource.k8s.io", "scheduling.k8s.io", "storage.k8s.io"),
    )
)
"""API groups of Kubernetes itself: pods are nowhere but in the kinds above, and the API server drops unknown fields.
Other groups that end in ``.k8s.io`` are add-ons, some of which start pods."""


@dataclass(frozen=True)
class Container:
    """A container of a pod."""

    value: Value
    """The container itself."""
    sort: str
    """Where it is: ``containers``, ``initContainers``, ``ephemeralContainers``, or as Tekton and Argo call it."""
    pod: Value
    """The pod's spec."""

    def at(self, *keys: str | int) -> Value:
        """Return a property of the container."""
        return self.value.at(*keys)

    def security(self, *keys: str) -> Value:
        """Return a property of the container's security context, without a look at the pod's."""
        return self.value.at("securityContext", *keys)

    def effective(self, *keys: str) -> Value:
        """Return a property of the security context: the container's, else the pod's. For fields that both have."""
        own = self.security(*keys)
        return own if own.present else self.pod.at("securityContext", *keys)


@dataclass(frozen=True)
class PodTemplate:
    """What pods are made from: ``spec``, and the ``metadata`` beside it."""

    spec: Value
    metadata: Value
    object: KubernetesObject
    """The object that it is in."""

    @property
    def whole(self) -> bool:
        """Whether what it does not say is not so: a Patch without containers changes single fields of a pod's spec."""
        return not self.object.patch or any(self.spec.at(name).present for name in (*CONTAINER_LISTS, _STEPS))

    @property
    def containers(self) -> list[Container]:
        """All containers of every sort. Unknown lists have none here; ``unknown_lists`` tells of them."""
        listed = [
            Container(item, name, self.spec)
            for name in (*CONTAINER_LISTS, _STEPS, _BESIDE)
            if self.spec.at(name).is_list
            for item in self.spec.at(name)
        ]
        return listed + [Container(item, str(item.keys[-1]), self.spec) for item in _single_containers(self.spec)]

    @property
    def unknown_lists(self) -> list[Value]:
        """Lists of containers (or the whole spec) that are not known yet, so that rules can defer."""
        if self.spec.unknown:
            return [self.spec]
        return [self.spec.at(name) for name in CONTAINER_LISTS if self.spec.at(name).unknown]

    @property
    def volumes(self) -> list[Value]:
        """Its volumes, as far as they are known."""
        return list(self.spec.at("volumes")) if self.spec.at("volumes").is_list else []

    @property
    def windows(self) -> bool:
        """Whether it says that it runs on Windows, where Linux' controls do not exist."""
        return bool(self.spec.at("os", "name").raw == "windows")


def pods_of(item: KubernetesObject) -> Sequence[PodTemplate]:
    """Return every pod template in an object, however deep."""
    identities = item.identities
    kinds = {found.kind for found in identities}
    templates = [item.body.at(*_TEMPLATES[kind]) for kind in sorted(kinds & _TEMPLATES.keys())]
    found = {
        template.keys: PodTemplate(template.at("spec"), template.at("metadata"), item)
        for template in templates
        if template.at("spec").is_map or template.at("spec").unknown
    }
    if identities and all(found.group in _BUILT_IN for found in identities):
        return list(found.values())
    for spec, parent in _specs(item.body, None):
        keys = spec.keys[:-1] if spec.keys[-1:] == ("spec",) else spec.keys
        around = spec if parent is None else parent
        found.setdefault(keys, PodTemplate(spec, around.at("metadata"), item))
    return list(found.values())


def _specs(value: Value, parent: Value | None) -> Iterator[tuple[Value, Value | None]]:
    """Walk through a manifest and return every map that holds containers, with the map around it."""
    if value.is_map:
        if _holds_containers(value):
            yield value, parent
        for _, child in value.entries():
            yield from _specs(child, value)
    elif value.is_list:
        for child in value:
            yield from _specs(child, parent)


def _holds_containers(value: Value) -> bool:
    for name in (*CONTAINER_LISTS, _STEPS):
        items = value.at(name)
        if items.unknown and name != _STEPS:
            return True
        if items.is_list and any(_is_container(item, name) for item in items):
            return True
    return bool(_single_containers(value))


def _is_container(item: Value, sort: str) -> bool:
    """Whether an item of such a list is a container: steps and hosts of other kinds have neither image nor name."""
    if sort == _STEPS:
        return item.is_map and item.at("image").present
    return item.unknown or (item.is_map and (item.at("image").present or item.at("name").present))


def _single_containers(value: Value) -> list[Value]:
    """Return the one container of a template of a workflow."""
    if not value.at("name").present:
        return []
    return [value.at(name) for name in _ONE if value.at(name).is_map and value.at(name, "image").present]
