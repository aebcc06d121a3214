"""What rules ask of single values; all of them take numbers and booleans in every form in which they travel."""

from collections.abc import Callable, Collection

from .value import Value


def is_off(value: Value) -> bool:
    """Whether a switch is absent or off."""
    return not value.flag()


def is_true(value: Value) -> bool:
    """Whether a switch is said to be on; absent is not enough."""
    return value.flag()


def is_false(value: Value) -> bool:
    """Whether a switch is said to be off; absent is not enough."""
    return value.text().strip().lower() == "false"


def is_empty(value: Value) -> bool:
    """Whether a text is absent or empty."""
    return not value.text()


def is_absent(value: Value) -> bool:
    """Whether nothing is set."""
    return not value.known().present


def is_not_zero(value: Value) -> bool:
    """Whether a number is absent or another than 0."""
    return value.number() != 0


def is_zero(value: Value) -> bool:
    """Whether a number is absent or 0."""
    return not value.known().present or value.number() == 0


def one_of(*texts: str) -> Callable[[Value], bool]:
    """Return whether a text is exactly one of these; absent counts as the empty text."""
    return within(frozenset(texts))


def within(texts: Collection[str]) -> Callable[[Value], bool]:
    """Return whether a text is in a collection; absent counts as the empty text."""

    def holds(value: Value) -> bool:
        return value.text() in texts

    return holds


def absent_or_one_of(*texts: str) -> Callable[[Value], bool]:
    """Return whether a text is absent or exactly one of these; an empty one is neither."""
    allowed = frozenset(texts)

    def holds(value: Value) -> bool:
        return not value.known().present or value.text() in allowed

    return holds
