"""Connection settings and the reading of answers: what both clients have in common."""

import json
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from kubespaces.kube import tls
from kubespaces.kube.auth import authentication
from kubespaces.kube.calls import Call, Impersonation
from kubespaces.kube.errors import ApiError, Unreachable
from kubespaces.kube.kubeconfig import Access

DEFAULT_TIMEOUT = 32.0
"""Seconds one request may take; client-go's default for discovery and the official Kubernetes plugin's."""

DEFAULT_CONCURRENCY = 32
"""Requests under way at once, each on a connection that is kept open. A small API server by default handles
400 reads and 200 writes at once for all its clients together (kube-apiserver --help)."""

_CONNECT_SECONDS = 5.0
_KEEP_ALIVE_SECONDS = 30.0  # well below the 90 s after which kube-apiserver closes idle connections

OnWarning = Callable[[str], None]


class Settings:
    """Everything an ``httpx`` client needs to talk to one API server."""

    def __init__(
        self,
        access: Access,
        *,
        impersonate: Impersonation | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        concurrency: int = DEFAULT_CONCURRENCY,
        user_agent: str = "",
    ) -> None:
        self.access = access
        self.impersonate = impersonate or _impersonation(access.user)
        self.timeout = timeout
        self.concurrency = concurrency
        self._user_agent = user_agent or f"kubespaces/{_own_version()}"

    def for_client(self) -> dict[str, Any]:
        """Return the keyword arguments of ``httpx.Client`` and ``httpx.AsyncClient`` beside the transport."""
        return {
            "base_url": self.access.server,
            "auth": authentication(self.access),
            "headers": {"User-Agent": self._user_agent},
            "timeout": httpx.Timeout(self.timeout, connect=min(_CONNECT_SECONDS, self.timeout), pool=None),
            "trust_env": False,  # no .netrc; the proxy is settled below
        }

    def for_transport(self) -> dict[str, Any]:
        """Return the keyword arguments of ``httpx.HTTPTransport`` and ``httpx.AsyncHTTPTransport``."""
        server = self.access.server
        return {
            "verify": tls.context(self.access) if server.startswith("https://") else False,
            "proxy": self.access.cluster.get("proxy-url") or _environment_proxy(server),
            "limits": httpx.Limits(keepalive_expiry=_KEEP_ALIVE_SECONDS),
            "trust_env": False,
        }

    def request(
        self, client: httpx.Client | httpx.AsyncClient, call: Call, impersonate: Impersonation | None
    ) -> httpx.Request:
        """Return the ``httpx`` request of a call."""
        headers = [("Accept", call.accept)]
        content = None
        if call.body is not None:
            headers.append(("Content-Type", call.content_type))
            content = json.dumps(call.body, separators=(",", ":")).encode()
        acting = impersonate or self.impersonate
        if acting:
            headers += acting.headers()
        server_name = self.access.cluster.get("tls-server-name")
        return client.build_request(
            call.method,
            call.path,
            params=dict(call.params) or None,
            headers=headers,
            content=content,
            extensions={"sni_hostname": server_name} if server_name else None,
        )

    def unreachable(self, error: httpx.TransportError) -> Unreachable:
        """Return the network error in words."""
        return Unreachable(self.access.server, self._cause(error))

    def _cause(self, error: httpx.TransportError) -> str:
        if isinstance(error, httpx.ConnectTimeout):
            return "it cannot be reached in time"
        if isinstance(error, httpx.TimeoutException):
            return f"it did not answer within {self.timeout:g} s"
        text = " ".join(str(error).split()) or type(error).__name__
        if "All connection attempts failed" in text or "Connection refused" in text:
            return "connection refused"
        return text


def read(response: httpx.Response, on_warning: OnWarning | None) -> Any:
    """Return the decoded body of an answer; raises :class:`ApiError` for everything from 400 upwards."""
    if on_warning is not None:
        for header in response.headers.get_list("warning"):
            on_warning(_warning_text(header))
    if response.status_code >= httpx.codes.BAD_REQUEST:
        raise ApiError(response.status_code, _decoded(response))
    return _decoded(response)


def _decoded(response: httpx.Response) -> Any:
    if "json" in response.headers.get("content-type", ""):
        return json.loads(response.content)
    return response.text


def _warning_text(header: str) -> str:
    """Return the text of ``299 - "text"`` (RFC 7234, section 5.5)."""
    start, end = header.find('"'), header.rfind('"')
    return header[start + 1 : end].replace('\\"', '"') if end > start else header


def _impersonation(user: Mapping[str, Any]) -> Impersonation | None:
    """Return whom the kubeconfig's user entry acts as."""
    if not user.get("as"):
        return None
    return Impersonation(
        user=str(user["as"]),
        groups=tuple(user.get("as-groups") or ()),
        uid=str(user.get("as-uid") or ""),
        extra=user.get("as-user-extra") or {},
    )


def _environment_proxy(server: str) -> str | None:
    """Return the proxy that the environment asks for; as in Go, never one for this machine itself."""
    url = urlsplit(server)
    host = url.hostname or ""
    if _is_loopback(host) or proxy_bypass(host):
        return None
    return getproxies().get(url.scheme)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _own_version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - 6 ms that a named program saves

    try:
        return version("kubespaces")
    except PackageNotFoundError:
        return "unknown"
