"""Reads a virtual cluster's admin kubeconfig off its host cluster, once it is there."""

import base64
import time
from typing import Any

import pulumi

from .certificate import not_after
from .plan.virtual.kubeconfig import client_certificate, with_server
from .spec.virtual_names import cluster_name

LOCAL_ENDPOINT = "kubespaces.io/local-endpoint"
"""Annotation of a control plane on this machine: the address that it listens at."""

WAIT = 300.0
"""Seconds until a virtual cluster must be up; usually it takes half a minute."""

_POLL = 2.0


def read_kubeconfig(host_kubeconfig: str, context: str | None, namespace: str) -> Any:
    """Return the admin kubeconfig of the virtual cluster in a namespace, waiting for it.

    In a preview nothing is waited for: what is not there yet is unknown.

    Raises:
        pulumi.RunError: it is not there in time; the message says what its pod waits for.
    """
    from .kube import KubeError, connect_sync  # noqa: PLC0415 - httpx is needed here only

    deadline = time.monotonic() + (0 if pulumi.runtime.is_dry_run() else WAIT)
    with connect_sync(host_kubeconfig, context) as client:
        while True:
            try:
                found = _look(client, namespace)
            except KubeError as error:
                found, reason = None, str(error)
            else:
                reason = "" if found else _reason(client, namespace)
            if found:
                return found
            if pulumi.runtime.is_dry_run():
                return _unknown()
            if time.monotonic() > deadline:
                raise pulumi.RunError(
                    f"virtual cluster '{cluster_name(namespace)}' was not up within {WAIT:.0f} s: {reason}; "
                    "run the same command again once it is"
                )
            time.sleep(_POLL)


def expiry_of(kubeconfig: str) -> str:
    """Return when a kubeconfig's client certificate ends, in ISO 8601; empty if it has none."""
    certificate = client_certificate(kubeconfig)
    return not_after(base64.b64decode(certificate)).isoformat() if certificate else ""


def _look(client: Any, namespace: str) -> str | None:
    """Return the kubeconfig if it is there."""
    name = cluster_name(namespace)
    secret = _get(client, "v1", "Secret", f"vc-{name}", namespace)
    encoded = (secret or {}).get("data", {}).get("config")
    if not encoded:
        return None
    kubeconfig = base64.b64decode(encoded).decode()
    workload = _get(client, "apps/v1", "StatefulSet", name, namespace) or {}  # there is none with a store of its own
    address = workload.get("metadata", {}).get("annotations", {}).get(LOCAL_ENDPOINT)
    return with_server(kubeconfig, address) if address else kubeconfig


def _reason(client: Any, namespace: str) -> str:
    """Return what the control plane's pod says that it waits for."""
    pod = _get(client, "v1", "Pod", f"{cluster_name(namespace)}-0", namespace)
    status = (pod or {}).get("status", {})
    conditions = status.get("conditions", [])
    said = [one.get("message") for one in conditions if one.get("status") == "False" and one.get("message")]
    return "; ".join(said) or f"its pod is {status.get('phase', 'not there')}"


def _get(client: Any, api_version: str, kind: str, name: str, namespace: str) -> dict[str, Any] | None:
    from .kube import ApiError, calls  # noqa: PLC0415 - likewise

    try:
        found: dict[str, Any] = client.send(calls.get(client.resource(api_version, kind), name, namespace))
    except ApiError as error:
        if error.not_found:
            return None
        raise
    return found


def _unknown() -> pulumi.Output[str]:
    async def value(result: Any) -> Any:
        return result

    return pulumi.Output(set(), value(None), value(False), value(True))
