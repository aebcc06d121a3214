"""Real requests in a namespace where one has no role: all must fail at authorization."""

from collections.abc import Callable
from dataclasses import dataclass

from kubespaces.kube import Call
from kubespaces.plan.roles import role_name
from kubespaces.spec.posture import Role
from kubespaces.verify import dry, kinds
from kubespaces.verify.line import Area
from kubespaces.verify.objects import NAME, binding, config_map, group, metadata, opening, token_request

MEND = "take the binding away that gives it"


@dataclass(frozen=True)
class Intrusion:
    """One request that nobody may make there."""

    area: Area
    """What it is about."""
    what: str
    """What is tried, in words."""
    control: str
    """The control that it proves."""
    call: Callable[[str], Call]
    """The request, for a namespace (empty for those on the cluster)."""


def _there(what: str, control: str, call: Callable[[str], Call]) -> Intrusion:
    return Intrusion(Area.NEIGHBOURS, what, control, call)


def _pod(namespace: str) -> dict[str, object]:
    containers = [{"name": "main", "image": "registry.example.com/app:1"}]
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata(namespace), "spec": {"containers": containers}}


IN_ANOTHER_NAMESPACE = (
    _there("list secrets", "KS-RBAC-06", lambda there: dry.read(kinds.SECRET, there)),
    _there("list pods", "KS-TEN-10", lambda there: dry.read(kinds.POD, there)),
    _there("read configuration", "KS-TEN-10", lambda there: dry.read(kinds.CONFIG_MAP, there, "kube-root-ca.crt")),
    _there("see the namespace", "KS-TEN-10", lambda there: dry.read(kinds.NAMESPACE, "", there)),
    _there("create configuration", "KS-TEN-10", lambda there: dry.create(kinds.CONFIG_MAP, config_map(there))),
    _there("apply configuration", "KS-TEN-10", lambda there: dry.apply(kinds.CONFIG_MAP, config_map(there))),
    _there("start a pod", "KS-TEN-10", lambda there: dry.create(kinds.POD, _pod(there))),
    _there("raise the quota", "KS-RBAC-09",
           lambda there: dry.patch(kinds.RESOURCE_QUOTA, there, "kubespaces", {"spec": {"hard": {"pods": "999"}}})),
    _there("open the network", "KS-RBAC-09", lambda there: dry.create(kinds.NETWORK_POLICY, opening(there))),
    _there("delete the default-deny policy", "KS-RBAC-09",
           lambda there: dry.delete(kinds.NETWORK_POLICY, there, "default-deny")),
    _there("delete every deployment", "KS-TEN-10", lambda there: dry.delete_all(kinds.DEPLOYMENT, there)),
    _there("let itself in", "KS-RBAC-01",
           lambda there: dry.create(kinds.ROLE_BINDING, binding(there, role_name(Role.VIEW), group(NAME)))),
    _there("mint a token", "KS-RBAC-08", token_request),
    _there("delete the namespace", "KS-TEN-10", lambda there: dry.delete(kinds.NAMESPACE, "", there)),
)  # fmt: skip
"""What is tried there."""
