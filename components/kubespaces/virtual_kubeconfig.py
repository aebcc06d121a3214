"""Reads a virtual cluster's admin kubeconfig off its host cluster, once it is there."""

import base64
import time
from typing import Any

import pulumi

from .certificate import not_after
from .plan.virtual.kubeconfig import client_certificate
from .spec.virtual_names import cluster_name
from .virtual_lookup import find_kubeconfig, waits_for

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
                found = find_kubeconfig(client, namespace)
            except KubeError as error:
                found, reason = None, str(error)
            else:
                reason = "" if found else waits_for(client, namespace)
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


def _unknown() -> pulumi.Output[str]:
    async def value(result: Any) -> Any:
        return result

    return pulumi.Output(set(), value(None), value(False), value(True))
