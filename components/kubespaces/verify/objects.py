"""Objects that are tried."""

from collections.abc import Mapping
from typing import Any

from kubespaces.kube import Call
from kubespaces.plan.access import DEPLOYER
from kubespaces.verify import dry, kinds
from kubespaces.verify.scene import Place

NAME = "kubespaces-verify"
"""Name of everything that is tried."""

LABELS = {"app.kubernetes.io/name": NAME}
"""Labels of everything that is tried."""

RBAC = "rbac.authorization.k8s.io"
"""API group of roles."""

Object = dict[str, Any]


def metadata(namespace: str, **annotations: str) -> Object:
    """Return the metadata of an object in a namespace; without one, on the cluster."""
    found: Object = {"name": NAME, "namespace": namespace, "labels": LABELS, "annotations": annotations}
    return {key: value for key, value in found.items() if value}


def config_map(namespace: str) -> Object:
    """Return a ConfigMap."""
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata(namespace), "data": {"colour": "blue"}}


def binding(namespace: str, role: str, subject: Mapping[str, str]) -> Object:
    """Return a RoleBinding of a ClusterRole."""
    reference = {"apiGroup": RBAC, "kind": "ClusterRole", "name": role}
    body = {"apiVersion": f"{RBAC}/v1", "kind": "RoleBinding", "metadata": metadata(namespace)}
    return {**body, "roleRef": reference, "subjects": [dict(subject)]}


def group(name: str) -> dict[str, str]:
    """Return a group as a subject."""
    return {"kind": "Group", "name": name, "apiGroup": RBAC}


def opening(namespace: str) -> Object:
    """Return a NetworkPolicy that opens everything."""
    body = {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": metadata(namespace)}
    return {**body, "spec": OPEN}


OPEN = {"podSelector": {}, "policyTypes": ["Ingress", "Egress"], "ingress": [{}], "egress": [{}]}
"""Spec of a NetworkPolicy that opens everything."""


def service(namespace: str, **spec: Any) -> Object:
    """Return a Service."""
    body = {"ports": [{"port": 80, "targetPort": 8080}], "selector": LABELS, **spec}
    return {"apiVersion": "v1", "kind": "Service", "metadata": metadata(namespace), "spec": body}


def ingress(place: Place, host: str) -> Object:
    """Return an Ingress of the namespace's default class for a host name; an empty one stands for every host."""
    backend = {"service": {"name": NAME, "port": {"number": 80}}}
    rule = {"host": host, "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]}}
    classes = place.spec.classes.ingress
    name = classes.default or next(iter(classes.allowed), None)
    spec = {"rules": [{key: value for key, value in rule.items() if value}]}
    body = {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": metadata(place.name)}
    return {**body, "spec": {**spec, **({"ingressClassName": name} if name else {})}}


def volume_claim(place: Place, size: str) -> Object:
    """Return a PersistentVolumeClaim of the namespace's default storage class."""
    storage = place.spec.classes.storage
    name = storage.default or next(iter(storage.allowed), None)
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": size}}}
    body = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": metadata(place.name)}
    return {**body, "spec": {**spec, **({"storageClassName": name} if name else {})}}


def token_request(namespace: str) -> Call:
    """Return the request for a token of the namespace's deployer that is good for ten minutes."""
    body = {
        "apiVersion": "authentication.k8s.io/v1",
        "kind": "TokenRequest",
        "metadata": {"name": DEPLOYER, "namespace": namespace},
        "spec": {"expirationSeconds": 600},
    }
    return dry.create(kinds.SERVICE_ACCOUNT, body, "token")
