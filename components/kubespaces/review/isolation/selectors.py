"""Label selectors as sets of requirements, so that a wider one can be told from a narrower one.

Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#resources-that-support-set-based-requirements
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kubespaces.plan.labels import ENVIRONMENT, NAMESPACE_NAME, TENANT
from kubespaces.review.preview import UNKNOWN, is_known


@dataclass(frozen=True, slots=True)
class Requirement:
    """One condition on one label."""

    key: str
    operator: str
    """``In``, ``NotIn``, ``Exists`` or ``DoesNotExist``."""
    values: frozenset[str] = frozenset()

    def follows_from(self, other: "Requirement") -> bool:
        """Tell whether whatever meets the other meets this one."""
        if self.key != other.key:
            return False
        if self.operator == "In":
            return other.operator == "In" and other.values <= self.values
        if self.operator == "Exists":
            return other.operator in {"In", "Exists"}
        if self.operator == "NotIn":
            apart = other.operator == "In" and not other.values & self.values
            return apart or (other.operator == "NotIn" and other.values >= self.values)
        return self == other

    def matches(self, labels: Mapping[str, Any]) -> bool:
        """Tell whether an object with these labels meets it."""
        value = labels.get(self.key)
        if self.operator == "In":
            return isinstance(value, str) and value in self.values
        if self.operator == "NotIn":
            return not (isinstance(value, str) and value in self.values)
        return (value is not None) == (self.operator == "Exists")


@dataclass(frozen=True, slots=True)
class Selector:
    """A label selector; without requirements it selects everything."""

    requirements: frozenset[Requirement] = frozenset()
    unknown: bool = False

    def covers(self, other: "Selector") -> bool:
        """Tell whether everything that the other selects is selected by this one."""
        if self.unknown or other.unknown:
            return not self.unknown and not self.requirements
        return all(any(mine.follows_from(theirs) for theirs in other.requirements) for mine in self.requirements)

    def matches(self, labels: Mapping[str, Any]) -> bool:
        """Tell whether it selects an object with these labels."""
        return not self.unknown and all(requirement.matches(labels) for requirement in self.requirements)

    def values_of(self, key: str) -> frozenset[str] | None:
        """Return the values that a label may have, or None if it may have any."""
        found = [item.values for item in self.requirements if item.key == key and item.operator == "In"]
        return frozenset.intersection(*found) if found else None

    def __str__(self) -> str:
        if self.unknown:
            return "labels known after deployment"
        return ", ".join(sorted(map(_words, self.requirements)))


def selector_of(value: Any) -> Selector:
    """Return a selector as an object has it; None selects everything, as an empty one does."""
    if value is None:
        return Selector()
    if not isinstance(value, dict):
        return Selector(unknown=True)
    labels = value.get("matchLabels") or {}
    expressions = value.get("matchExpressions") or []
    if not isinstance(labels, dict) or not isinstance(expressions, list):
        return Selector(unknown=True)
    requirements = {Requirement(key, "In", frozenset({str(inner)})) for key, inner in labels.items()}
    unknown = any(not is_known(inner) for inner in labels.values())
    for expression in expressions:
        requirement = _requirement(expression)
        unknown = unknown or requirement is None
        requirements |= set() if requirement is None else {requirement}
    return Selector(frozenset(requirements), unknown)


def namespace_named(name: str) -> Selector:
    """Return the selector of one namespace, by the label that the API server puts on each."""
    return Selector(frozenset({Requirement(NAMESPACE_NAME, "In", frozenset({name}))}))


def _requirement(expression: Any) -> Requirement | None:
    if not isinstance(expression, dict):
        return None
    key, operator = expression.get("key"), expression.get("operator")
    values = expression.get("values") or []
    if not isinstance(key, str) or not isinstance(operator, str) or not isinstance(values, list):
        return None
    return None if UNKNOWN in values else Requirement(key, operator, frozenset(map(str, values)))


_SHORT = {TENANT: "tenant", ENVIRONMENT: "environment", NAMESPACE_NAME: "namespace"}


def _words(requirement: Requirement) -> str:
    key = _SHORT.get(requirement.key, requirement.key)
    values = " or ".join(sorted(requirement.values))
    if requirement.operator == "In":
        return f"{key} {values}" if requirement.key in _SHORT else f"{key}={values}"
    return {"NotIn": f"{key} not {values}", "Exists": f"any {key}"}.get(requirement.operator, f"no {key}")
