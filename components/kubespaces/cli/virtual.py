"""Virtual clusters of a control plane on this machine: whether to run them, what they do, and the way in."""

import os
from collections.abc import Iterable

from kubespaces.errors import KubespacesError
from kubespaces.kube import Client
from kubespaces.paths import kubeconfig_of
from kubespaces.spec.namespace import NamespaceSpec
from kubespaces.virtual_lookup import find_kubeconfig, waits_for

SWITCH = "KUBESPACES_VIRTUAL_CLUSTERS"
"""``off`` lays virtual clusters without running them: no tools are built for them, and their pods stay pending."""


def wanted(namespaces: Iterable[NamespaceSpec]) -> bool | None:
    """Return whether a control plane has to run virtual clusters; None if nothing speaks for or against it.

    Raises KubespacesError for a value of the switch that means nothing.
    """
    value = os.environ.get(SWITCH) or "on"
    if value not in ("on", "off"):
        raise KubespacesError(f"{SWITCH}={value}: no such choice; it is on or off")
    if value == "off":
        return False
    return True if any(spec.is_virtual for spec in namespaces) else None


def states(control_plane: str, namespaces: Iterable[NamespaceSpec]) -> list[str]:
    """Return a line about each virtual cluster of these namespaces: whether it is ready, else what it waits for."""
    from kubespaces_embedded.virtual import report  # noqa: PLC0415 - only stacks with virtual clusters need it

    found = {entry.namespace: entry for entry in report.read(kubeconfig_of(control_plane).parent).clusters}
    lines = []
    for spec in namespaces:
        if not spec.is_virtual:
            continue
        entry = found.get(spec.name)
        if entry is None:
            said = f"is not run ({SWITCH}=off)" if wanted(()) is False else "is about to start"
        elif entry.state == "ready":
            said = f"is ready at {entry.endpoint}"
        else:
            said = f"is {entry.state}: {entry.problem}" if entry.problem else f"is {entry.state}"
        note = f"; it {entry.note}" if entry and entry.note else ""
        lines.append(f"Virtual cluster {spec.name} {said}{note}")
    return lines


def admin_kubeconfig(host: Client, namespace: str) -> str:
    """Return the admin kubeconfig of the virtual cluster in a namespace, a secret.

    Raises KubespacesError if it is not up yet, with what it waits for; KubeError if the host does not answer.
    """
    found = find_kubeconfig(host, namespace)
    if found is None:
        raise KubespacesError(f"the virtual cluster in '{namespace}' is not up yet: {waits_for(host, namespace)}")
    return found
