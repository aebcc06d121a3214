"""Whose an object or a namespace is."""

from collections.abc import Iterator
from dataclasses import dataclass

from kubespaces.plan.labels import TENANT
from kubespaces.spec.names import is_reserved_namespace
from kubespaces_policies.resource import Resource, Stack
from kubespaces_policies.settings import Role, Settings
from kubespaces_policies.value import Value

from .objects import KubernetesObject
from .scope import namespace_of

NAMESPACE = "/Namespace"
"""The kind Namespace of the core group."""


def is_platform_namespace(name: str, settings: Settings) -> bool:
    """Tell whether a namespace is the platform's own: listed in the settings, or reserved."""
    return name in settings.platform_namespaces or is_reserved_namespace(name)


def tenant_of(item: KubernetesObject, settings: Settings) -> str:
    """Return the tenant that an object belongs to: the stack's, else the one on its label; empty for nobody's.

    Raises:
        UnknownValueError: its label is not known yet.
    """
    return settings.tenant or item.label(TENANT).text()


def is_own_namespace(name: str, tenant: str, settings: Settings) -> bool:
    """Tell whether a namespace is the tenant's, or one that the stack may refer to."""
    return name in settings.namespaces or (bool(tenant) and name.startswith(f"{tenant}-"))


def tenant_namespaces(stack: Stack, settings: Settings) -> Iterator[tuple[Resource, KubernetesObject]]:
    """Go through the namespaces of a stack that are tenants': those labelled so, in a tenant's stack all of them.

    A Patch counts if it sets the label: it makes a namespace of somebody else a tenant's.
    """
    for resource, item in stack.of_kind(NAMESPACE):
        labelled = item.label(TENANT).present
        if labelled or (settings.role is Role.TENANT and not item.patch):
            yield resource, item


@dataclass(frozen=True)
class Placed:
    """An object of a stack and the namespace that it goes to."""

    home: Value
    resource: Resource
    item: KubernetesObject


def placed(stack: Stack, kind: str) -> list[Placed]:
    """Return a stack's objects of a kind with the namespaces that they go to."""
    return [Placed(namespace_of(resource, item), resource, item) for resource, item in stack.of_kind(kind)]
