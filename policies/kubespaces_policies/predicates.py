"""What rules ask of single values; all of them take numbers and booleans in every form in which they travel."""

from collections.abc import Callable, Collection

from .value import Value

Predicate = Callable[[Value], bool]
"""Whether a value is right."""


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


def is_not_off(value: Value) -> bool:
    """Whether a switch is absent or on."""
    return value.flag(default=True)


def is_present(value: Value) -> bool:
    """Whether something is set, be it an empty map or something that is not known yet."""
    return value.present


def is_given(value: Value) -> bool:
    """Whether there is anything in it; what is not known yet is something."""
    if value.unknown:
        return True
    return len(value) > 0 if value.is_map or value.is_list else value.text() != ""


def is_unset(value: Value) -> bool:
    """Whether it is absent or empty."""
    return not is_given(value.known())


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


def any_case_of(*texts: str) -> Predicate:
    """Return whether a text is one of these, whatever its case, as Azure takes its words."""
    wanted = frozenset(text.lower() for text in texts)
    return lambda value: value.text().lower() in wanted


def at_least(least: float) -> Predicate:
    """Return whether a number is not smaller; absent is too small."""

    def holds(value: Value) -> bool:
        number = value.number()
        return number is not None and number >= least

    return holds


def at_most(most: float) -> Predicate:
    """Return whether a number is not larger; absent is too large."""

    def holds(value: Value) -> bool:
        number = value.number()
        return number is not None and number <= most

    return holds


def or_absent(holds: Predicate) -> Predicate:
    """Return the same, and yes to what is absent."""
    return lambda value: not value.known().present or holds(value)
