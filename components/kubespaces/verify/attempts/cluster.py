"""Real requests on what belongs to no namespace, or to all: all must fail at authorization."""

from collections.abc import Callable
from typing import Any

from kubespaces.kube import Call, Resource
from kubespaces.plan.guard_rails import GUARD_RAILS, PREFIX
from kubespaces.plan.roles import role_name
from kubespaces.spec.posture import Role
from kubespaces.verify import dry, kinds
from kubespaces.verify.attempts.neighbours import Intrusion
from kubespaces.verify.line import Area
from kubespaces.verify.objects import NAME, RBAC, group


def _on(what: str, control: str, call: Callable[[], Call]) -> Intrusion:
    return Intrusion(Area.CLUSTER, what, control, lambda _: call())


def _made(what: str, control: str, resource: Resource, name: str = NAME, **fields: Any) -> Intrusion:
    body = {"apiVersion": resource.api_version, "kind": resource.kind, "metadata": {"name": name}, **fields}
    return _on(f"create {what}", control, lambda: dry.create(resource, body))


_SUBJECTS = [group(NAME)]
_ADMIN = {"apiGroup": RBAC, "kind": "ClusterRole", "name": "cluster-admin"}
_EVERYTHING = [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]
_RAIL = PREFIX + GUARD_RAILS[0].name
_ROLE = role_name(Role.VIEW)
_CRD = {
    "group": "kubespaces-verify.example.com",
    "names": {"kind": "Thing", "plural": "things"},
    "scope": "Namespaced",
    "versions": [
        {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": {"type": "object"}}},
    ],
}
_WEBHOOK = {
    "name": "verify.kubespaces.example.com",
    "clientConfig": {"url": "https://192.0.2.1/"},
    "sideEffects": "None",
    "admissionReviewVersions": ["v1"],
    "rules": [{"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["secrets"]}],
}
_API_SERVICE = {
    "group": "kubespaces-verify.example.com",
    "version": "v1",
    "groupPriorityMinimum": 1000,
    "versionPriority": 15,
}
_CSR = {
    # No certificate request at all: whoever gets as far as having it read has passed authorization already.
    "request": "",
    "signerName": "kubernetes.io/kube-apiserver-client",
    "usages": ["client auth"],
}
_VOLUME = {"capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"], "hostPath": {"path": "/"}}

ON_THE_CLUSTER = (
    _on("list nodes", "KS-TEN-08", lambda: dry.read(kinds.NODE)),
    _on("list namespaces", "KS-TEN-08", lambda: dry.read(kinds.NAMESPACE)),
    _on("list secrets of all namespaces", "KS-RBAC-06", lambda: dry.read(kinds.SECRET)),
    _on("list pods of all namespaces", "KS-TEN-10", lambda: dry.read(kinds.POD)),
    _on("list deployments of all namespaces", "KS-TEN-10", lambda: dry.read(kinds.DEPLOYMENT)),
    _made("a namespace", "KS-TEN-08", kinds.NAMESPACE),
    _made("a cluster role of everything", "KS-RBAC-02", kinds.CLUSTER_ROLE, rules=_EVERYTHING),
    _made("a binding of cluster-admin", "KS-RBAC-01", kinds.CLUSTER_ROLE_BINDING, roleRef=_ADMIN, subjects=_SUBJECTS),
    _made("a volume on the node", "KS-POD-06", kinds.PERSISTENT_VOLUME, spec=_VOLUME),
    _made("a storage class", "KS-TEN-08", kinds.STORAGE_CLASS, provisioner="example.com/none"),
    _made("a priority class", "KS-POD-15", kinds.PRIORITY_CLASS, value=1000000),
    _made("a runtime class", "KS-POD-14", kinds.RUNTIME_CLASS, handler="runc"),
    _made("a custom kind", "KS-TEN-08", kinds.CUSTOM_RESOURCE, "things.kubespaces-verify.example.com", spec=_CRD),
    _made("a validating webhook", "KS-TEN-11", kinds.VALIDATING_WEBHOOK, webhooks=[_WEBHOOK]),
    _made("a mutating webhook", "KS-TEN-11", kinds.MUTATING_WEBHOOK, webhooks=[_WEBHOOK]),
    _made("an aggregated API", "KS-TEN-08", kinds.API_SERVICE, "v1.kubespaces-verify.example.com", spec=_API_SERVICE),
    _made("a certificate request", "KS-RBAC-08", kinds.CERTIFICATE_REQUEST, spec=_CSR),
    _on("widen a role of the platform", "KS-RBAC-09",
        lambda: dry.patch(kinds.CLUSTER_ROLE, "", _ROLE, {"rules": _EVERYTHING})),
    _on("delete a role of the platform", "KS-RBAC-09", lambda: dry.delete(kinds.CLUSTER_ROLE, "", _ROLE)),
    _on("change a guard rail", "KS-RBAC-09",
        lambda: dry.patch(kinds.ADMISSION_POLICY, "", _RAIL, {"spec": {"failurePolicy": "Ignore"}})),
    _on("delete a guard rail", "KS-RBAC-09", lambda: dry.delete(kinds.ADMISSION_POLICY, "", _RAIL)),
    _on("switch a guard rail to audit", "KS-RBAC-09",
        lambda: dry.patch(kinds.ADMISSION_POLICY_BINDING, "", _RAIL, {"spec": {"validationActions": ["Audit"]}})),
    _on("delete the binding of a guard rail", "KS-RBAC-09",
        lambda: dry.delete(kinds.ADMISSION_POLICY_BINDING, "", _RAIL)),
)  # fmt: skip
"""What is tried on the cluster."""
