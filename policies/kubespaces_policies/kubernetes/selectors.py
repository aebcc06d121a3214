"""What label selectors of namespaces select, as far as their text alone tells."""

from dataclasses import dataclass

from kubespaces.plan.labels import NAMESPACE_NAME, TENANT
from kubespaces_policies.value import Value


@dataclass(frozen=True)
class Requirement:
    """One condition of a selector on one label; all of a selector's must hold."""

    key: str
    operator: str
    """``In``, ``NotIn``, ``Exists`` or ``DoesNotExist``; an entry of ``matchLabels`` is an ``In`` of one."""
    values: tuple[str, ...]
    where: Value
    """Where it is said."""


def requirements(selector: Value) -> list[Requirement]:
    """Return a selector's conditions; none for one that selects everything.

    Raises:
        UnknownValueError: it, or a part of it, is not known yet.
    """
    found = [
        Requirement(key, "In", (value.text(),), value) for key, value in selector.known().at("matchLabels").entries()
    ]
    for item in selector.at("matchExpressions"):
        key, operator = item.at("key").text(), item.at("operator").text()
        found.append(Requirement(key, operator, tuple(item.at("values").texts()), item))
    return found


def excludes(selector: Value, namespace: str) -> bool:
    """Tell whether a selector surely leaves a namespace out of which only the name is known.

    A label that must be there leaves it out: the platform's namespaces carry none by which one joins in.

    Raises:
        UnknownValueError: it, or a part of it, is not known yet.
    """
    for condition in requirements(selector):
        if condition.key == NAMESPACE_NAME:
            named = namespace in condition.values
            if (condition.operator == "In" and not named) or (condition.operator == "NotIn" and named):
                return True
            if condition.operator == "DoesNotExist":
                return True
        elif condition.operator in ("In", "Exists"):
            return True
    return False


def named_namespaces(selector: Value) -> list[Requirement]:
    """Return the conditions that pin a selector to namespaces by a label that no tenant can change.

    These are the label with the namespace's own name, which the API server sets, and the tenant's, both by value.

    Raises:
        UnknownValueError: it, or a part of it, is not known yet.
    """
    keys = (NAMESPACE_NAME, TENANT)
    return [found for found in requirements(selector) if found.key in keys and found.operator == "In" and found.values]
