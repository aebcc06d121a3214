"""Decides in seconds whether a publisher's server can be reached, and remembers when it cannot."""

import contextlib
import json
import os
import queue
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

import httpx

from .cache import tools_dir
from .errors import ToolError, UnavailableError

MODE = "KUBESPACES_OFFICIAL_DOWNLOADS"
"""``auto`` (default), ``never``, or ``always``: try also servers that were out of reach a moment ago."""

MIRROR = "KUBESPACES_DOWNLOAD_MIRROR"
"""Base address of a mirror: ``https://dl.k8s.io/x`` is then read from ``<mirror>/dl.k8s.io/x``."""

MEMORY = 600.0
"""Seconds that an unreachable server is left alone, so that the next command does not pay for it again."""

FAILURES = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError)
"""What a request can raise; OSError includes TimeoutError."""

Result = TypeVar("Result")


@dataclass(frozen=True)
class Limits:
    """When a download is given up; the units are seconds and bytes per second."""

    connect: float = 3.0
    first_byte: float = 6.0
    """For everything up to the headers: names, all addresses of a server, proxy, TLS and redirects."""
    stall: float = 10.0
    floor_rate: float = 100 * 1024
    """Below this a release of 100 MB takes longer than building it."""
    floor_window: float = 15.0


LIMITS = Limits()

_unreachable: dict[str, float] = {}


def downloads_mode() -> Literal["auto", "never", "always"]:
    """Return what the user wants of official downloads; raises ToolError for an unknown word."""
    match os.environ.get(MODE) or "auto":
        case "auto":
            return "auto"
        case "never":
            return "never"
        case "always":
            return "always"
        case value:
            raise ToolError(f"{MODE}={value}: no such choice; it is auto, never or always")


def located(url: str) -> str:
    """Return the address to read a publisher's address from: itself, or its place in the mirror.

    Raises ToolError if the mirror is not an http(s) address.
    """
    mirror = os.environ.get(MIRROR)
    if not mirror:
        return url
    located = f"{mirror.rstrip('/')}/{url.split('://', 1)[1]}"
    try:
        parts = httpx.URL(located)
        usable = parts.scheme in ("https", "http") and bool(parts.host)
    except httpx.InvalidURL:
        usable = False
    if not usable:  # the value stays out of the message: it may hold a password
        raise ToolError(f"{MIRROR} holds no address; it is like https://mirror.example.com/tools")
    return located


def shown(url: str) -> str:
    """Return an address for a message: without the user and password that a mirror's address can have."""
    return url.replace(f"{httpx.URL(url).userinfo.decode()}@", "", 1)


def origin(url: str) -> str:
    """Return the server part of an address."""
    parts = httpx.URL(url)
    return f"{parts.scheme}://{parts.netloc.decode()}"


def client(limits: Limits) -> httpx.Client:
    """Return a client that gives up within the limits; proxies come from the environment as usual.

    Raises UnavailableError if it cannot use the proxies that the environment names.
    """
    timeout = httpx.Timeout(limits.stall, connect=limits.connect)
    headers = {"User-Agent": "kubespaces", "Accept-Encoding": "identity"}
    try:
        return httpx.Client(timeout=timeout, headers=headers, follow_redirects=True)
    except (ImportError, ValueError, httpx.InvalidURL) as error:
        raise UnavailableError(f"the proxy settings of the environment cannot be used: {error}") from error


def in_time(call: Callable[[], Result], seconds: float) -> Result:
    """Return what the call returns, or raise TimeoutError and leave it behind.

    The resolver of the system obeys no timeout: asking a dead name server takes half a minute and more.
    """
    answer: queue.SimpleQueue[tuple[Result | None, BaseException | None]] = queue.SimpleQueue()

    def run() -> None:
        try:
            answer.put((call(), None))
        except BaseException as error:  # noqa: BLE001 - it is raised again by the caller
            answer.put((None, error))

    threading.Thread(target=run, daemon=True, name="network").start()
    try:
        result, error = answer.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError(f"no answer within {seconds:g} seconds") from None
    if error is not None:
        raise error
    return result  # type: ignore[return-value]  # None only if the call returns it


def check_reachable(url: str) -> None:
    """Raise UnavailableError if the server was out of reach a short while ago."""
    if downloads_mode() == "always":
        return
    name = origin(url)
    until = {**_remembered(), **_unreachable}.get(name, 0.0)
    left = until - time.time()
    if 0 < left <= MEMORY:
        raise UnavailableError(
            f"{name} was out of reach a moment ago; it is tried again in {round(left / 60) or 1} min, "
            f"or at once with {MODE}=always"
        )


def remember_unreachable(url: str) -> None:
    """Leave the server alone for a while, in this process and the next ones."""
    _unreachable[origin(url)] = time.time() + MEMORY
    path = _memory_file()
    # Not being able to remember costs seconds, never correctness.
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}")
        draft.write_text(json.dumps({**_remembered(), **_unreachable}), encoding="utf-8")
        draft.replace(path)


def find_unreachable(urls: Iterable[str]) -> None:
    """Knock at all servers at the same time, so that several dead ones cost no more time than one."""
    servers = {origin(url): url for url in urls}
    limits = LIMITS

    def knock(url: str) -> None:
        try:
            check_reachable(url)
            with client(limits) as http:
                in_time(lambda: http.head(url, follow_redirects=False), limits.first_byte)
        except UnavailableError:
            pass
        except FAILURES:
            remember_unreachable(url)

    threads = [threading.Thread(target=knock, args=(url,), daemon=True) for url in servers.values()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _memory_file() -> Path:
    return tools_dir() / "unreachable.json"


def _remembered() -> dict[str, float]:
    try:
        data = json.loads(_memory_file().read_text(encoding="utf-8"))
        return {str(name): float(until) for name, until in data.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
