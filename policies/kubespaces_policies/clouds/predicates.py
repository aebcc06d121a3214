"""What rules ask of single values, with the meaning of *absent* in the name."""

from collections.abc import Callable

from kubespaces_policies.value import Value

Predicate = Callable[[Value], bool]


def is_on(value: Value) -> bool:
    """Say whether it is true; absent is off."""
    return value.flag()


def is_off(value: Value) -> bool:
    """Say whether it is not true; absent is off."""
    return not value.flag()


def is_not_off(value: Value) -> bool:
    """Say whether it is not false; absent is on."""
    return value.flag(default=True)


def is_said_off(value: Value) -> bool:
    """Say whether it is false by word; absent is on, for the cloud would turn it on."""
    return not value.flag(default=True)


def is_given(value: Value) -> bool:
    """Say whether there is anything; what is not known yet is something."""
    if value.unknown:
        return True
    return len(value) > 0 if value.is_map or value.is_list else value.text() != ""


def is_absent(value: Value) -> bool:
    """Say whether there is nothing."""
    return not is_given(value.known())


def one_of(*texts: str) -> Predicate:
    """Say whether it is one of these words, whatever their case."""
    wanted = {text.lower() for text in texts}
    return lambda value: value.text().lower() in wanted


def at_least(least: float) -> Predicate:
    """Say whether it is a number that is not smaller; absent is too small."""

    def good(value: Value) -> bool:
        number = value.number()
        return number is not None and number >= least

    return good


def at_most(most: float) -> Predicate:
    """Say whether it is a number that is not larger; absent is too large."""

    def good(value: Value) -> bool:
        number = value.number()
        return number is not None and number <= most

    return good


def or_absent(good: Predicate) -> Predicate:
    """Say the same, and yes to what is absent."""
    return lambda value: not value.known().present or good(value)
