"""Pure functions from documents to Kubernetes objects. Nothing here knows Pulumi or talks to a cluster."""

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
