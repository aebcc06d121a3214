"""The pod that must be admitted everywhere, and the ways in which other kinds carry it."""

from decimal import Decimal
from typing import Any

from kubespaces.plan.labels import TENANT
from kubespaces.plan.virtual import with_overhead
from kubespaces.spec.host_defaults import sandbox_classes_of
from kubespaces.spec.posture import Isolation

from .objects import LABELS, NAME, Object, metadata
from .scene import Place

_DIGEST = "sha256:" + "0" * 64

FOREIGN_IMAGE = f"kubespaces-verify.invalid/{NAME}@{_DIGEST}"
"""An image of a registry that nobody allows; no such host can exist (RFC 2606)."""

SMALL = {"cpu": "10m", "memory": "16Mi", "ephemeral-storage": "16Mi"}
"""What the pod asks for."""


def good_pod_spec(place: Place) -> Object:
    """Return a pod spec that keeps every rule of a namespace, Pod Security ``restricted`` among them."""
    return {
        "automountServiceAccountToken": False,
        "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
        "containers": [container(place, "main")],
        **_node_placement(place),
    }


def container(place: Place, name: str) -> Object:
    """Return a container that keeps every rule of a namespace."""
    registry = next(iter(place.spec.registries), "registry.example.com")
    return {
        "name": name,
        "image": f"{registry}/{NAME}@{_DIGEST}",
        "resources": {"requests": dict(SMALL), "limits": dict(SMALL)},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "readOnlyRootFilesystem": True,
        },
    }


def _node_placement(place: Place) -> Object:
    found: Object = {}
    if place.spec.sandbox:
        found["runtimeClassName"] = sandbox_classes_of(place.host)[0]
    if place.spec.isolation is Isolation.DEDICATED_NODES:
        found["nodeSelector"] = {TENANT: place.spec.tenant}
        found["tolerations"] = [toleration(place.spec.tenant)]
    return found


def toleration(tenant: str) -> Object:
    """Return the toleration of the nodes that are kept for a tenant."""
    return {"key": TENANT, "operator": "Equal", "value": tenant, "effect": "NoSchedule"}


def pod(place: Place, spec: Object) -> Object:
    """Return a Pod."""
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata(place.name), "spec": spec}


def workload(place: Place, kind: str, spec: Object) -> Object:
    """Return an object of one of the kinds that make pods (Deployment, Job, CronJob, ...)."""
    template = {"metadata": {"labels": LABELS}, "spec": spec}
    one_off = {"template": {**template, "spec": {**spec, "restartPolicy": "Never"}}}
    selector = {"selector": {"matchLabels": LABELS}, "template": template}
    specs: dict[str, tuple[str, Object]] = {
        "DaemonSet": ("apps/v1", selector),
        "Deployment": ("apps/v1", {"replicas": 1, **selector}),
        "ReplicaSet": ("apps/v1", {"replicas": 1, **selector}),
        "StatefulSet": ("apps/v1", {"replicas": 1, "serviceName": NAME, **selector}),
        "Job": ("batch/v1", one_off),
        "CronJob": ("batch/v1", {"schedule": "0 3 * * *", "jobTemplate": {"spec": one_off}}),
    }
    api_version, body = specs[kind]
    return {"apiVersion": api_version, "kind": kind, "metadata": metadata(place.name), "spec": body}


CONTROLLERS = {
    "Deployment": "replicaset-controller",
    "ReplicaSet": "replicaset-controller",
    "StatefulSet": "statefulset-controller",
    "DaemonSet": "daemon-set-controller",
    "Job": "job-controller",
    "CronJob": "job-controller",
}
"""The account of kube-system that makes the pods of a kind.
Source: kubernetes, cmd/kube-controller-manager, --use-service-account-credentials."""


def merged(target: Any, changes: Any) -> Any:
    """Return a value with changes merged into it; ``None`` removes a field (RFC 7396, JSON Merge Patch)."""
    if not isinstance(changes, dict):
        return changes
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in changes.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result


def too_large_pod(place: Place) -> Object:
    """Return a pod spec whose containers are each small enough, and together larger than the namespace's quota."""
    top, quota = _largest_container(place), with_overhead(place.spec)
    count = int(quota.cpu / top) + 1
    spec = good_pod_spec(place)
    amount = {**SMALL, "cpu": _milli(top)}
    spec["containers"] = [
        {**container(place, f"main-{index}"), "resources": {"requests": amount, "limits": amount}}
        for index in range(count)
    ]
    return spec


def too_large_container(place: Place) -> Object:
    """Return a pod spec whose container is larger than the namespace's limit range lets it be."""
    spec = good_pod_spec(place)
    amount = {**SMALL, "cpu": _milli(_largest_container(place) + 1)}
    spec["containers"][0]["resources"] = {"requests": amount, "limits": amount}
    return spec


def _largest_container(place: Place) -> Decimal:
    """Return the CPU cores of the largest container that the namespace admits."""
    whole = with_overhead(place.spec).cpu
    return min(place.spec.limits.max.cpu or whole, whole)


def _milli(cores: Decimal) -> str:
    return f"{int(cores * 1000)}m"
