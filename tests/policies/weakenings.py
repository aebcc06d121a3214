"""Ways to weaken a compliant workload, one at a time, with the control that has to notice."""

from dataclasses import dataclass, field
from typing import Any

from .pod_changes import CHANGES, REMOVE

Path = tuple[str | int, ...]
Props = dict[str, Any]


@dataclass(frozen=True)
class Weakening:
    """One field said otherwise, or no more."""

    control: str
    """The control that finds it; others may as well."""
    name: str
    path: Path
    """Below the pod's spec, a container or the object."""
    value: Any
    where: str = "pod"
    """``pod`` (the spec), ``container`` or ``object``."""
    also: Props = field(default_factory=dict)
    """Of an object: what else must be said for it."""


def _pod(control: str, path: str, value: Any) -> Weakening:
    return Weakening(control, f"{path} {_said(value)}", tuple(path.split("/")), value)


def _container(control: str, path: str, value: Any) -> Weakening:
    return Weakening(control, f"container {path} {_said(value)}", tuple(path.split("/")), value, "container")


def _said(value: Any) -> str:
    return "absent" if value is REMOVE else repr(value)


_SC = "securityContext"
_DIGEST = "@sha256:" + "a" * 64
_OWN = "registry.example.com/payments/app"

_PODS = (
    _pod("KS-POD-12", "containers/0/securityContext/readOnlyRootFilesystem", REMOVE),
    _pod("KS-POD-13", "automountServiceAccountToken", REMOVE),
    _pod("KS-POD-13", "automountServiceAccountToken", True),
    _pod("KS-POD-13", "volumes", [{"name": "t", "projected": {"sources": [{"serviceAccountToken": {"path": "t"}}]}}]),
    _pod("KS-POD-06", "volumes", [{"name": "c", "csi": {"driver": "hostpath.csi.k8s.io"}}]),
    _pod("KS-POD-14", "nodeName", "node-1"),
    _pod("KS-POD-14", "schedulerName", "mine"),
    _pod("KS-POD-14", "tolerations", [{"operator": "Exists"}]),
    _pod("KS-POD-14", "tolerations", [{"key": "node-role.kubernetes.io/control-plane", "operator": "Exists"}]),
    _pod("KS-POD-14", "nodeSelector", {"kubespaces.io/tenant": "web"}),
    _pod("KS-POD-14", "runtimeClassName", "runc"),
    _pod("KS-POD-15", "priorityClassName", "system-node-critical"),
    _pod("KS-POD-15", "priority", 2_000_000_000),
    _pod("KS-POD-16", "volumes", [{"name": "tmp", "emptyDir": {}}]),
)
_CONTAINERS = (
    _container("KS-POD-12", f"{_SC}/readOnlyRootFilesystem", False),
    _container("KS-POD-16", "resources", REMOVE),
    _container("KS-POD-16", "resources/limits", REMOVE),
    _container("KS-POD-16", "resources/requests/memory", "1Ti"),
    _container("KS-SUP-01", "image", f"registry.example.com/payments-not/app{_DIGEST}"),
    _container("KS-SUP-01", "image", f"registry.example.com.evil.example/payments/app{_DIGEST}"),
    _container("KS-SUP-01", "image", f"payments/app{_DIGEST}"),
    _container("KS-SUP-02", "image", f"{_OWN}:1.2.3"),
    _container("KS-SUP-02", "image", _OWN),
    _container("KS-SUP-03", "imagePullPolicy", "IfNotPresent"),
    _container("KS-SUP-03", "imagePullPolicy", "Never"),
    _container("KS-RES-03", "env", [{"name": "OTEL_EXPORTER_OTLP_ENDPOINT", "value": "https://otel.example.net:4317"}]),
    _container("KS-SUS-01", "resources/limits/memory", "1Ti"),
    _container("KS-ENC-04", "envFrom", [{"secretRef": {"name": "database"}}]),
    _container("KS-ENC-04", "env", [{"name": "P", "valueFrom": {"secretKeyRef": {"name": "database", "key": "p"}}}]),
)
_OBJECTS = (
    Weakening("KS-COST-03", "too many replicas", ("spec", "replicas"), 100_000, "object"),
    Weakening("KS-TEN-06", "in kube-system", ("metadata", "namespace"), "kube-system", "object"),
    Weakening("KS-TEN-06", "in default", ("metadata", "namespace"), "default", "object"),
    Weakening("KS-TEN-06", "in no namespace", ("metadata", "namespace"), REMOVE, "object"),
    Weakening("KS-TEN-07", "another tenant's label", ("metadata", "labels"), {"kubespaces.io/tenant": "web"}, "object"),
    Weakening("KS-TEN-08", "cluster-wide", ("apiVersion",), "node.k8s.io/v1", "object", {"kind": "RuntimeClass"}),
    Weakening("KS-TEN-09", "another kind", ("kind",), "ClusterRoleBinding", "object"),
)

_CONTROL_OF_FIELD = {
    **dict.fromkeys(("hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "ports"), "KS-POD-01"),
    **dict.fromkeys(("privileged",), "KS-POD-02"),
    **dict.fromkeys(("add",), "KS-POD-03"),
    **dict.fromkeys(("drop", "capabilities"), "KS-POD-04"),
    **dict.fromkeys(("appArmorProfile", "seLinuxOptions", "procMount", "sysctls"), "KS-POD-07"),
    **dict.fromkeys(("seccompProfile",), "KS-POD-08"),
    **dict.fromkeys(("livenessProbe", "readinessProbe", "startupProbe", "postStart", "preStop"), "KS-POD-09"),
    **dict.fromkeys(("allowPrivilegeEscalation",), "KS-POD-10"),
    **dict.fromkeys(("runAsNonRoot", "runAsUser", "runAsGroup", "fsGroup", "supplementalGroups", _SC), "KS-POD-11"),
}
"""Which control looks at the first field that a change of the Pod Security Standards sets, by its last name."""


def _standards() -> list[Weakening]:
    """Return what is bad by the Pod Security Standards; where it is more than one field, the first is enough."""
    found: list[Weakening] = []
    for change in CHANGES:
        if not (change.bad or change.stricter):
            continue
        if change.volume is not None:
            volumes = [{"name": "data", **change.volume}]
            found.append(Weakening("KS-POD-05", change.name, ("volumes",), volumes))
        elif change.sets:
            path, value = change.sets[0]
            control = "KS-POD-04" if path == (_SC,) and change.where == "container" else _CONTROL_OF_FIELD[path[-1]]
            where = "pod" if change.where == "pod" else "container"
            found.append(Weakening(control, change.name, path, value, where))
    return found


WEAKENINGS: tuple[Weakening, ...] = (*_standards(), *_PODS, *_CONTAINERS, *_OBJECTS)
