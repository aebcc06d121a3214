"""Where the images of a virtual cluster's own pods come from."""

from collections.abc import Mapping
from typing import Any

from .namespace import NamespaceSpec
from .posture import Isolation
from .virtual import BackingStore

_ETCD = "registry.k8s.io/etcd"
_COREDNS = ("docker.io/coredns/coredns", "registry.k8s.io/coredns")
"""Which of the two it is depends on the Kubernetes version. Source: ``pkg/coredns`` of vCluster 0.30."""


def image_sources(spec: NamespaceSpec) -> list[str]:
    """Return the beginnings of the images that a namespace must accept for its virtual cluster; none without one."""
    if spec.isolation is not Isolation.VIRTUAL:
        return []
    virtual = spec.cluster
    mirror = _text(virtual.values, "controlPlane.advanced.defaultImageRegistry")
    if mirror:
        return [mirror]
    syncer = _text(virtual.values, "controlPlane.statefulSet.image.registry") or "ghcr.io"
    kubernetes = _text(virtual.values, "controlPlane.distro.k8s.image.registry") or "ghcr.io"
    repository = _text(virtual.values, "controlPlane.distro.k8s.image.repository") or "loft-sh/kubernetes"
    coredns = _text(virtual.values, "controlPlane.coredns.deployment.image").rpartition(":")[0]
    return [
        f"{syncer}/loft-sh/vcluster-{'pro' if virtual.licensed else 'oss'}",
        f"{kubernetes}/{repository}",
        *([coredns] if coredns else _COREDNS),
        *([_ETCD] if virtual.backing_store is BackingStore.ETCD else []),
    ]


def _text(values: Mapping[str, Any], path: str) -> str:
    place: Any = values
    for key in path.split("."):
        place = place.get(key) if isinstance(place, Mapping) else None
    return place if isinstance(place, str) else ""
