"""Whether a label selector matches labels that are known."""

from collections.abc import Mapping

from kubespaces_policies.value import Value

from .selectors import Requirement, requirements


def matches(selector: Value, labels: Mapping[str, str]) -> bool:
    """Return whether a selector selects something with these labels; an empty one selects everything.

    Raises:
        UnknownValueError: it, or a part of it, is not known yet.
    """
    return all(_holds(condition, labels) for condition in requirements(selector))


def labels_of(labels: Value) -> dict[str, str]:
    """Return a map of labels as texts.

    Raises:
        UnknownValueError: it, or a part of it, is not known yet.
    """
    return {key: value.text() for key, value in labels.entries()}


def _holds(condition: Requirement, labels: Mapping[str, str]) -> bool:
    there = condition.key in labels
    if condition.operator == "Exists":
        return there
    if condition.operator == "DoesNotExist":
        return not there
    is_one = there and labels[condition.key] in condition.values
    return is_one if condition.operator == "In" else not is_one
