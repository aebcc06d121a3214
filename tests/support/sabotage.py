"""Holes that are made on purpose, and what ``kubespaces verify`` has to say about each."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from kubespaces.verify.objects import binding, group, opening
from tests.support.tenants import RUNTIME_CLASS, TenantCluster

Sabotage = Callable[[TenantCluster], Callable[[], None] | None]


@dataclass(frozen=True)
class Case:
    """A hole, and the surprises that must come: control, where, what, and a word of what came or how to mend it."""

    sabotage: Sabotage
    wanted: list[tuple[str, str, str, str]]


def patched(kind: str, name: str, body: dict[str, Any], namespace: str = "") -> Sabotage:
    """Change a planned object; it is put back as it was."""

    def sabotage(cluster: TenantCluster) -> Callable[[], None]:
        before = cluster.get(kind, name, namespace)
        cluster.patch(kind, name, body, namespace)
        return lambda: cluster.put_back(before)

    return sabotage


def deleted(kind: str, name: str, namespace: str = "") -> Sabotage:
    """Delete a planned object; laying the plan again puts it back."""
    return lambda cluster: cluster.delete(kind, name, namespace)


def without_deployer_access(cluster: TenantCluster) -> None:
    names = [found["metadata"]["name"] for found in cluster.all("RoleBinding", "pay-dev")]
    (name,) = [name for name in names if name.startswith("kubespaces:deployer:deployer-")]
    cluster.delete("RoleBinding", name, "pay-dev")


def added(manifest: dict[str, Any]) -> Sabotage:
    """Add an object; it is deleted again."""

    def sabotage(cluster: TenantCluster) -> Callable[[], None]:
        cluster.create(manifest)
        metadata = manifest["metadata"]
        return lambda: cluster.delete(manifest["kind"], metadata["name"], metadata.get("namespace", ""))

    return sabotage


def without_runtime_class(cluster: TenantCluster) -> Callable[[], None]:
    cluster.delete("RuntimeClass", "gvisor")
    return lambda: cluster.create(RUNTIME_CLASS)


def cluster_binding(role: str, subject: str, name: str = "oops") -> dict[str, Any]:
    reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role}
    body = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": {"name": name}}
    return {**body, "roleRef": reference, "subjects": [group(subject)]}


@contextmanager
def sabotaged(cluster: TenantCluster, sabotage: Sabotage) -> Iterator[None]:
    undo = sabotage(cluster)
    try:
        yield
    finally:
        if undo is not None:
            undo()
        cluster.lay()


BINDING = "ValidatingAdmissionPolicyBinding"
ENFORCE = "pod-security.kubernetes.io/enforce"
READ_SECRETS = {"apiGroups": [""], "resources": ["secrets"], "verbs": ["get", "list"]}
LOOK_ONLY = {"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}
OPEN_RULES = {"spec": {"ingress": [{}], "policyTypes": ["Ingress", "Egress"]}}

SABOTAGES: dict[str, Case] = {
    "a guard rail's binding is gone": Case(
        deleted(BINDING, "kubespaces-platform-objects"),
        [
            ("KS-RBAC-09", "the cluster", f"{BINDING} kubespaces-platform-objects", "not there"),
            ("KS-RBAC-09", "pay-dev", "delete a binding of the platform", "allowed"),
            ("KS-RBAC-09", "pay-dev", "unlabel the default account", "allowed"),
        ],
    ),
    "a guard rail is gone": Case(
        deleted("ValidatingAdmissionPolicy", "kubespaces-scheduling"),
        [
            ("KS-POD-14", "the cluster", "ValidatingAdmissionPolicy kubespaces-scheduling", "not there"),
            ("KS-POD-14", "pay-dev", "a pod with a node of its choice, past the scheduler", "allowed"),
            ("KS-POD-14", "pay-prod", "a pod with a toleration of everything, from a StatefulSet", "allowed"),
        ],
    ),
    "the guard rail for images is gone": Case(
        deleted("ValidatingAdmissionPolicy", "kubespaces-images"),
        [
            ("KS-SUP-01", "the cluster", "ValidatingAdmissionPolicy kubespaces-images", "not there"),
            ("KS-SUP-01", "pay-dev", "a pod with an image whose name only begins alike", "allowed"),
            ("KS-SUP-01", "pay-prod", "a pod with an image of a foreign registry, from a StatefulSet", "allowed"),
            ("KS-SUP-02", "pay-dev", "a pod with an image by its tag", "allowed"),
        ],
    ),
    "an allow-list is longer": Case(
        patched("Namespace", "pay-dev", {"metadata": {"annotations": {
            "kubespaces.io/allowed-registries": "registry.example.com/pay,kubespaces-verify.invalid"}}}),
        [
            ("KS-TEN-07", "pay-dev", "allow-lists and node placement", "allowed-registries"),
            ("KS-SUP-01", "pay-dev", "a pod with an image of a foreign registry", "allowed"),
        ],
    ),
    "a guard rail only audits": Case(
        patched(BINDING, "kubespaces-delegation", {"spec": {"validationActions": ["Audit"]}}),
        [
            ("KS-RBAC-01", "the cluster", f"{BINDING} kubespaces-delegation", "Audit"),
            ("KS-RBAC-04", "pay-dev", "bind view to everybody who can log in", "allowed"),
            ("KS-RBAC-01", "pay-dev", "apply a binding of a role that everybody has already", "allowed"),
        ],
    ),
    "a guard rail skips some objects": Case(
        patched(
            BINDING,
            "kubespaces-token-secrets",
            {"spec": {"matchResources": {"objectSelector": {"matchLabels": {"no": "thing"}}}}},
        ),
        [
            ("KS-RBAC-08", "the cluster", f"{BINDING} kubespaces-token-secrets", "objectSelector"),
            ("KS-RBAC-08", "pay-prod", "create a token that never expires", "allowed"),
        ],
    ),
    "default-deny is gone": Case(
        deleted("NetworkPolicy", "default-deny", "pay-dev"),
        [("KS-NET-01", "pay-dev", "NetworkPolicy default-deny", "not there")],
    ),
    "default-deny lets all in": Case(
        patched("NetworkPolicy", "default-deny", OPEN_RULES, "pay-prod"),
        [("KS-NET-01", "pay-prod", "NetworkPolicy default-deny", "spec.ingress: not planned")],
    ),
    "an opening is added": Case(
        added(opening("pay-prod")),
        [("KS-NET-02", "pay-prod", "no openings besides the planned ones", "kubespaces-verify is not planned")],
    ),
    "a group is cluster-admin": Case(
        added(cluster_binding("cluster-admin", "pay-devs")),
        [
            ("KS-RBAC-06", "the cluster", "list secrets of all namespaces", "ClusterRoleBinding oops"),
            ("KS-TEN-08", "the cluster", "create a namespace", "ClusterRoleBinding oops"),
            ("KS-RBAC-07", "the cluster", "anything on nodes", "ClusterRoleBinding oops"),
            ("KS-RBAC-03", "the cluster", "anything on cluster roles", "escalate"),
            ("KS-RBAC-09", "pay-dev", "delete the quota", "ClusterRoleBinding oops"),
            ("KS-TEN-07", "pay-prod", "lower the Pod Security label", "allowed"),
        ],
    ),
    "everybody may look at everything": Case(
        added(cluster_binding("view", "system:authenticated", "oops-all")),
        [
            ("KS-TEN-10", "all namespaces", "anything on configuration", "ClusterRoleBinding oops-all"),
            ("KS-TEN-10", "kube-system", "list pods", "ClusterRoleBinding oops-all"),
        ],
    ),
    "a tenant's role is bound to the cluster": Case(
        added(cluster_binding("kubespaces:tenant-view", "web-devs", "oops-web")),
        [
            ("KS-RBAC-01", "the cluster", "tenants' roles are bound in namespaces only", "oops-web"),
            ("KS-TEN-10", "the cluster", "list pods of all namespaces", "ClusterRoleBinding oops-web"),
        ],
    ),
    "a group gets into another tenant's namespace": Case(
        added(binding("pay-prod", "kubespaces:tenant-view", group("web-devs"))),
        [("KS-TEN-10", "pay-prod", "anything on pods", "take away RoleBinding kubespaces-verify in pay-prod")],
    ),
    "Kubernetes' own admin is bound": Case(
        added(binding("pay-prod", "admin", group("pay-devs"))),
        [
            ("KS-RBAC-01", "pay-prod", "no roles besides the tenants' own", "gives ClusterRole admin"),
            ("KS-RBAC-09", "pay-prod", "change network policies", "RoleBinding kubespaces-verify"),
            ("KS-RBAC-07", "pay-prod", "open a shell or a port", "RoleBinding kubespaces-verify"),
        ],
    ),
    "a Pod Security label is lowered": Case(
        patched("Namespace", "pay-prod", {"metadata": {"labels": {ENFORCE: "privileged"}}}),
        [
            ("KS-TEN-02", "pay-prod", "Pod Security labels", "planned restricted, is privileged"),
            ("KS-POD-02", "pay-prod", "a pod with a privileged container", "allowed"),
            ("KS-POD-05", "pay-prod", "a pod with a folder of the node, from a DaemonSet", "allowed"),
            ("KS-POD-02", "pay-prod", "add a privileged container to a running pod", "allowed"),
        ],
    ),
    "a Pod Security label is gone": Case(
        patched("Namespace", "web-dev", {"metadata": {"labels": {ENFORCE: None}}}),
        [
            ("KS-TEN-02", "web-dev", "Pod Security labels", "is missing"),
            ("KS-POD-01", "web-dev", "a pod with the node's network, from a Job or CronJob", "allowed"),
        ],
    ),
    "a namespace is of another tenant": Case(
        patched("Namespace", "pay-dev", {"metadata": {"labels": {"kubespaces.io/tenant": "web"}}}),
        [("KS-TEN-01", "pay-dev", "identity labels", "planned pay, is web")],
    ),
    "a namespace is out of the checks": Case(
        patched("Namespace", "pay-dev", {"metadata": {"labels": {"control-plane": "yes"}}}),
        [("KS-TEN-07", "pay-dev", "no label takes it out of checks", "label control-plane is set")],
    ),
    "a role is wider": Case(
        patched("ClusterRole", "kubespaces:tenant-view", {"rules": [READ_SECRETS]}),
        [
            ("KS-RBAC-09", "the cluster", "ClusterRole kubespaces:tenant-view", "rules: planned"),
            ("KS-RBAC-06", "pay-prod", "read and change secrets", "get/list secrets"),
            ("KS-RBAC-09", "pay-prod", "anything besides its roles", "get, list secrets (core)"),
        ],
    ),
    "a role is narrower": Case(
        patched("ClusterRole", "kubespaces:tenant-deployer", {"rules": [LOOK_ONLY]}),
        [
            ("", "pay-prod", "change workloads", "refused by authorization: create/delete"),
            ("", "pay-prod", "create a deployment", "refused by authorization"),
        ],
    ),
    "access is taken away": Case(
        without_deployer_access,
        [
            ("KS-RBAC-01", "pay-dev", "RoleBinding kubespaces:deployer:deployer-", "not there"),
            ("", "pay-dev", "read logs", "refused"),
        ],
    ),
    "the quota is gone": Case(
        deleted("ResourceQuota", "kubespaces", "pay-dev"),
        [
            ("KS-TEN-04", "pay-dev", "ResourceQuota kubespaces", "not there"),
            ("KS-TEN-04", "pay-dev", "a pod with more than the quota", "allowed"),
        ],
    ),
    "the quota is raised": Case(
        patched("ResourceQuota", "kubespaces", {"spec": {"hard": {"services.nodeports": "5"}}}, "pay-dev"),
        [
            ("KS-TEN-04", "pay-dev", "ResourceQuota kubespaces", "services.nodeports: planned 0, is 5"),
        ],
    ),
    "the limit range is gone": Case(
        deleted("LimitRange", "kubespaces", "web-dev"),
        [
            ("KS-TEN-05", "web-dev", "LimitRange kubespaces", "not there"),
            # Too large for one container is here too large for the quota as well, which then refuses instead.
            ("KS-TEN-05", "web-dev", "a pod with more than one container may have", "refused by quota"),
        ],
    ),
    "the default account mounts its token": Case(
        patched("ServiceAccount", "default", {"automountServiceAccountToken": True}, "web-prod"),
        [("KS-POD-13", "web-prod", "ServiceAccount default", "automountServiceAccountToken: planned false, is true")],
    ),
    "the sandbox is missing": Case(
        without_runtime_class,
        [
            ("KS-POD-14", "the cluster", "RuntimeClass gvisor", "not there"),
            ("", "web-dev", "a pod that keeps every rule", 'RuntimeClass "gvisor" not found'),
        ],
    ),
}  # fmt: skip

ROUNDS = {
    "walls": (
        "default-deny is gone", "default-deny lets all in", "an opening is added", "Kubernetes' own admin is bound",
        "a namespace is out of the checks", "the quota is raised", "the limit range is gone",
        "the default account mounts its token", "an allow-list is longer",
    ),
    "rails": (
        "a guard rail's binding is gone", "a guard rail is gone", "a guard rail only audits",
        "a guard rail skips some objects", "the guard rail for images is gone",
    ),
    "pods": (
        "a Pod Security label is lowered", "a Pod Security label is gone", "the quota is gone",
        "a group gets into another tenant's namespace",
    ),
    "roles": ("a role is wider", "a role is narrower", "access is taken away"),
    "reach": (
        "everybody may look at everything", "a tenant's role is bound to the cluster",
    ),
    "power": ("a group is cluster-admin",),
    "ground": ("a namespace is of another tenant", "the sandbox is missing"),
}  # fmt: skip
"""Holes that are made at the same time because none hides another: a run for each would take minutes."""
