"""The chart of vCluster, from the pinned Go module."""

import os
from pathlib import Path
from typing import Any

from kubespaces.charts import LocalChart, RenderedChart, Rendering, obtain, render
from kubespaces.charts.vcluster import FOLDER, VERSION, vcluster_chart
from kubespaces.plan.virtual import chart_values
from kubespaces.spec.host_cluster import HostClusterSpec
from kubespaces.spec.namespace import NamespaceSpec
from kubespaces.spec.virtual_names import cluster_name
from kubespaces_embedded.toolbox import module_files, require


def set_up() -> None:
    """Let the library find ``helm`` and the chart as the embedded platform does."""
    os.environ["KUBESPACES_HELM"] = str(require("helm").path)
    os.environ[FOLDER] = str(chart_folder())


def chart_folder() -> Path:
    return module_files("vcluster-syncer", "chart")


def local_chart() -> LocalChart:
    return obtain(vcluster_chart())


def rendered(spec: NamespaceSpec, host: HostClusterSpec, **values: Any) -> RenderedChart:
    """Return the chart's objects for an environment."""
    how = Rendering(
        cluster_name(spec.name), spec.name, host.kubernetes_version, {**chart_values(spec, host, VERSION), **values}
    )
    return render("vcluster", local_chart(), how)
