"""From a pinned chart to the objects that are registered."""

from collections.abc import Sequence
from dataclasses import dataclass

from kubespaces.plan.charts import ChartPlan, plan_chart

from .rendering import Rendering, render
from .source import obtain
from .spec import HelmChartSpec


@dataclass(frozen=True)
class PlannedChart:
    """A chart that was rendered."""

    digest: str
    """SHA-256 of the chart."""
    lookups: list[str]
    """Templates that ask the cluster for objects; they were answered that there are none."""
    plan: ChartPlan
    """Its objects."""


def plan_pinned(name: str, spec: HelmChartSpec, secrets: Sequence[str] = ()) -> PlannedChart:
    """Get a chart, render it and plan its objects.

    Args:
        name: name of the release, unless the chart is given another.
        spec: which chart, and what to render it with.
        secrets: paths of values that are secret.

    Raises:
        ChartError: with every problem of the chart.
    """
    how = Rendering(
        release=spec.release or name,
        namespace=spec.namespace,
        kubernetes_version=spec.kubernetes_version,
        values=spec.values,
        secrets=secrets,
        api_versions=spec.api_versions,
        cluster_scoped=spec.cluster_scoped,
    )
    local = obtain(spec.chart)
    rendered = render(spec.chart.words, local, how)
    plan = plan_chart(spec.chart.words, rendered.objects, spec.namespace, hooks=spec.hooks, labels=spec.labels)
    return PlannedChart(local.digest, rendered.lookups, plan)
