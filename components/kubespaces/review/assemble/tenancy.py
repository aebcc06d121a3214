"""Whose a namespace is."""

from collections.abc import Iterable
from dataclasses import dataclass

from kubespaces.plan.labels import ENVIRONMENT, OWNER, PRODUCTION, TENANT
from kubespaces.review.world import KubeObject, World
from kubespaces.spec.tenant import PRODUCTION_NAMES


@dataclass(frozen=True, slots=True)
class Belonging:
    """Whose a namespace is."""

    tenant: str
    """The tenant; empty if it is no tenant's."""
    environment: str
    """The tenant's name for it; the namespace's own if there is none."""
    owner: str
    production: bool


def belonging(key: tuple[str, str], *views: World) -> Belonging:
    """Return whose a namespace is, from its labels, or from those of what is in it.

    Args:
        key: the namespace's cluster and name.
        views: what is there; the first that tells is believed.
    """
    for world in views:
        namespace = world.namespaces.get(key)
        candidates: Iterable[KubeObject] = [namespace] if namespace else world.contents.get(key, ())
        for found in candidates:
            tenant = found.labels.get(TENANT)
            if isinstance(tenant, str):
                return _of_labels(found, tenant, key[1])
    name = key[1]
    return Belonging("", name, "", name.rsplit("-", 1)[-1] in PRODUCTION_NAMES)


def _of_labels(found: KubeObject, tenant: str, namespace: str) -> Belonging:
    environment = found.labels.get(ENVIRONMENT)
    name = environment if isinstance(environment, str) else namespace
    said = found.labels.get(PRODUCTION)
    production = said == "true" if isinstance(said, str) else name in PRODUCTION_NAMES
    owner = found.annotations.get(OWNER) or found.labels.get(OWNER) or ""
    return Belonging(tenant, name, str(owner), production)
