"""KS-RBAC-01, 02, 03 and 06: what roles grant."""

from kubespaces.plan.roles import cluster_roles
from kubespaces_policies.value import UNKNOWN

from .case import Case, Cases, Given, Props, case, manifest
from .pods_privileged import CONFIG_MAP

_GROUP = "rbac.authorization.k8s.io/v1"
ROLE = f"kubernetes:{_GROUP}:Role"
CLUSTER_ROLE = f"kubernetes:{_GROUP}:ClusterRole"
BINDING = f"kubernetes:{_GROUP}:RoleBinding"
CLUSTER_BINDING = f"kubernetes:{_GROUP}:ClusterRoleBinding"


def rule(resources: object, *verbs: object, groups: object = ("",), **fields: object) -> Props:
    """Return a rule of a role."""
    return {"apiGroups": _listed(groups), "resources": _listed(resources), "verbs": list(verbs), **fields}


def _listed(given: object) -> object:
    if isinstance(given, str):
        return [given]
    return list(given) if isinstance(given, tuple) else given


def role(*rules: object) -> Props:
    """Return a Role."""
    return manifest(_GROUP, "Role", rules=list(rules))


def cluster_role(*rules: object, name: str = "it", **fields: object) -> Props:
    """Return a ClusterRole."""
    labels = fields.pop("labels", {})
    metadata = {"name": name, "labels": labels}
    return {"apiVersion": _GROUP, "kind": "ClusterRole", "metadata": metadata, "rules": list(rules), **fields}


def binding(kind: str = "RoleBinding", role_name: object = "view", *subjects: object) -> Props:
    """Return a binding of a ClusterRole."""
    reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role_name}
    return manifest(_GROUP, kind, roleRef=reference, subjects=list(subjects))


def of(*rules: object, at: str = "", **settings: object) -> Case:
    return case(ROLE, role(*rules), at=at, **settings)


def in_other_forms(bad: Props) -> dict[str, Case]:
    """Return a bad rule in the other forms in which a role may come."""
    patch = manifest(_GROUP, "Role", rules=[bad])
    items = {"apiVersion": _GROUP, "kind": "RoleList", "items": [role(bad)]}
    good = rule("configmaps", "get")
    return {
        "in a ClusterRole": case(CLUSTER_ROLE, cluster_role(good, bad), at=""),
        "in a patch": case(f"{ROLE}Patch", patch),
        "in a list": case(f"{ROLE}List", items),
        "of an old version": Case([Given("kubernetes:rbac.authorization.k8s.io/v1beta1:Role", role(bad))]),
        "beside a rule that is not known": of(UNKNOWN, bad),
        "in a role that is nearly Kubespaces' own": case(CLUSTER_ROLE, _nearly_own(bad)),
    }


def _nearly_own(bad: Props) -> Props:
    own = cluster_roles()[0]
    return {**own, "rules": [*own["rules"], bad]}


OWN = {"Kubespaces' own, which has most": case(CLUSTER_ROLE, cluster_roles()[-1])}
READ = rule("configmaps", "get", "list", "watch")
_ALL = rule("*", "*", groups="*")

