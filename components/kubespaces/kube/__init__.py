"""A small Kubernetes client: kubeconfig in, readable answers and errors out.

Knows no kinds: :meth:`AsyncClient.resource` asks the API server which resource type a kind is.

>>> async with connect("~/.kube/config") as client:  # doctest: +SKIP
...     namespaces = await client.resource("v1", "Namespace")
...     await client.send(calls.get(namespaces, "default"))

:func:`connect_sync` gives the same for scripts without an event loop.
"""

from pathlib import Path

from kubespaces.kube import calls
from kubespaces.kube.calls import Call, Impersonation
from kubespaces.kube.client import AsyncClient, Client
from kubespaces.kube.connection import DEFAULT_CONCURRENCY, DEFAULT_TIMEOUT, Settings
from kubespaces.kube.discovery import Catalog
from kubespaces.kube.errors import ApiError, Cause, KubeconfigError, KubeError, UnknownKind, Unreachable
from kubespaces.kube.kubeconfig import Access, load
from kubespaces.kube.resource import Resource

__all__ = [
    "DEFAULT_CONCURRENCY",
    "DEFAULT_TIMEOUT",
    "Access",
    "ApiError",
    "AsyncClient",
    "Call",
    "Catalog",
    "Cause",
    "Client",
    "Impersonation",
    "KubeError",
    "KubeconfigError",
    "Resource",
    "UnknownKind",
    "Unreachable",
    "calls",
    "connect",
    "connect_sync",
    "load",
]


def connect(
    kubeconfig: str | Path | None = None,
    context: str | None = None,
    *,
    impersonate: Impersonation | None = None,
    timeout: float = DEFAULT_TIMEOUT,
    concurrency: int = DEFAULT_CONCURRENCY,
) -> AsyncClient:
    """Return a client for event loops; nothing is sent yet.

    ``kubeconfig`` is a path or the content itself; ``None`` means ``KUBECONFIG``, then ``~/.kube/config``,
    then the pod's service account. ``context`` is by default the current one. ``timeout`` is in seconds, for
    each request; ``concurrency`` bounds the requests under way at once.
    Raises :class:`KubeconfigError`.
    """
    access = load(kubeconfig, context)
    return AsyncClient(Settings(access, impersonate=impersonate, timeout=timeout, concurrency=concurrency))


def connect_sync(
    kubeconfig: str | Path | None = None,
    context: str | None = None,
    *,
    impersonate: Impersonation | None = None,
    timeout: float = DEFAULT_TIMEOUT,
) -> Client:
    """Return a client for scripts; see :func:`connect`."""
    return Client(Settings(load(kubeconfig, context), impersonate=impersonate, timeout=timeout))
