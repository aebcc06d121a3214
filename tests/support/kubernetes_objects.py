"""Kubernetes objects for tests of the Kubernetes plugin stand-in, and a look at them past the plugin."""

from typing import Any
from uuid import uuid4

from kubespaces.kube import ApiError, Client, calls
from tests.support.plugin_driver import Recorded

CORE = "kubernetes:core/v1:"
CONFIG_MAP, SECRET, QUOTA, NAMESPACE = (
    f"{CORE}{kind}" for kind in ("ConfigMap", "Secret", "ResourceQuota", "Namespace")
)


def obj(api_version: str, kind: str, name: str, namespace: str = "", **fields: Any) -> dict[str, Any]:
    metadata = {"name": name} | ({"namespace": namespace} if namespace else {})
    return {"apiVersion": api_version, "kind": kind, "metadata": metadata, **fields}


def config_map(namespace: str, name: str = "config", **data: str) -> dict[str, Any]:
    return obj("v1", "ConfigMap", name, namespace, data=data)


def quota(namespace: str, **hard: Any) -> dict[str, Any]:
    return obj("v1", "ResourceQuota", "quota", namespace, spec={"hard": hard})


def live(admin: Client, recorded: Recorded) -> dict[str, Any]:
    state = recorded.state
    resource = admin.resource(state["apiVersion"], state["kind"])
    found = admin.send(calls.get(resource, state["metadata"]["name"], state["metadata"].get("namespace", "")))
    assert isinstance(found, dict)
    return found


def exists(admin: Client, recorded: Recorded) -> bool:
    try:
        live(admin, recorded)
    except ApiError as error:
        if error.not_found:
            return False
        raise
    return True


def apply(admin: Client, changed: dict[str, Any], manager: str = "somebody") -> None:
    resource = admin.resource(changed["apiVersion"], changed["kind"])
    admin.send(calls.apply(resource, changed, manager=manager, force=True))


def new_namespace(admin: Client) -> str:
    """Make a namespace that nobody else uses. It goes with the control plane."""
    name = f"p-{uuid4().hex[:8]}"
    admin.send(calls.create(admin.resource("v1", "Namespace"), obj("v1", "Namespace", name)))
    return name
