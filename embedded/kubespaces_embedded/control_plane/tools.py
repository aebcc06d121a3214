"""The executables that a control plane needs."""

from dataclasses import dataclass

from kubespaces_embedded.toolbox import Progress, Tool, require_all


@dataclass(frozen=True)
class Tools:
    """One executable for each component."""

    etcd: Tool
    kube_apiserver: Tool
    kube_controller_manager: Tool


def from_toolbox(progress: Progress | None = None) -> Tools:
    """Return the tools of this machine, getting them first if they are not there.

    Raises :class:`kubespaces_embedded.toolbox.ToolError`.
    """
    found = require_all(("etcd", "kube-apiserver", "kube-controller-manager"), progress=progress)
    return Tools(found["etcd"], found["kube-apiserver"], found["kube-controller-manager"])
