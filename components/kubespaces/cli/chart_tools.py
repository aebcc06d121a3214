"""Gets what rendering charts takes, before the engine starts: a program cannot download or build tools."""

from collections.abc import Iterable

from kubespaces.spec.namespace import NamespaceSpec
from kubespaces.spec.posture import Isolation


def require_chart_tools(namespaces: Iterable[NamespaceSpec]) -> None:
    """Get ``helm`` and, where that takes no internet, vCluster's chart, if a namespace has a virtual cluster.

    Raises:
        ToolError: ``helm`` is not there and cannot be had.
    """
    if not any(spec.isolation is Isolation.VIRTUAL for spec in namespaces):
        return
    from kubespaces_embedded.toolbox import (  # noqa: PLC0415 - only these stacks need it
        VCLUSTER_CHART,
        ConsoleProgress,
        ToolError,
        module_files,
        require,
    )

    progress = ConsoleProgress()
    require("helm", progress=progress)
    try:
        module_files(*VCLUSTER_CHART)
    except ToolError as error:
        progress.say(f"The chart of vCluster comes from its makers: {error}")
