"""What bounds a namespace: the contents of a ResourceQuota and of a LimitRange, for one amount of everything."""

from collections.abc import Mapping
from decimal import Decimal

from kubespaces.spec.host_cluster import HostClusterSpec
from kubespaces.spec.quantity import format_bytes, format_count, format_cpu
from kubespaces.spec.resources import DEFAULT_LIMIT, DEFAULT_REQUEST, Compute, Limits, Quota

from .objects import Manifest, build

OBJECT_COUNTS: Mapping[str, int] = {
    "count/configmaps": 200,
    "count/cronjobs.batch": 50,
    "count/deployments.apps": 100,
    "count/ingresses.networking.k8s.io": 50,
    "count/jobs.batch": 200,
    "count/replicasets.apps": 800,
    "count/secrets": 200,
    "count/services": 100,
    "count/statefulsets.apps": 50,
    "persistentvolumeclaims": 50,
}
"""How many objects one environment may hold: enough for a team, too few to fill etcd (control KS-TEN-05)."""

_WIRE_NAMES = {"cpu": "cpu", "memory": "memory", "ephemeral_storage": "ephemeral-storage"}


def quota_manifest(quota: Quota, host: HostClusterSpec, metadata: Manifest, environments: int = 1) -> Manifest:
    """Return a ResourceQuota (control KS-TEN-04).

    Devices that the host cluster has and the quota does not name get 0: what a quota leaves out it does not bound.

    Args:
        quota: what may be used.
        host: the host cluster.
        metadata: where it is, and its labels; its name is set here.
        environments: how many environments share it; each adds the objects that it may hold.
    """
    devices = {**dict.fromkeys(host.capacity.devices if host.capacity else (), Decimal(0)), **quota.devices}
    hard = {
        "limits.cpu": format_cpu(quota.cpu),
        "limits.ephemeral-storage": format_bytes(quota.ephemeral_storage),
        "limits.memory": format_bytes(quota.memory),
        "pods": format_count(quota.pods),
        "requests.cpu": format_cpu(quota.cpu),
        "requests.ephemeral-storage": format_bytes(quota.ephemeral_storage),
        "requests.memory": format_bytes(quota.memory),
        "requests.storage": format_bytes(quota.storage),
        "services.loadbalancers": format_count(quota.load_balancers),
        "services.nodeports": "0",
        **{name: str(count * environments) for name, count in OBJECT_COUNTS.items()},
        **{f"requests.{device}": format_count(count) for device, count in devices.items()},
    }
    if not quota.storage:
        hard["persistentvolumeclaims"] = "0"
    return build("v1", "ResourceQuota", {"name": "kubespaces", **metadata}, spec={"hard": dict(sorted(hard.items()))})


def limits_manifest(limits: Limits, quota: Quota, metadata: Manifest) -> Manifest:
    """Return a LimitRange: what a container gets that asks for nothing, and the most it may ask for.

    Values are never above the quota, and a default request never above the default limit.
    """
    whole = _amounts(quota)
    top = _at_most(limits.max, whole, whole)
    default = _at_most(limits.default, _amounts(DEFAULT_LIMIT), top)
    request = _at_most(limits.default_request, _amounts(DEFAULT_REQUEST), default)
    container = {
        "type": "Container",
        "default": _wire(default),
        "defaultRequest": _wire(request),
        "max": _wire(top),
    }
    items: list[Manifest] = [container]
    if quota.storage:
        items.append({"type": "PersistentVolumeClaim", "max": {"storage": format_bytes(quota.storage)}})
    return build("v1", "LimitRange", {"name": "kubespaces", **metadata}, spec={"limits": items})


def _amounts(given: Compute | Quota) -> dict[str, Decimal]:
    return {name: getattr(given, name) for name in _WIRE_NAMES}


def _at_most(given: Compute, otherwise: Mapping[str, Decimal], bound: Mapping[str, Decimal]) -> dict[str, Decimal]:
    wanted = {name: getattr(given, name) for name in _WIRE_NAMES}
    return {name: min(otherwise[name] if value is None else value, bound[name]) for name, value in wanted.items()}


def _wire(amounts: Mapping[str, Decimal]) -> dict[str, str]:
    return {wire: (format_cpu if name == "cpu" else format_bytes)(amounts[name]) for name, wire in _WIRE_NAMES.items()}
