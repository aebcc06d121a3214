"""What all forms of a review say in the same words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kubespaces.review.document import Decision, DecisionKind, EnvironmentReview, Review, Status, Window
from kubespaces.review.isolation import Direction
from kubespaces.review.words import counted

MARKS = {
    Direction.LOWERED: "▼",
    Direction.CHANGED: "◆",
    Direction.UNKNOWN: "?",
    Direction.RAISED: "▲",
    Direction.EQUAL: "=",
}
"""A sign for each direction, beside its word: nobody has to tell colours apart."""

KINDS = {
    DecisionKind.DESTRUCTION: "Destruction",
    DecisionKind.ISOLATION_LOWERED: "Isolation lowered",
    DecisionKind.ISOLATION_UNKNOWN: "Isolation unknown before deployment",
    DecisionKind.PUBLIC_EXPOSURE: "New public exposure",
    DecisionKind.EXEMPTION: "New exemption",
    DecisionKind.CAPACITY: "More promised than there is",
    DecisionKind.PRODUCTION_WINDOW: "Production, outside its window only",
}
"""Kinds of decisions in words, in the order in which they are shown."""

_DONE = {
    "create": "created",
    "update": "updated",
    "replace": "replaced",
    "delete": "deleted",
    "import": "taken over",
    "leave": "left where it is",
    "protect": "protected otherwise",
    "changed": "changed by hand",
    "gone": "deleted by hand",
    "same": "unchanged",
}
_SHOWN = 8
"""Places that a line of decisions names."""


def title(review: Review) -> str:
    """Return what the review is of."""
    what = "Drift" if review.about == "drift" else "Review"
    return f"{what} of {', '.join(review.stacks) or 'an empty preview'}"


def verdict(review: Review) -> str:
    """Return what comes of it, in one line."""
    if review.errors:
        return f"Cannot go ahead: {counted(len(review.errors), 'error')}"
    if review.about == "drift" and not drifted(review):
        return "No drift: everything is as the programs want it"
    always = [decision for decision in review.decisions if decision.kind is not DecisionKind.PRODUCTION_WINDOW]
    if always:
        return f"{counted(len(always), 'thing')} to decide"
    if review.decisions:
        return "Nothing to decide inside the production window"
    return "Nothing to decide" if changed(review) else "Nothing changes"


def drifted(review: Review) -> bool:
    """Tell whether anything was changed behind Pulumi's back."""
    return any(count for op, count in review.counts.items() if op in {"changed", "gone"})


def changed(review: Review) -> bool:
    """Tell whether anything changes at all."""
    return any(count for op, count in review.counts.items() if op != "same")


def counts(review: Review) -> str:
    """Return how many resources are created, updated and so on."""
    order = list(_DONE)
    listed = sorted(review.counts.items(), key=lambda item: order.index(item[0]) if item[0] in order else len(order))
    return ", ".join(f"{count} {_DONE.get(op, op)}" for op, count in listed if count) or "no resources"


@dataclass(frozen=True)
class Line:
    """Decisions that are the same in several places."""

    kind: DecisionKind
    words: str
    places: tuple[str, ...]

    @property
    def where(self) -> str:
        """The places in words, the first of many."""
        shown = ", ".join(self.places[:_SHOWN])
        return f"{shown} and {len(self.places) - _SHOWN} more" if len(self.places) > _SHOWN else shown


def lines(decisions: Iterable[Decision]) -> list[Line]:
    """Return decisions with those that say the same of several places put together."""
    places: dict[tuple[DecisionKind, str], list[str]] = defaultdict(list)
    for decision in decisions:
        places[decision.kind, decision.words].append(decision.where)
    order = list(KINDS)
    found = [Line(kind, words, tuple(sorted(set(where)))) for (kind, words), where in places.items()]
    return sorted(found, key=lambda line: (order.index(line.kind), line.places, line.words))


def heading(environment: EnvironmentReview) -> str:
    """Return an environment's line: its namespace, what becomes of it, and of its isolation."""
    production = ", production" if environment.production else ""
    status = {Status.LEFT: "left in its cluster", Status.REPLACED: "REPLACED", Status.REMOVED: "REMOVED"}.get(
        environment.status, environment.status.value
    )
    return f"{environment.namespace} ({environment.environment}{production}): {status}"


def isolation_words(direction: Direction, status: Status) -> str:
    """Return what becomes of an environment's isolation, in words."""
    if status in {Status.NEW, Status.REMOVED}:
        return ""
    return {
        Direction.EQUAL: "isolation equal",
        Direction.UNKNOWN: "isolation known after deployment",
        Direction.CHANGED: "isolation changed, not comparable",
    }.get(direction, f"isolation {direction.value}")


def window_words(window: Window | None) -> str:
    """Return the window for changes of production in words."""
    if window is None:
        return "at any time"
    return f"{', '.join(window.days)} {window.start} to {window.end} {window.time_zone}"
