"""When a request is sent again, and how long to wait before. Pure functions, shared by both clients."""

from collections.abc import Mapping
from http import HTTPStatus

import httpx

from kubespaces.kube.calls import Call

ATTEMPTS = 5
"""How often a request is sent at most."""

CONNECT_ATTEMPTS = 3
"""How often at most when nobody listens: enough for a server that restarts its listener, quick to report."""

_FIRST_SECONDS = 0.2
_LONGEST_SECONDS = 10.0

_OVERLOADED = (HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT)


def after_response(call: Call, status: int, headers: Mapping[str, str], attempt: int) -> float | None:
    """Return the seconds to wait before sending again, or ``None`` to take the answer.

    ``attempt`` counts from 1. 429 means that the server has done nothing (RFC 6585), so that any request may
    be repeated. After a 5xx the server may have done something; only repeatable requests are sent again.
    """
    if attempt >= ATTEMPTS:
        return None
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return _asked(headers) or _backoff(attempt)
    if not call.repeatable:
        return None
    if status in _OVERLOADED or (status == HTTPStatus.INTERNAL_SERVER_ERROR and "retry-after" in headers):
        return _asked(headers) or _backoff(attempt)
    return None


def after_error(call: Call, error: httpx.TransportError, attempt: int) -> float | None:
    """Return the seconds to wait before sending again after a network error, or ``None`` to give up."""
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        # Nothing was sent yet, so that anything may be sent again.
        return _backoff(attempt) if attempt < CONNECT_ATTEMPTS and not _hopeless(error) else None
    if isinstance(error, httpx.TimeoutException) or not call.repeatable:
        return None
    return _backoff(attempt) if attempt < ATTEMPTS else None


def _asked(headers: Mapping[str, str]) -> float | None:
    """Return what ``Retry-After`` says in seconds; Kubernetes never sends a date there."""
    try:
        seconds = float(headers.get("retry-after", ""))
    except ValueError:
        return None
    return min(max(seconds, 0.0), _LONGEST_SECONDS) or None


def _backoff(attempt: int) -> float:
    return float(min(_FIRST_SECONDS * 2 ** (attempt - 1), _LONGEST_SECONDS))


def _hopeless(error: httpx.TransportError) -> bool:
    """Return whether waiting cannot help: an untrusted certificate, a name that does not exist."""
    text = str(error).lower()
    return "certificate" in text or "name or service not known" in text or "ssl" in text
