"""Gets what rendering charts takes, before the engine starts: a program cannot download or build tools."""

import os
from collections.abc import Iterable

from kubespaces.spec.namespace import NamespaceSpec


def require_chart_tools(namespaces: Iterable[NamespaceSpec]) -> None:
    """Get ``helm`` and, where that takes no internet, vCluster's chart, if a namespace has a virtual cluster.

    Raises:
        ToolError: ``helm`` is not there and cannot be had.
    """
    if not any(spec.is_virtual for spec in namespaces):
        return
    get_chart_tools()


def use_toolbox() -> None:
    """Get the tools, and let the library in this process find them.

    Raises:
        ToolError: ``helm`` is not there and cannot be had.
    """
    from kubespaces_embedded.engine.variables import chart_variables  # noqa: PLC0415 - only who renders charts needs it

    get_chart_tools()
    os.environ.update(chart_variables(os.environ))


def get_chart_tools() -> None:
    """Get ``helm``, and vCluster's chart if it can be had without the internet.

    Raises:
        ToolError: ``helm`` is not there and cannot be had.
    """
    from kubespaces_embedded.toolbox import (  # noqa: PLC0415 - only who renders charts needs it
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
