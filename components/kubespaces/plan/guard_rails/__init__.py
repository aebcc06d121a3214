"""Admission policies without which a rung would be a promise only. They hold for tenants' namespaces alone.

ValidatingAdmissionPolicies run inside the API server: there is no webhook that could be down.
Source: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
"""

from .access import DELEGATION, TOKEN_SECRETS
from .classes import POD_CLASSES, STORAGE_CLASSES
from .hosts import GATEWAYS, INGRESSES, ROUTES
from .images import IMAGES
from .manifests import ACTIONS, PREFIX, guard_rail_manifests
from .network import METADATA_EGRESS
from .ownership import NAMESPACES, PLATFORM_OBJECTS, RESERVED_LABELS
from .placement import DEDICATED_NODES, SANDBOX_RAIL, SCHEDULING
from .rail import Check, GuardRail, Scope
from .services import SERVICE_ADDRESSES, SERVICE_TYPES
from .virtual import VIRTUAL_ACCOUNTS

__all__ = ["ACTIONS", "GUARD_RAILS", "PREFIX", "Check", "GuardRail", "Scope", "guard_rail_manifests"]

GUARD_RAILS = (
    IMAGES,
    SANDBOX_RAIL,
    VIRTUAL_ACCOUNTS,
    DEDICATED_NODES,
    SCHEDULING,
    POD_CLASSES,
    STORAGE_CLASSES,
    SERVICE_TYPES,
    SERVICE_ADDRESSES,
    INGRESSES,
    ROUTES,
    GATEWAYS,
    METADATA_EGRESS,
    PLATFORM_OBJECTS,
    RESERVED_LABELS,
    NAMESPACES,
    DELEGATION,
    TOKEN_SECRETS,
)
"""The rails, in the order in which they are installed."""
