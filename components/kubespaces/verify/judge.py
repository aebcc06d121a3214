"""Judges the answers: what was expected, what came, and what that proves."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from kubespaces.kube import ApiError
from kubespaces.spec.errors import shorten

from . import gates
from .line import Verdict

_LONGEST = 160


@dataclass(frozen=True)
class Expected:
    """What has to come of an attempt."""

    refusers: tuple[str, ...] = ()
    """Any of these gates has to refuse; none means that the attempt has to succeed."""
    put_right: Callable[[Any], bool] | None = None
    """Tells of the object that was admitted nevertheless whether the API server has put it right."""

    @property
    def allowed(self) -> bool:
        """Whether it has to succeed."""
        return not self.refusers

    @property
    def by_rail(self) -> bool:
        """Whether a guard rail has to refuse it."""
        return any(gates.is_rail(refuser) for refuser in self.refusers)

    def __str__(self) -> str:
        if self.allowed:
            return "allowed"
        return f"refused by {' or '.join(self.refusers)}" + (" or put right" if self.put_right else "")


ALLOWED = Expected()
"""The attempt has to succeed."""


def refused(*refusers: str, put_right: Callable[[Any], bool] | None = None) -> Expected:
    """Return the expectation that one of some gates refuses."""
    return Expected(refusers, put_right)


NOT_AUTHORIZED = refused(gates.AUTHORIZATION)
"""The attempt has to fail before anything is looked at but who asks."""


@dataclass(frozen=True)
class Outcome:
    """What came of an attempt."""

    body: Any = None
    """The answer of one that succeeded."""
    error: ApiError | None = None
    """The refusal of one that failed."""


def judge(expected: Expected, outcome: Outcome, *, auditing: bool = False) -> tuple[Verdict, str]:
    """Return the verdict and in words what came; ``auditing`` says that the guard rails are not meant to refuse yet."""
    verdict, got = _judge(expected, outcome)
    if auditing and expected.by_rail and not verdict.is_good:
        return Verdict.NOT_TRIED, f"{got}; the guard rails only audit"
    return verdict, got


def _judge(expected: Expected, outcome: Outcome) -> tuple[Verdict, str]:
    error = outcome.error
    if error is None:
        return _judge_success(expected, outcome.body)
    gate = gates.gate_of(error)
    if error.forbidden or gate != gates.UNKNOWN:
        return _judge_refusal(expected, gate, error.message)
    return _judge_failure(expected, error)


def _judge_success(expected: Expected, body: Any) -> tuple[Verdict, str]:
    if expected.allowed:
        return Verdict.AS_EXPECTED, "allowed"
    if expected.put_right is not None and expected.put_right(body):
        return Verdict.AS_EXPECTED, "allowed, and put right by the API server"
    return Verdict.SURPRISE, "allowed"


def _judge_refusal(expected: Expected, gate: str, message: str) -> tuple[Verdict, str]:
    got = f"refused by {gate}: {_reason(message)}"
    if gate == gates.UNCOUNTED:
        return Verdict.UNDECIDED, got
    if expected.allowed:
        # A tenant that has used up its quota cannot do its work just now; that is the quota doing its own.
        return (Verdict.NOT_TRIED if gate == gates.QUOTA else Verdict.SURPRISE), got
    if gate in expected.refusers or gate in gates.FOREIGN:
        return Verdict.AS_EXPECTED, got
    return Verdict.UNDECIDED, got


def _judge_failure(expected: Expected, error: ApiError) -> tuple[Verdict, str]:
    """Judge an answer that is no refusal; how far the request came tells what it proves.

    The API server authorizes first, then looks up (404), then validates (422), then lets admission policies decide, and
    compares names and versions last (409). Source: https://kubernetes.io/docs/concepts/security/controlling-access/
    """
    got = f"{error.status} {error.reason or 'error'}: {_reason(error.message)}"
    passed_authorization = error.status in {
        HTTPStatus.NOT_FOUND,
        HTTPStatus.CONFLICT,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        HTTPStatus.METHOD_NOT_ALLOWED,
    }
    if expected == NOT_AUTHORIZED and passed_authorization:
        return Verdict.SURPRISE, f"not refused; it only failed with {got}"
    if error.already_exists:
        return (Verdict.AS_EXPECTED if expected.allowed else Verdict.SURPRISE), f"allowed, but for its name: {got}"
    return Verdict.UNDECIDED, got


def _reason(message: str) -> str:
    """Return the part of a message that tells why; the front only repeats what was asked."""
    for mark in ("denied request: ", " is forbidden: "):
        if mark in message:
            message = message.rpartition(mark)[2]
    return shorten(message, _LONGEST)
