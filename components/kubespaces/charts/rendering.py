"""Renders a chart: the same values give the same objects, or an error that names the template."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from kubespaces.plan.charts import (
    ChartError,
    Rendered,
    check_same,
    check_used,
    may_change,
    parse,
    templates_with_lookups,
    with_stand_ins,
    without_common,
)

from . import helm
from .digest import texts_of
from .source import LocalChart


@dataclass(frozen=True)
class Rendering:
    """What to render a chart with."""

    release: str
    """Name of the release, which most charts put into the names of their objects."""
    namespace: str
    """Namespace of the release."""
    kubernetes_version: str
    """Version that the chart is told, such as ``1.34``."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """Values besides the chart's own."""
    secrets: Sequence[str] = ()
    """Paths of values that are secret; the objects have stand-ins at their places."""
    api_versions: Sequence[str] = ()
    """APIs besides Kubernetes' own that the chart may count on, such as ``monitoring.coreos.com/v1``."""
    cluster_scoped: Sequence[str] = ()
    """Custom resources that are in no namespace, as ``<kind>.<group>``."""


@dataclass(frozen=True)
class RenderedChart:
    """A chart's objects."""

    objects: list[Rendered]
    """All of them, hooks among them, in the order in which Helm would install them."""
    lookups: list[str]
    """Templates that ask the cluster for objects; they were answered that there are none."""


def render(chart: str, local: LocalChart, how: Rendering) -> RenderedChart:
    """Render a chart.

    Args:
        chart: how to call it in messages.
        local: the chart.
        how: what to render it with.

    Raises:
        ChartError: Helm refuses it, it renders something that is no object, it renders differently each time, or
            a secret gets lost in it.
    """
    values = with_stand_ins(chart, how.values, how.secrets)
    options = [
        how.release,
        *("--namespace", how.namespace),
        *("--kube-version", how.kubernetes_version),
        *(part for version in how.api_versions for part in ("--api-versions", version)),
        "--include-crds",
    ]

    texts = texts_of(local.path)
    twice = may_change([*texts.values(), str(values)])
    first, *again = _template(chart, local, options, values, times=2 if twice else 1)
    objects = parse(chart, first, how.namespace, how.cluster_scoped)
    for text in again:
        pair = (without_common(first, text), without_common(text, first))
        check_same(chart, *(parse(chart, part, how.namespace, how.cluster_scoped) for part in pair))
    check_used(chart, objects, how.secrets)
    return RenderedChart(objects, templates_with_lookups(_templates(texts)))


def _template(
    chart: str, local: LocalChart, options: Sequence[str], values: Mapping[str, Any], *, times: int
) -> list[str]:
    """Return what Helm prints, several times at once if it is to be compared."""
    try:
        with ThreadPoolExecutor(times) as pool:
            return list(pool.map(lambda _: helm.template(local.path, options, values), range(times)))
    except helm.HelmError as error:
        raise ChartError(chart, [str(error)]) from None


def _templates(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if "templates/" in name and "/tests/" not in name}
