"""Asks the running servers whether they are ready, and if not, what is missing."""

import ssl
from types import TracebackType

import httpx

from . import pki
from .components import HOST
from .layout import Layout

TIMEOUT = 3.0
"""Seconds for one question; an answer takes milliseconds, and up to two seconds if the storage is away."""

CONTROLLERS = (
    "namespace-controller",
    "serviceaccount-controller",
    "resourcequota-controller",
    "garbage-collector-controller",
    "root-ca-certificate-publisher-controller",
    "deployment-controller",
)
"""Controllers without which a tenant would notice that something is missing. They start in random order."""

DEFAULT_SERVICE_ACCOUNT = "/api/v1/namespaces/default/serviceaccounts/default"


class Probe:
    """A client of one control plane that logs in with the administrator's certificate; ``timeout`` is in seconds.

    Every question returns None if all is well, else what is wrong, to be read after the component's name.
    """

    def __init__(self, layout: Layout, timeout: float | None = None) -> None:
        self._timeout = TIMEOUT if timeout is None else timeout
        # Proxies of the environment are for the internet, not for loopback.
        self._client = httpx.Client(verify=_context(layout), timeout=self._timeout, trust_env=False)

    def __enter__(self) -> "Probe":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def api_server(self, port: int) -> str | None:
        """Tell whether the API server serves, with its storage, its roles and its admission plugins."""
        answer = self._get(port, "/readyz?verbose")
        if isinstance(answer, str):
            return answer
        return None if answer.is_success else f"is not ready: {_failed_checks(answer)}"

    def controllers(self, port: int) -> str | None:
        """Tell whether the controllers run that tenants rely on."""
        answer = self._get(port, "/healthz?verbose")
        if isinstance(answer, str):
            return answer
        if not answer.is_success:
            return f"is not ready: {_failed_checks(answer)}"
        running = {line.removeprefix("[+]").removesuffix(" ok") for line in answer.text.splitlines()}
        missing = [name for name in CONTROLLERS if name not in running]
        return f"has not started {', '.join(missing)} yet" if missing else None

    def defaults(self, port: int) -> str | None:
        """Tell whether the namespace `default` has its service account, which the controllers make."""
        answer = self._get(port, DEFAULT_SERVICE_ACCOUNT)
        if isinstance(answer, str):
            return answer
        return None if answer.is_success else "waits for the service account default/default"

    def _get(self, port: int, path: str) -> httpx.Response | str:
        try:
            return self._client.get(f"https://{HOST}:{port}{path}")
        except httpx.TimeoutException:
            return f"does not answer within {self._timeout:.0f} s on port {port}"
        except httpx.HTTPError as error:
            return f"does not answer on port {port}: {error}"


def _context(layout: Layout) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(pki.certificate_of(layout.pki, pki.AUTHORITY)))
    context.load_cert_chain(pki.certificate_of(layout.pki, "admin"), pki.key_of(layout.pki, "admin"))
    return context


def _failed_checks(answer: httpx.Response) -> str:
    # One line a check: "[-]etcd failed: reason withheld".
    failed = [line[3:].split(" failed")[0] for line in answer.text.splitlines() if line.startswith("[-]")]
    return ", ".join(failed) or f"HTTP {answer.status_code}"
