"""The images of a virtual cluster's own pods."""

from collections.abc import Mapping
from typing import Any

from .namespace import NamespaceSpec
from .virtual import VCLUSTER_VERSION, BackingStore, VirtualCluster

_ETCD = "etcd:3.6.4-0"
_COREDNS = "coredns/coredns"
_COREDNS_VERSIONS = {"1.31": "1.11.3", "1.32": "1.11.3", "1.33": "1.12.0", "1.34": "1.12.1"}
"""By Kubernetes version. Source: ``CoreDNSVersionMap`` of vCluster 0.30; that of etcd is its chart's."""


def coredns_image(virtual: VirtualCluster) -> str:
    """Return the image of CoreDNS; with its registry's name, unless a mirror's is put before it."""
    version = _COREDNS_VERSIONS[virtual.kubernetes_version.rpartition(".")[0]]
    return f"{_COREDNS}:{version}" if _mirror(virtual) else f"docker.io/{_COREDNS}:{version}"


def own_images(spec: NamespaceSpec) -> list[str]:
    """Return the images of an environment's virtual cluster, exactly as its pods name them.

    They go by their tags: the digests of what somebody else publishes are not known here. Name them by digest, or
    mirror them, with ``values``.
    """
    virtual = spec.cluster
    mirror, values = _mirror(virtual), virtual.values
    syncer = mirror or _text(values, "controlPlane.statefulSet.image.registry") or "ghcr.io"
    kubernetes = mirror or _text(values, "controlPlane.distro.k8s.image.registry") or "ghcr.io"
    repository = _text(values, "controlPlane.distro.k8s.image.repository") or "loft-sh/kubernetes"
    coredns = _text(values, "controlPlane.coredns.deployment.image") or coredns_image(virtual)
    return sorted(
        [
            f"{syncer}/loft-sh/vcluster-{'pro' if virtual.licensed else 'oss'}:{VCLUSTER_VERSION}",
            f"{kubernetes}/{repository}:v{virtual.kubernetes_version}",
            f"{mirror}/{coredns}" if mirror else coredns,
            *([f"{mirror or 'registry.k8s.io'}/{_ETCD}"] if virtual.backing_store is BackingStore.ETCD else []),
        ]
    )


def _mirror(virtual: VirtualCluster) -> str:
    return _text(virtual.values, "controlPlane.advanced.defaultImageRegistry")


def _text(values: Mapping[str, Any], path: str) -> str:
    place: Any = values
    for key in path.split("."):
        place = place.get(key) if isinstance(place, Mapping) else None
    return place if isinstance(place, str) else ""
