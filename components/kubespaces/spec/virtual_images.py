"""Where the images of a virtual cluster's own pods come from."""

from collections.abc import Mapping
from typing import Any

from .namespace import NamespaceSpec
from .posture import Isolation
from .virtual import BackingStore, VirtualCluster

_ETCD = "registry.k8s.io/etcd"
_COREDNS = "coredns/coredns"
_COREDNS_VERSIONS = {"1.31": "1.11.3", "1.32": "1.11.3", "1.33": "1.12.0", "1.34": "1.12.1"}
"""By Kubernetes version. Source: ``CoreDNSVersionMap`` of vCluster 0.30."""


def coredns_image(virtual: VirtualCluster) -> str:
    """Return the image of CoreDNS; with its registry's name, for allow-lists go by that."""
    version = _COREDNS_VERSIONS[virtual.kubernetes_version.rpartition(".")[0]]
    mirror = _text(virtual.values, "controlPlane.advanced.defaultImageRegistry")
    return f"{_COREDNS}:{version}" if mirror else f"docker.io/{_COREDNS}:{version}"


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
        coredns or f"docker.io/{_COREDNS}",
        *([_ETCD] if virtual.backing_store is BackingStore.ETCD else []),
    ]


def _text(values: Mapping[str, Any], path: str) -> str:
    place: Any = values
    for key in path.split("."):
        place = place.get(key) if isinstance(place, Mapping) else None
    return place if isinstance(place, str) else ""
