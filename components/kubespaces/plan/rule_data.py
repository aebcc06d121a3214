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
