"""The order of isolation: what is tighter than what, and what cannot be told.

Everything that walls a tenant off is one of two things. A *control* holds the tenant back (a quota on CPU, a Pod
Security level, a default deny); an *opening* lets somebody through (a peer, a right, a host name). More controls are
tighter, more openings are looser, and among two of the same kind one may be tighter than the other. A posture is a set
of both, so removing a control or adding an opening always lowers it, whatever else changes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol


class Direction(StrEnum):
    """What a change does to isolation."""

    LOWERED = "lowered"
    UNKNOWN = "unknown"
    """Only the deployment will tell."""
    CHANGED = "changed"
    """Neither is tighter than the other; the gate counts it as lowered."""
    RAISED = "raised"
    EQUAL = "equal"

    @property
    def may_lower(self) -> bool:
        """Whether somebody should look before it is deployed."""
        return self in {Direction.LOWERED, Direction.UNKNOWN, Direction.CHANGED}


def worst(directions: Iterable[Direction]) -> Direction:
    """Return the direction of a whole from those of its parts: one part that is lowered makes it lowered."""
    order = list(Direction)
    return min(directions, key=order.index, default=Direction.EQUAL)


class Fact(Protocol):
    """A control or an opening."""

    @property
    def key(self) -> str:
        """What it is about; only facts with the same key are compared."""

    @property
    def unknown(self) -> bool:
        """Whether a part of it is known after deployment only."""

    def includes(self, other: "Fact") -> bool:
        """Tell whether this one does all that the other does: holds at least as tight, or lets at least as much by."""

    def __str__(self) -> str:
        """Say it in words that make sense without the key."""


@dataclass(frozen=True, slots=True)
class Level:
    """A control with a place on a ladder."""

    key: str
    rank: int
    """Higher is tighter."""
    words: str
    unknown: bool = False

    def includes(self, other: Fact) -> bool:
        """Tell whether this one is at least as high."""
        return isinstance(other, Level) and not self.unknown and not other.unknown and self.rank >= other.rank

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class Bound:
    """A control that is an amount."""

    key: str
    amount: Decimal | None
    """The amount; None if only the deployment will tell, or if it is none that can be read."""
    words: str
    at_least: bool = False
    """It bounds from below; default: from above."""

    @property
    def unknown(self) -> bool:
        """Whether the amount cannot be read."""
        return self.amount is None

    def includes(self, other: Fact) -> bool:
        """Tell whether this one leaves no more room."""
        if not isinstance(other, Bound) or self.amount is None or other.amount is None:
            return False
        return self.amount >= other.amount if self.at_least else self.amount <= other.amount

    def __str__(self) -> str:
        return f"{self.key} {self.words}"


@dataclass(frozen=True, slots=True)
class Item:
    """A control or an opening that is there or not, and of which no two are comparable unless they are the same."""

    key: str
    content: str
    """What it is, exactly."""
    words: str
    unknown: bool = False
    quiet: bool = False
    """It goes without saying beside the others, and is only named when it changes."""
    unread: bool = False
    """What it comes to is not known here: a new one is for a person to judge."""

    def includes(self, other: Fact) -> bool:
        """Tell whether both are the same."""
        return isinstance(other, Item) and not self.unknown and not other.unknown and self.content == other.content

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True)
class Facts:
    """Everything about one dimension of a posture."""

    controls: Sequence[Fact] = ()
    openings: Sequence[Fact] = ()

    def words(self) -> list[str]:
        """Return it in words, in a stable order."""
        controls = {str(fact) for fact in self.controls if not getattr(fact, "quiet", False)}
        return [*sorted(controls), *sorted({str(fact) for fact in self.openings})]

    def __bool__(self) -> bool:
        return bool(self.controls or self.openings)


@dataclass(frozen=True, slots=True)
class Change:
    """One way in which two postures differ."""

    direction: Direction
    words: str
    removed: bool = False
    """A control is gone altogether, or something is open that was not."""


def compare(before: Facts, after: Facts) -> list[Change]:
    """Return how one dimension differs, what lowers it first."""
    changes = [*_controls(before.controls, after.controls), *_openings(before.openings, after.openings)]
    order = list(Direction)
    return sorted(set(changes), key=lambda change: (order.index(change.direction), change.words))


def _controls(before: Iterable[Fact], after: Iterable[Fact]) -> Iterable[Change]:
    for old, new in _paired(before, after):
        lost, gained = _outside(old, new), _outside(new, old)
        if lost and new:
            yield from _moved(lost, new, gained)
        elif lost:
            yield from (Change(Direction.LOWERED, f"removed: {fact}", removed=True) for fact in lost)
        elif gained and old:
            yield Change(Direction.RAISED, _arrow(old, new))
        else:
            yield from (Change(Direction.RAISED, f"added: {fact}") for fact in gained)


def _moved(lost: list[Fact], new: list[Fact], gained: list[Fact]) -> Iterable[Change]:
    """Yield what has become of controls that no longer hold as they did, where others with the same key do."""
    words = _arrow(lost, new)
    if any(fact.unknown for fact in new):
        yield Change(Direction.UNKNOWN, words)
    else:
        yield Change(Direction.CHANGED if gained else Direction.LOWERED, words)


def _openings(before: Iterable[Fact], after: Iterable[Fact]) -> Iterable[Change]:
    for old, new in _paired(before, after):
        for fact in _outside(new, old):
            unread = fact.unknown or getattr(fact, "unread", False)
            direction = Direction.UNKNOWN if unread else Direction.LOWERED
            yield Change(direction, f"opened: {fact}", removed=True)
        for fact in _outside(old, new):
            yield Change(Direction.RAISED, f"closed: {fact}")


def _outside(facts: Iterable[Fact], others: Sequence[Fact]) -> list[Fact]:
    """Return the facts that none of the others includes."""
    known = set(others)
    return [fact for fact in facts if not (fact in known and not fact.unknown) and not _included(fact, others)]


def _included(fact: Fact, others: Iterable[Fact]) -> bool:
    return any(other.includes(fact) for other in others)


def _paired(before: Iterable[Fact], after: Iterable[Fact]) -> Iterable[tuple[list[Fact], list[Fact]]]:
    old, new = _by_key(before), _by_key(after)
    return [(old.get(key, []), new.get(key, [])) for key in sorted({*old, *new})]


def _by_key(facts: Iterable[Fact]) -> Mapping[str, list[Fact]]:
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        found[fact.key].append(fact)
    return found


def _arrow(old: Sequence[Fact], new: Sequence[Fact]) -> str:
    return f"{_joined(old)} → {_joined(new).removeprefix(f'{old[0].key} ')}"


def _joined(facts: Iterable[Fact]) -> str:
    return ", ".join(sorted({str(fact) for fact in facts}))
