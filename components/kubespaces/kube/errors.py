"""What can go wrong between us and an API server, each as one readable sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from kubespaces.errors import KubespacesError

_LONGEST_FOREIGN_TEXT = 300
"""Characters shown of an answer that is not the API server's own, such as a proxy's error page."""


class KubeError(KubespacesError):
    """Base of everything this package raises on purpose."""


class KubeconfigError(KubeError):
    """The kubeconfig, or a program it names, cannot be used; the message says where and what to change."""


class Unreachable(KubeError):  # noqa: N818 - reads as what it says
    """No answer from the API server.

    ``endpoint`` is its URL and ``cause`` what the network said. Neither ever holds a credential.
    """

    def __init__(self, endpoint: str, cause: str) -> None:
        super().__init__(
            f"no answer from the Kubernetes API server at {endpoint}: {cause}; "
            "start it, or check the kubeconfig's server and the network"
        )
        self.endpoint = endpoint
        self.cause = cause


class UnknownKind(KubeError):  # noqa: N818 - reads as what it says
    """The API server serves no such kind."""

    def __init__(self, api_version: str, kind: str) -> None:
        super().__init__(
            f"the API server does not know {kind} in {api_version}; "
            "if a CustomResourceDefinition brings it, create that first"
        )
        self.api_version = api_version
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Cause:
    """One field the API server objects to: path, machine-readable reason, and text."""

    field: str
    reason: str
    message: str


class ApiError(KubeError):
    """The API server said no.

    ``status`` is the HTTP status; ``reason``, ``message``, ``kind``, ``name`` and ``causes`` come from the
    ``Status`` object of the answer (Kubernetes API conventions, "Response Status Kind").
    """

    def __init__(self, status: int, body: Mapping[str, Any] | str) -> None:
        is_status = isinstance(body, Mapping) and body.get("kind") == "Status"
        document: Mapping[str, Any] = body if isinstance(body, Mapping) and is_status else {}
        details: Mapping[str, Any] = document.get("details") or {}
        self.status = status
        self.reason = str(document.get("reason") or "")
        self.kind = str(details.get("kind") or "")
        self.name = str(details.get("name") or "")
        self.retry_after = int(details.get("retryAfterSeconds") or 0)
        self.causes = tuple(
            Cause(str(cause.get("field") or ""), str(cause.get("reason") or ""), str(cause.get("message") or ""))
            for cause in details.get("causes") or ()
        )
        self.message = _one_line(str(document.get("message") or "")) or _foreign(status, body)
        super().__init__(self._sentence())

    @property
    def not_found(self) -> bool:
        """Whether the object, or the API that would hold it, does not exist."""
        return self.status == HTTPStatus.NOT_FOUND

    @property
    def namespace_not_found(self) -> bool:
        """Whether it is the namespace around the object that does not exist."""
        return self.not_found and self.kind == "namespaces"

    @property
    def already_exists(self) -> bool:
        """Whether the object was there before."""
        return self.status == HTTPStatus.CONFLICT and self.reason == "AlreadyExists"

    @property
    def conflict(self) -> bool:
        """Whether somebody else owns or has changed the object meanwhile."""
        return self.status == HTTPStatus.CONFLICT and self.reason == "Conflict"

    @property
    def forbidden(self) -> bool:
        """Whether authorization or admission refused; :attr:`by_authorization` tells which."""
        return self.status == HTTPStatus.FORBIDDEN

    @property
    def by_authorization(self) -> bool:
        """Whether the user lacks the permission itself.

        Admission (quota, Pod Security, policies) answers 403 as well; only the authorizer names the user
        (``User "x" cannot create resource ...``, staging/src/k8s.io/apiserver, endpoints/handlers/
        responsewriters/errors.go).
        """
        return self.forbidden and 'User "' in self.message and '" cannot ' in self.message

    @property
    def invalid(self) -> bool:
        """Whether the object itself breaks a rule."""
        return self.status == HTTPStatus.UNPROCESSABLE_ENTITY

    def _sentence(self) -> str:
        if self.status == HTTPStatus.UNAUTHORIZED:
            return "the API server does not accept the login (401 Unauthorized); renew the kubeconfig's login"
        unsaid = [cause for cause in self.causes if cause.message and _one_line(cause.message) not in self.message]
        if not unsaid:
            return self.message
        listed = "; ".join(
            f"{cause.field}: {_one_line(cause.message)}" if cause.field else _one_line(cause.message)
            for cause in unsaid
        )
        return f"{self.message}: {listed}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _foreign(status: int, body: Mapping[str, Any] | str) -> str:
    phrase = HTTPStatus(status).phrase if status in HTTPStatus.__members__.values() else "unknown status"
    text = _one_line(body)[:_LONGEST_FOREIGN_TEXT] if isinstance(body, str) else ""
    return f"HTTP {status} {phrase}" + (f": {text}" if text else "")
