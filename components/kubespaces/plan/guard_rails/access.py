"""Who gets in: roles that are handed on, and tokens."""

from kubespaces.plan.rule_data import BROAD_SUBJECT_PREFIX, CREDENTIAL_SECRET_TYPES

from .cel import text, texts
from .rail import Check, GuardRail, Scope

DELEGATION = GuardRail(
    "delegation",
    (Scope("rbac.authorization.k8s.io", ("rolebindings",)),),
    (
        Check(
            "object.roleRef.kind == 'ClusterRole' && object.roleRef.name.startsWith('kubespaces:tenant-')",
            "KS-RBAC-01",
            "only the roles kubespaces:tenant-* may be handed on",
        ),
        Check(
            f"object.?subjects.orValue([]).all(s, !s.name.startsWith({text(BROAD_SUBJECT_PREFIX)}) && "
            "(s.kind != 'ServiceAccount' || s.?namespace.orValue('') == request.namespace))",
            "KS-RBAC-04",
            "hand roles to your own groups, people or service accounts of this namespace, not to 'system:' groups "
            "or to other namespaces",
        ),
    ),
    spares_kubernetes=True,
    spares_platform=True,
)
"""Roles that a team's leads hand on."""

TOKEN_SECRETS = GuardRail(
    "token-secrets",
    (Scope("", ("secrets",), ("CREATE",)),),  # the type of a Secret cannot be changed later
    (
        Check(
            f"!(object.?type.orValue('') in {texts(CREDENTIAL_SECRET_TYPES)})",
            "KS-RBAC-08",
            "tokens that never expire are not given; use `kubespaces kubeconfig` for a short-lived one",
        ),
    ),
    spares_kubernetes=True,
    spares_platform=True,
)
"""Tokens for the API server."""
