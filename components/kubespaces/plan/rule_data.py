"""Lists that the policy packs and the guard rails share, so that both refuse the same things."""

RESERVED_TAINT_PREFIXES = ("node-role.kubernetes.io/",)
"""Beginnings of taints that tenants do not tolerate, and of node labels that they do not select (KS-POD-14)."""

RESERVED_TAINTS = ("CriticalAddonsOnly",)
"""Taints that tenants do not tolerate: EKS and AKS keep nodes for their add-ons with it (KS-POD-14)."""

SYSTEM_PRIORITY_PREFIX = "system-"
"""How Kubernetes' own priority classes begin; they push everybody else's pods off a node (KS-POD-15)."""

BROAD_SUBJECT_PREFIX = "system:"
"""How groups and users of Kubernetes' own begin; nobody hands a role to them (KS-RBAC-04, KS-RBAC-05)."""

CREDENTIAL_SECRET_TYPES = ("bootstrap.kubernetes.io/token", "kubernetes.io/service-account-token")
"""Types of Secrets that are tokens for the API server (KS-RBAC-08)."""

RESERVED_DOMAINS = frozenset({"kubespaces.io", "openshift.io", "pod-security.kubernetes.io"})
"""Domains, with all below them, whose labels and annotations are the platform's to set."""

RESERVED_KEYS = frozenset(
    {
        "kubernetes.io/metadata.name",
        "resource.k8s.io/admin-access",
        "resource.kubernetes.io/admin-access",
        "scheduler.alpha.kubernetes.io/defaultTolerations",
        "scheduler.alpha.kubernetes.io/node-selector",
        "scheduler.alpha.kubernetes.io/tolerationsWhitelist",
    }
)
"""Single labels and annotations that admission plugins and the API server obey.

Sources: https://kubernetes.io/docs/reference/labels-annotations-taints/ and PodNodeSelector, PodTolerationRestriction.
"""

UNGUARDED_LABELS = frozenset({"admission.gatekeeper.sh/ignore", "control-plane", "policies.kyverno.io/ignore"})
"""Labels by which namespaces and objects are left out by the admission webhooks of common policy engines."""


def is_reserved_key(key: str) -> bool:
    """Tell whether a label or annotation is the platform's to set."""
    domain, _, name = key.partition("/")
    if key in RESERVED_KEYS or key in UNGUARDED_LABELS:
        return True
    return bool(name) and any(domain == reserved or domain.endswith(f".{reserved}") for reserved in RESERVED_DOMAINS)
