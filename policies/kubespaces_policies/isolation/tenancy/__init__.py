"""KS-TEN: a tenant has namespaces of its own, and stays in them."""

from .cluster_objects import tenant_makes_nothing_cluster_wide
from .home import nothing_in_system_namespaces
from .identity import namespace_carries_identity
from .pod_security import pod_security_is_enforced, pod_security_is_recent
from .quota import namespace_has_compute_quota, namespace_has_counts_and_limits
from .references import references_stay_within_the_tenant
from .reserved_keys import reserved_keys_are_not_set
from .type_identity import type_is_what_is_made
from .webhooks import webhooks_are_bounded

__all__ = [
    "namespace_carries_identity",
    "namespace_has_compute_quota",
    "namespace_has_counts_and_limits",
    "nothing_in_system_namespaces",
    "pod_security_is_enforced",
    "pod_security_is_recent",
    "references_stay_within_the_tenant",
    "reserved_keys_are_not_set",
    "tenant_makes_nothing_cluster_wide",
    "type_is_what_is_made",
    "webhooks_are_bounded",
]
