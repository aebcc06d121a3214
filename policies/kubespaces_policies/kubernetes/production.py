"""Which namespaces serve production."""

import fnmatch

from kubespaces.plan.labels import PRODUCTION
from kubespaces_policies.resource import Stack
from kubespaces_policies.settings import Settings


def spared_namespaces(stack: Stack) -> set[str]:
    """Return the namespaces of a stack that say by their label that they serve no production."""
    found = set()
    for _, item in stack.of_kind("Namespace"):
        name, label = item.name, item.label(PRODUCTION)
        if not name.unknown and not label.unknown and label.present and label.text().lower() == "false":
            found.add(name.text())
    return found


def is_spared(settings: Settings, namespace: str) -> bool:
    """Say whether the settings name a namespace as one that serves no production."""
    return any(fnmatch.fnmatchcase(namespace, pattern) for pattern in settings.non_production)
