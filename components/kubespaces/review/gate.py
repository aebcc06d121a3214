"""The gate: may a change go ahead, or has somebody to approve it first."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from .digest import PREFIX
from .document import Approval, DecisionKind, Review
from .errors import ReviewError
from .formats.phrases import drifted
from .settings import ChangeWindow
from .words import counted


class Outcome(IntEnum):
    """What the gate says, as an exit code."""

    GO = 0
    """Nothing to decide, or approved."""
    ERROR = 1
    """The change cannot be made; nobody can approve it."""
    NEEDS_APPROVAL = 2
    """Somebody has to approve it; of a report of drift: there is some."""


@dataclass(frozen=True)
class Gate:
    """What the gate says."""

    outcome: Outcome
    words: str


def gate(review: Review, *, window: ChangeWindow | None, now: datetime) -> Gate:
    """Return whether a change may go ahead.

    Args:
        review: the review, with its approval if there is one.
        window: when production may be changed without a decision; none for at any time.
        now: the time, with its time zone.
    """
    if review.errors:
        return Gate(Outcome.ERROR, f"the change cannot be made: {counted(len(review.errors), 'error')}")
    if review.about == "drift":
        found = drifted(review)
        return Gate(Outcome.NEEDS_APPROVAL, "there is drift") if found else Gate(Outcome.GO, "there is no drift")
    closed = window is not None and not window.is_open(now)
    pending = [item for item in review.decisions if item.kind is not DecisionKind.PRODUCTION_WINDOW or closed]
    if not pending:
        return Gate(Outcome.GO, "nothing to decide")
    if review.approval is None:
        return Gate(Outcome.NEEDS_APPROVAL, f"needs approval: {counted(len(pending), 'thing')} to decide")
    if review.approval.digest != review.digest:
        told = f"{review.approval.by} approved {review.approval.digest}, and this is {review.digest}"
        return Gate(Outcome.NEEDS_APPROVAL, f"needs approval: {told}")
    return Gate(Outcome.GO, f"approved by {review.approval.by}: {review.approval.why}")


def approved(review: Review, digest: str, by: str, why: str) -> Review:
    """Return a review with an approval, whether or not it is for this one; the gate tells.

    Raises:
        ReviewError: the digest is none, or nobody or nothing is named.
    """
    wanted = digest if digest.startswith(PREFIX) else PREFIX + digest
    if len(wanted) != len(PREFIX) + 64:
        raise ReviewError(f"--approve {digest}: is no digest; give all of what the review says: sha256: and 64 digits")
    if not by.strip() or not why.strip():
        raise ReviewError("an approval names who approves (--by) and why (--why)")
    return review.model_copy(update={"approval": Approval(digest=wanted.lower(), by=by.strip(), why=why.strip())})
