"""What tenants make inside a virtual cluster, and what of it the host must refuse."""

from typing import Any

from kubespaces.kube import ApiError
from tests.support.virtual_clusters import RESTRICTED, Inside

BLUE, GREEN = "blue-dev", "green-dev"
"""The namespaces, and so the virtual clusters, of two tenants."""


def pod(name: str, *, image: str = "registry.example.com/blue/app", **spec: Any) -> dict[str, Any]:
    """Return a pod that a restricted namespace takes, unless ``spec`` spoils it."""
    container = {
        "name": "app",
        "image": f"{image}@sha256:{'0' * 64}",
        "securityContext": RESTRICTED,
        **spec.pop("container", {}),
    }
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": "default"},
        "spec": {"containers": [container], **spec},
    }


def on_host(name: str, namespace: str = BLUE) -> str:
    return f"{name}-x-default-x-{namespace}"


def service(name: str, **spec: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name, "namespace": "default"}, "spec": spec}


SPOILED = {
    "privileged": pod("privileged", container={"securityContext": {"privileged": True}}),
    "host-network": pod("host-network", hostNetwork=True),
    "host-path": pod("host-path", volumes=[{"name": "root", "hostPath": {"path": "/"}}]),
    "foreign-registry": pod("foreign-registry", image="evil.example.com/miner"),
    "others-registry": pod("others-registry", image="registry.example.com/green/app"),
    "too-big": pod("too-big", container={"resources": {"limits": {"cpu": "64", "memory": "64Gi"}}}),
    "too-much": pod("too-much", container={"resources": {"limits": {"cpu": "5", "memory": "1Gi"}}}),
}
SAID = {
    "privileged": "violates PodSecurity",
    "host-network": "violates PodSecurity",
    "host-path": "violates PodSecurity",
    "foreign-registry": "evil.example.com",
    "others-registry": "registry.example.com/green",
    "too-big": "maximum cpu usage per Container",
    "too-much": "exceeded quota",
}


def attempt(inside: Inside, manifest: dict[str, Any]) -> str:
    """Create a pod inside and return why that was refused there already; empty if it was not."""
    try:
        inside.create(manifest)
    except ApiError as error:
        return str(error)
    return ""
