"""The ClusterRoles that tenants get, made for the purpose.

Kubernetes' own ``edit`` and ``admin`` will not do: ``admin`` writes NetworkPolicies and binds roles, and both are
aggregated, so that any add-on can widen them behind the platform team's back.
"""

from collections.abc import Sequence

from kubespaces.spec.posture import Role

from .labels import MANAGED_BY, MANAGER
from .objects import Manifest, build

READ = ("get", "list", "watch")
WRITE = ("create", "delete", "deletecollection", "patch", "update")

Rule = dict[str, list[str]]


def role_name(role: Role) -> str:
    """Return the name of the ClusterRole of a role."""
    return f"kubespaces:tenant-{role}"


def cluster_roles() -> list[Manifest]:
    """Return all of them. They are bound by RoleBindings only, so they never reach beyond a namespace."""
    view = _view()
    deploy = [*_write_workloads(), *_secrets()]
    edit = [*deploy, *_write_pods()]
    debug = _debug()
    rules = {
        Role.VIEW: view,
        Role.DEPLOYER: [*view, *deploy],
        Role.EDIT: [*view, *edit],
        Role.DEBUG: [*view, *debug],
        Role.ADMIN: [*view, *edit, *debug, *_delegate()],
    }
    return [
        build(
            "rbac.authorization.k8s.io/v1",
            "ClusterRole",
            {"name": role_name(role), "labels": {MANAGED_BY: MANAGER}},
            rules=allowed,
        )
        for role, allowed in rules.items()
    ]


def _rule(group: str, resources: Sequence[str], verbs: Sequence[str]) -> Rule:
    return {"apiGroups": [group], "resources": sorted(resources), "verbs": sorted(verbs)}


_WORKLOADS = {
    "apps": ("daemonsets", "deployments", "replicasets", "statefulsets"),
    "batch": ("cronjobs", "jobs"),
    "autoscaling": ("horizontalpodautoscalers",),
    "policy": ("poddisruptionbudgets",),
    "networking.k8s.io": ("ingresses",),
    "gateway.networking.k8s.io": ("grpcroutes", "httproutes", "tlsroutes"),
}
_SCALABLE = ("deployments/scale", "replicasets/scale", "statefulsets/scale")


def _view() -> list[Rule]:
    """Read everything but Secrets."""
    core = (
        "configmaps", "endpoints", "events", "limitranges", "namespaces", "persistentvolumeclaims", "pods", "pods/log",
        "pods/status", "replicationcontrollers", "resourcequotas", "serviceaccounts", "services",
    )  # fmt: skip
    return [
        _rule("", core, READ),
        *(_rule(group, kinds, READ) for group, kinds in _WORKLOADS.items()),
        _rule("apps", ("controllerrevisions", *_SCALABLE), READ),
        _rule("discovery.k8s.io", ("endpointslices",), READ),
        _rule("events.k8s.io", ("events",), READ),
        _rule("metrics.k8s.io", ("pods",), READ),
        _rule("networking.k8s.io", ("networkpolicies",), READ),
        _rule("rbac.authorization.k8s.io", ("rolebindings", "roles"), READ),
    ]


def _write_workloads() -> list[Rule]:
    """Everything that a delivery pipeline applies; bare pods and what the platform owns are not among it."""
    return [
        _rule("", ("configmaps", "persistentvolumeclaims", "serviceaccounts", "services"), WRITE),
        *(_rule(group, kinds, WRITE) for group, kinds in _WORKLOADS.items()),
        _rule("apps", _SCALABLE, ("patch", "update")),
        _rule("coordination.k8s.io", ("leases",), (*READ, *WRITE)),
    ]


def _secrets() -> list[Rule]:
    """Secrets of the own namespace: whoever may start pods there can read them anyway."""
    return [_rule("", ("secrets",), (*READ, *WRITE))]


def _write_pods() -> list[Rule]:
    return [_rule("", ("pods",), WRITE), _rule("", ("pods/eviction",), ("create",))]


def _debug() -> list[Rule]:
    """Open a way into running containers: for people on call, given by name (control KS-RBAC-07)."""
    return [
        _rule("", ("pods/attach", "pods/exec", "pods/portforward"), ("create", "get")),
        _rule("", ("pods/ephemeralcontainers",), ("patch", "update")),
    ]


def _delegate() -> list[Rule]:
    """Hand on what one has oneself: the API server refuses bindings that give more than their author may do.

    Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping
    """
    return [_rule("rbac.authorization.k8s.io", ("rolebindings",), (*READ, *WRITE))]
