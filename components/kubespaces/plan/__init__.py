"""Pure functions from documents to Kubernetes objects. Nothing here knows Pulumi or talks to a cluster.

Names are imported when they are first used: whoever needs only labels does not pay for the planners.
"""

from typing import TYPE_CHECKING

from kubespaces.lazy import names_from

if TYPE_CHECKING:
    from .namespace import NamespacePlan, plan_namespace
    from .objects import Manifest, PlannedObject
    from .platform import plan_guard_rails, plan_platform
    from .tenant import plan_tenant

__all__ = [
    "Manifest",
    "NamespacePlan",
    "PlannedObject",
    "plan_guard_rails",
    "plan_namespace",
    "plan_platform",
    "plan_tenant",
]

_HOMES = {
    "Manifest": "objects",
    "NamespacePlan": "namespace",
    "PlannedObject": "objects",
    "plan_guard_rails": "platform",
    "plan_namespace": "namespace",
    "plan_platform": "platform",
    "plan_tenant": "tenant",
}

__getattr__ = names_from(__name__, _HOMES)


def __dir__() -> list[str]:
    return __all__
