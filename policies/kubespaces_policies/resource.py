"""A resource as rules see it, and all resources of a stack."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from .kubernetes.objects import KubernetesObject, objects_of
from .kubernetes.pods import PodTemplate, pods_of
from .value import Value

KUBERNETES = "kubernetes:"


@dataclass(frozen=True)
class Provider:
    """The provider that a resource is made by."""

    type: str
    """Its type, such as ``pulumi:providers:aws``."""
    props: Value = field(default_factory=lambda: Value({}))


@dataclass(frozen=True, eq=False)
class Resource:
    """One resource that is to be made or changed; its inputs are in wire form."""

    type: str
    """Type token, such as ``kubernetes:core/v1:Namespace``."""
    name: str
    urn: str
    props: Value
    provider: Provider | None = None
    protect: bool = False
    """Whether Pulumi refuses to delete it."""
    parent: str = ""
    """URN of the parent."""
    secrets_known: bool = True
    """Whether ``Value.secret`` tells secrets from plain values; Pulumi's policy SDK hides the difference."""

    @cached_property
    def objects(self) -> Sequence[KubernetesObject]:
        """The Kubernetes objects in it: itself, or the items of a List; none for a cloud's resource."""
        return objects_of(self.type, self.props) if self.type.startswith(KUBERNETES) else ()

    @cached_property
    def pods(self) -> Sequence[PodTemplate]:
        """Every pod template in it, wherever it hides."""
        return [pod for item in self.objects for pod in pods_of(item)]

    def of_kind(self, *kinds: str) -> list[KubernetesObject]:
        """Return its Kubernetes objects that are, by token or by manifest, of one of these kinds."""
        return [item for item in self.objects if item.is_a(*kinds)]


@dataclass(frozen=True)
class Stack:
    """Everything that a stack has once its program has run."""

    resources: Sequence[Resource]

    def of_kind(self, *kinds: str) -> list[tuple[Resource, KubernetesObject]]:
        """Return all Kubernetes objects of these kinds with the resources that they are in."""
        return [(resource, item) for resource in self.resources for item in resource.of_kind(*kinds)]

    def of_type(self, *types: str) -> list[Resource]:
        """Return all resources of these types."""
        return [resource for resource in self.resources if resource.type in types]


Applies = Callable[[Resource], bool]
"""Whether a control has anything to say about a resource."""


def workloads(resource: Resource) -> bool:
    """Apply to whatever starts pods."""
    return bool(resource.pods)


def kinds(*names: str) -> Applies:
    """Apply to Kubernetes objects of these kinds, their Patch and List forms and old groups included."""

    def applies(resource: Resource) -> bool:
        return bool(resource.of_kind(*names))

    return applies


def types(*tokens: str) -> Applies:
    """Apply to resources with these type tokens."""
    wanted = frozenset(tokens)

    def applies(resource: Resource) -> bool:
        return resource.type in wanted

    return applies


def any_of(*choices: Applies) -> Applies:
    """Apply where one of these does."""

    def applies(resource: Resource) -> bool:
        return any(choice(resource) for choice in choices)

    return applies


def kubernetes(resource: Resource) -> bool:
    """Apply to every Kubernetes object."""
    return bool(resource.objects)
