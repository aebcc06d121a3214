"""Logs in to the API server: tokens, token files, passwords and exec plugins."""

import asyncio
import json
import os
import subprocess
import threading
from collections.abc import AsyncGenerator, Generator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from kubespaces.kube.errors import KubeconfigError
from kubespaces.kube.kubeconfig import Access

_PLUGIN_SECONDS = 60.0
"""How long an exec plugin may take; a browser login does not work without a terminal anyway."""

_EARLY = timedelta(seconds=30)
"""A token is renewed this long before it expires, so that a request under way does not lose it."""

_FILE_SECONDS = timedelta(seconds=60)
"""A token file is read again after this time; kubelet rotates it at 80 % of its life."""

_API_VERSIONS = ("client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1")


def authentication(access: Access) -> httpx.Auth | None:
    """Return how to log in, or ``None`` if a client certificate or nothing is used.

    Raises :class:`KubeconfigError` for a login method that does not exist any more.
    """
    user = access.user
    if user.get("exec"):
        return PluginToken(access)
    if user.get("tokenFile"):
        return FileToken(Path(str(user["tokenFile"])))
    if user.get("token"):
        return StaticToken(str(user["token"]))
    if user.get("username"):
        return httpx.BasicAuth(str(user["username"]), str(user.get("password") or ""))
    if user.get("auth-provider"):
        name = (user["auth-provider"] or {}).get("name")
        raise KubeconfigError(
            f"kubeconfig user {access.user_name!r}: auth-provider {name!r} left Kubernetes in version 1.26; "
            "write the kubeconfig again with the cloud's tool, which will use its exec plugin"
        )
    return None


class StaticToken(httpx.Auth):
    """A bearer token as it stands in the kubeconfig."""

    def __init__(self, token: str) -> None:
        self._header = f"Bearer {token}"

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the token to the request."""
        request.headers["Authorization"] = self._header
        yield request


class _RenewedToken(httpx.Auth):
    """A bearer token that is fetched when first needed, before it expires, and after a 401."""

    def __init__(self) -> None:
        self._token = ""
        self._expires: datetime | None = None
        self._lock = threading.Lock()

    def fetch(self) -> tuple[str, datetime | None]:
        """Return a new token and when it expires, if known."""
        raise NotImplementedError

    def _valid(self, refused: str = "") -> str:
        """Return the token we have if it can still be used, else an empty string."""
        expired = self._expires is not None and datetime.now(UTC) >= self._expires
        return "" if expired or self._token == refused else self._token

    def _current(self, refused: str = "") -> str:
        # One thread fetches; the others wait for its token.
        with self._lock:
            if not self._valid(refused):
                self._token, self._expires = self.fetch()
            return self._token

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the token; on 401 once more with a new one."""
        token = self._current()
        request.headers["Authorization"] = f"Bearer {token}"
        response = yield request
        if response.status_code == httpx.codes.UNAUTHORIZED:
            request.headers["Authorization"] = f"Bearer {self._current(refused=token)}"
            yield request

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Add the token; on 401 once more with a new one. The fetching does not block the event loop."""
        token = self._valid() or await asyncio.to_thread(self._current)
        request.headers["Authorization"] = f"Bearer {token}"
        response = yield request
        if response.status_code == httpx.codes.UNAUTHORIZED:
            renewed = await asyncio.to_thread(self._current, token)
            request.headers["Authorization"] = f"Bearer {renewed}"
            yield request


class FileToken(_RenewedToken):
    """A bearer token in a file that somebody else keeps fresh."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def fetch(self) -> tuple[str, datetime | None]:
        """Read the file."""
        try:
            return self._path.read_text().strip(), datetime.now(UTC) + _FILE_SECONDS
        except OSError as error:
            raise KubeconfigError(f"token file {self._path}: {error.strerror or error}") from None


class PluginToken(_RenewedToken):
    """A bearer token from an exec credential plugin such as ``aws`` or ``kubelogin``.

    Protocol: Kubernetes documentation, "Authenticating", "client-go credential plugins".
    """

    def __init__(self, access: Access) -> None:
        super().__init__()
        self._plugin: Mapping[str, Any] = access.user["exec"]
        self._who = f"kubeconfig user {access.user_name!r}"
        self._access = access
        version = str(self._plugin.get("apiVersion") or "")
        if version not in _API_VERSIONS:
            raise KubeconfigError(
                f"{self._who}: exec apiVersion {version!r} is not one of {', '.join(_API_VERSIONS)}; "
                "update the plugin and write the kubeconfig again"
            )
        if self._plugin.get("interactiveMode") == "Always":
            raise KubeconfigError(
                f"{self._who}: the exec plugin {self._command!r} insists on a terminal; use a kubeconfig "
                "that logs in without one"
            )

    @property
    def _command(self) -> str:
        return str(self._plugin.get("command") or "")

    def fetch(self) -> tuple[str, datetime | None]:
        """Run the plugin."""
        credential = self._credential(self._run())
        token = credential.get("token")
        if not token:
            raise KubeconfigError(
                f"{self._who}: the exec plugin {self._command!r} gave no token; client certificates from "
                "plugins are not supported here"
            )
        return str(token), _expiry(str(credential.get("expirationTimestamp") or ""))

    def _run(self) -> str:
        arguments = [self._command, *map(str, self._plugin.get("args") or ())]
        try:
            done = subprocess.run(
                arguments,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=_PLUGIN_SECONDS,
                check=False,
            )
        except (FileNotFoundError, PermissionError) as error:
            hint = " ".join(str(self._plugin.get("installHint") or "install it, or put it on PATH").split())
            raise KubeconfigError(
                f"{self._who}: the exec plugin {self._command!r} cannot be run ({error.strerror}): {hint}"
            ) from None
        except subprocess.TimeoutExpired:
            raise KubeconfigError(
                f"{self._who}: the exec plugin {self._command!r} gave no answer in {_PLUGIN_SECONDS:.0f} s"
            ) from None
        if done.returncode != 0:
            said = done.stderr.strip().splitlines()
            raise KubeconfigError(
                f"{self._who}: the exec plugin {self._command!r} failed with exit code {done.returncode}"
                + (f": {said[-1][:300]}" if said else "")
            )
        return done.stdout

    def _environment(self) -> dict[str, str]:
        spec: dict[str, Any] = {"interactive": False}
        if self._plugin.get("provideClusterInfo"):
            cluster = self._access.cluster
            spec["cluster"] = {
                key: cluster[key]
                for key in (
                    "server",
                    "tls-server-name",
                    "insecure-skip-tls-verify",
                    "certificate-authority-data",
                )
                if cluster.get(key)
            }
        info = {"apiVersion": self._plugin["apiVersion"], "kind": "ExecCredential", "spec": spec}
        own = {str(pair["name"]): str(pair["value"]) for pair in self._plugin.get("env") or ()}
        return {**os.environ, **own, "KUBERNETES_EXEC_INFO": json.dumps(info)}

    def _credential(self, output: str) -> Mapping[str, Any]:
        try:
            status = json.loads(output)["status"]
        except (ValueError, KeyError, TypeError):
            # The output is not shown: it may hold a token.
            raise KubeconfigError(
                f"{self._who}: the exec plugin {self._command!r} did not print an ExecCredential"
            ) from None
        return status if isinstance(status, dict) else {}


def _expiry(timestamp: str) -> datetime | None:
    if not timestamp:
        return None
    try:
        return datetime.fromisoformat(timestamp) - _EARLY
    except ValueError:
        return None
