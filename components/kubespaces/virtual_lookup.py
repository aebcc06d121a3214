"""Looks a virtual cluster up on its host cluster: its admin kubeconfig, and what it waits for."""

import base64
from typing import Any

from .kube import ApiError, Client, calls
from .plan.labels import LOCAL_ENDPOINT
from .plan.virtual.kubeconfig import with_server
from .spec.virtual_names import cluster_name, control_plane_account


def find_kubeconfig(client: Client, namespace: str) -> str | None:
    """Return the admin kubeconfig of the virtual cluster in a namespace, a secret; None if it is not there yet.

    Raises KubeError if the host cluster does not answer.
    """
    name = cluster_name(namespace)
    secret = _get(client, "v1", "Secret", control_plane_account(namespace), namespace)
    encoded = (secret or {}).get("data", {}).get("config")
    if not encoded:
        return None
    kubeconfig = base64.b64decode(encoded).decode()
    workload = _get(client, "apps/v1", "StatefulSet", name, namespace) or {}  # there is none with a store of its own
    address = workload.get("metadata", {}).get("annotations", {}).get(LOCAL_ENDPOINT)
    return with_server(kubeconfig, address) if address else kubeconfig


def waits_for(client: Client, namespace: str) -> str:
    """Return what the control plane's pod says that it waits for."""
    pod = _get(client, "v1", "Pod", f"{cluster_name(namespace)}-0", namespace)
    status = (pod or {}).get("status", {})
    conditions = status.get("conditions", [])
    said = [one.get("message") for one in conditions if one.get("status") == "False" and one.get("message")]
    return "; ".join(dict.fromkeys(said)) or f"its pod is {status.get('phase', 'not there')}"


def _get(client: Client, api_version: str, kind: str, name: str, namespace: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = client.send(calls.get(client.resource(api_version, kind), name, namespace))
    except ApiError as error:
        if error.not_found:
            return None
        raise
    return found
