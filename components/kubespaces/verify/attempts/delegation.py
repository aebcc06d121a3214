"""Roles and tokens: nobody gets, or hands on, more than the documents say."""

from collections.abc import Callable, Mapping
from typing import Any

from kubespaces.kube import Call
from kubespaces.plan.access import DEPLOYER
from kubespaces.plan.roles import role_name
from kubespaces.spec.posture import Role
from kubespaces.verify import dry, gates, kinds
from kubespaces.verify.attempts.attempt import (
    ADMINS,
    MEND_RAIL,
    MEND_ROLE,
    NEVER_AUTHORIZED,
    NOBODY,
    PIPELINE,
    Attempt,
)
from kubespaces.verify.judge import ALLOWED, Expected, refused
from kubespaces.verify.line import Area
from kubespaces.verify.objects import RBAC, binding, group, metadata, token_request
from kubespaces.verify.scene import Place

_MATES = group("kubespaces-verify-mates")
_VIEW = role_name(Role.VIEW)
_BY_RAIL = refused(gates.rail("delegation"))
_BY_RBAC_OR_RAIL = refused(gates.ESCALATION, gates.rail("delegation"))


def _bind(
    what: str, control: str, role: str, then: Expected, subject: Mapping[str, str] = _MATES
) -> tuple[Attempt, Attempt]:
    def create(place: Place) -> Call:
        return dry.create(kinds.ROLE_BINDING, binding(place.name, role, subject))

    def apply(place: Place) -> Call:
        return dry.apply(kinds.ROLE_BINDING, binding(place.name, role, subject))

    return (
        Attempt(Area.DELEGATION, f"bind {what}", control, ADMINS, then, create, MEND_RAIL),
        Attempt(Area.DELEGATION, f"apply a binding of {what}", control, ADMINS, then, apply, MEND_RAIL),
    )


_ACCOUNT_ELSEWHERE = {"kind": "ServiceAccount", "name": "default", "namespace": "kube-system"}

BINDINGS = (
    *_bind("cluster-admin", "KS-RBAC-01", "cluster-admin", _BY_RBAC_OR_RAIL),
    *_bind("Kubernetes' own admin", "KS-RBAC-01", "admin", _BY_RBAC_OR_RAIL),
    # RBAC lets everybody hand on what he has; only the rail stops this.
    *_bind("a role that everybody has already", "KS-RBAC-01", "system:discovery", _BY_RAIL),
    *_bind("view to everybody who can log in", "KS-RBAC-04", _VIEW, _BY_RAIL, group("system:authenticated")),
    *_bind("view to every service account", "KS-RBAC-04", _VIEW, _BY_RAIL, group("system:serviceaccounts")),
    *_bind("view to an account of another namespace", "KS-RBAC-04", _VIEW, _BY_RAIL, _ACCOUNT_ELSEWHERE),
    Attempt(Area.DELEGATION, "bind view to a group of the team", "", ADMINS, ALLOWED,
            lambda place: dry.create(kinds.ROLE_BINDING, binding(place.name, _VIEW, _MATES)), MEND_ROLE),
)  # fmt: skip
"""Handing on roles."""


def _role_of_everything(place: Place) -> Call:
    rules = [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]
    body = {"apiVersion": f"{RBAC}/v1", "kind": "Role", "metadata": metadata(place.name), "rules": rules}
    return dry.create(kinds.ROLE, body)


def _token_secret(send: Callable[..., Call]) -> Callable[[Place], Call]:
    def call(place: Place) -> Call:
        named: dict[str, Any] = metadata(place.name, **{"kubernetes.io/service-account.name": DEPLOYER})
        kind = {"apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/service-account-token"}
        return send(kinds.SECRET, {**kind, "metadata": named})

    return call


_NO_TOKENS = refused(gates.rail("token-secrets"))

TOKENS = (
    Attempt(Area.DELEGATION, "write a role of everything", "KS-RBAC-02", NOBODY, NEVER_AUTHORIZED, _role_of_everything,
            MEND_ROLE),
    Attempt(Area.DELEGATION, "mint a token of the deployer", "KS-RBAC-08", NOBODY, NEVER_AUTHORIZED,
            lambda place: token_request(place.name), MEND_ROLE),
    Attempt(Area.DELEGATION, "create a token that never expires", "KS-RBAC-08", PIPELINE, _NO_TOKENS,
            _token_secret(dry.create), MEND_RAIL),
    Attempt(Area.DELEGATION, "apply a token that never expires", "KS-RBAC-08", PIPELINE, _NO_TOKENS,
            _token_secret(dry.apply), MEND_RAIL),
)  # fmt: skip
"""Writing roles and making tokens."""

DELEGATION = (*BINDINGS, *TOKENS)
"""All of it."""
