"""Which values of the vCluster chart people may set themselves: those that cannot lower isolation."""

from collections.abc import Iterator, Mapping
from typing import Any

ALLOWED = (
    "controlPlane.coredns.deployment.affinity",
    "controlPlane.coredns.deployment.image",
    "controlPlane.coredns.deployment.nodeSelector",
    "controlPlane.coredns.deployment.tolerations",
    "controlPlane.coredns.deployment.topologySpreadConstraints",
    "controlPlane.advanced.defaultImageRegistry",
    "controlPlane.distro.k8s.image.registry",
    "controlPlane.distro.k8s.image.repository",
    "controlPlane.statefulSet.annotations",
    "controlPlane.statefulSet.image.registry",
    "controlPlane.statefulSet.imagePullPolicy",
    "controlPlane.statefulSet.persistence.volumeClaim.storageClass",
    "controlPlane.statefulSet.pods.annotations",
    "controlPlane.statefulSet.probes",
    "controlPlane.statefulSet.scheduling.affinity",
    "controlPlane.statefulSet.scheduling.nodeSelector",
    "controlPlane.statefulSet.scheduling.priorityClassName",
    "controlPlane.statefulSet.scheduling.tolerations",
    "controlPlane.statefulSet.scheduling.topologySpreadConstraints",
    "logging",
    "sync.toHost.pods.enforceTolerations",
    "sync.toHost.pods.priorityClassName",
    "sync.toHost.pods.translateImage",
)
"""Paths of values that say where things run and from which mirror they come. Sizes are not among them: the quota counts
with them."""

_ONLY_OFF = (
    "sync.fromHost.events.enabled",
    "sync.toHost.endpointSlices.enabled",
    "sync.toHost.endpoints.enabled",
    "sync.toHost.persistentVolumeClaims.enabled",
)
"""Switches that may only be turned off."""

LICENSED = (
    "controlPlane.backingStore.database.external",
    "controlPlane.backingStore.etcd.embedded",
    "controlPlane.coredns.embedded",
    "controlPlane.hostPathMapper",
    "experimental.denyProxyRequests",
    "external.platform",
    "integrations",
    "networking.resolveDNS",
    "policies.centralAdmission",
    "privateNodes",
    "pro",
    "sleepMode",
    "sync.fromHost.customResources",
    "sync.toHost.customResources",
    "sync.toHost.namespaces",
)
"""Features that take a licence. Source: the fields marked ``pro`` in vCluster 0.30's configuration, and its list of
licensed features."""


def check_values(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with a tenant's own values for the vCluster chart."""
    for path, value in _leaves(values, ""):
        if any(_within(path, allowed) for allowed in ALLOWED) or (path in _ONLY_OFF and value is False):
            continue
        if path in _ONLY_OFF:
            yield f"values.{path} can only be turned off"
        elif any(_within(path, feature) for feature in LICENSED):
            yield f"values.{path} is a licensed feature that is not supported here; remove it"
        else:
            yield f"values.{path} is the platform's, for it could lower isolation; remove it"


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    inside = any(_within(path, allowed) for allowed in ALLOWED)
    if isinstance(value, Mapping) and value and not inside:
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}".lstrip("."))
    elif path:
        yield path, value


def _within(path: str, whole: str) -> bool:
    return path == whole or path.startswith(f"{whole}.")