CASES = {
    "KS-RBAC-01": Cases(
        good={
            "to view": case(BINDING, binding()),
            "admin of one namespace": case(BINDING, binding(role_name="admin")),
            "view everywhere": case(CLUSTER_BINDING, binding("ClusterRoleBinding")),
            "a role": of(READ, rule("*", "get", groups="*")),
        },
        bad={
            "cluster-admin": case(CLUSTER_BINDING, binding("ClusterRoleBinding", "cluster-admin"), at="roleRef.name"),
            "cluster-admin in one namespace": case(BINDING, binding(role_name="cluster-admin")),
            "admin everywhere": case(CLUSTER_BINDING, binding("ClusterRoleBinding", "admin")),
            "edit everywhere": case(CLUSTER_BINDING, binding("ClusterRoleBinding", "edit")),
            "a role of Kubernetes' own": case(BINDING, binding(role_name="system:kube-controller-manager")),
            "a patch": case(f"{CLUSTER_BINDING}Patch", binding("ClusterRoleBinding", "cluster-admin")),
            "under another token": case(BINDING, binding("ClusterRoleBinding", "edit")),
            "a role that equals it": case(CLUSTER_ROLE, cluster_role(READ, _ALL), at="rules[1]"),
            "a role with more beside": of(rule(("pods", "*"), "get", "*", groups=("apps", "*"))),
        },
        other={"neither": CONFIG_MAP},
        deferred={
            "a role's name": case(BINDING, binding(role_name=UNKNOWN)),
            "verbs": of(rule("*", UNKNOWN, groups="*")),
        },
    ),
    "KS-RBAC-02": Cases(
        good={
            "names": of(READ),
            "no resource": case(CLUSTER_ROLE, cluster_role({"nonResourceURLs": ["/healthz"], "verbs": ["get"]})),
        },
        bad={
            "verbs": of(rule("configmaps", "get", "*"), at="rules[0].verbs[1]"),
            "resources": of(rule("*", "get")),
            "groups": of(rule("configmaps", "get", groups=("", "*"))),
            "any scale": of(rule("*/scale", "update", groups="apps")),
            "any subresource": of(rule("pods/*", "get")),
            "paths": case(
                CLUSTER_ROLE,
                cluster_role({"nonResourceURLs": ["/logs/*"], "verbs": ["get"]}),
                at="rules[0].nonResourceURLs[0]",
            ),
            **in_other_forms(_ALL),
        },
        other={"no role": CONFIG_MAP, "a binding": case(BINDING, binding())},
        deferred={"verbs": of(rule("configmaps", UNKNOWN)), "rules": case(ROLE, {**role(), "rules": UNKNOWN})},
    ),
    "KS-RBAC-03": Cases(
        good={"reading": of(READ), "all verbs on something else": of(rule("configmaps", "*"))},
        bad={
            **{
                verb: of(rule("roles", "get", verb, groups="rbac.authorization.k8s.io"), at="rules[0].verbs[1]")
                for verb in ("escalate", "bind")
            },
            **{
                f"impersonate {name}": case(CLUSTER_ROLE, cluster_role(rule(name, "impersonate")))
                for name in ("users", "groups", "serviceaccounts", "userextras/scopes", "uids")
            },
            "constrained": case(CLUSTER_ROLE, cluster_role(rule("users", "impersonate:user-info"))),
            "constrained on": case(CLUSTER_ROLE, cluster_role(rule("pods", "impersonate-on:user-info:list"))),
            "all verbs on roles": of(rule("clusterroles", "*")),
            "all verbs on extras": case(CLUSTER_ROLE, cluster_role(rule("userextras/scopes", "*"))),
            "all verbs on everything": of(_ALL),
            **in_other_forms(rule("users", "impersonate")),
        },
        other={"no role": CONFIG_MAP},
        deferred={"verbs": of(rule("users", UNKNOWN))},
    ),
    "KS-RBAC-06": Cases(
        good={
            "by name": of(rule("secrets", "get", resourceNames=["it"])),
            "writing": of(rule("secrets", "create")),
            "something else": of(READ),
            "an operator of the namespace": of(rule("secrets", "list"), operatorRoles=["payments-dev/it"]),
            "Secrets of another API": of(rule("secrets", "list", groups="example.com")),
            **OWN,
        },
        bad={
            "any": of(rule("secrets", "get"), at="rules[0].resources[0]"),
            "no names": of(rule("secrets", "get", resourceNames=[])),
            "a list of names": of(rule("secrets", "list", resourceNames=["it"])),
            "watched by name": of(
                rule(("configmaps", "secrets"), "watch", resourceNames=["it"]), at="rules[0].resources[1]"
            ),
            "all resources": of(rule("*", "get")),
            "all verbs": of(rule("secrets", "*", resourceNames=["it"])),
            "all groups": of(rule("secrets", "get", groups="*")),
            "an operator of another namespace": of(rule("secrets", "list"), operatorRoles=["web-dev/it"]),
            "an operator of all": case(
                CLUSTER_ROLE,
                {**role(rule("secrets", "list")), "kind": "ClusterRole"},
                operatorRoles=["payments-dev/it"],
            ),
            "by name in a ClusterRole": case(CLUSTER_ROLE, cluster_role(rule("secrets", "get", resourceNames=["it"]))),
            **in_other_forms(rule("secrets", "get", "list", "watch")),
        },
        other={"no role": CONFIG_MAP},
        deferred={"names": of(rule("secrets", "get", resourceNames=UNKNOWN)), "resources": of(rule(UNKNOWN, "get"))},
    ),
}
