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

    def once(_: int) -> list[Rendered]:
        try:
            text = helm.template(local.path, options, values)
        except helm.HelmError as error:
            raise ChartError(chart, [str(error)]) from None
        return parse(chart, text, how.namespace, how.cluster_scoped)

    texts = texts_of(local.path)
    twice = may_change(name_and_text for name_and_text in (*texts.values(), str(values)))
    if twice:
        with ThreadPoolExecutor(2) as both:
            objects, again = both.map(once, range(2))
        check_same(chart, objects, again)
    else:
        objects = once(0)
    check_used(chart, objects, how.secrets)
    return RenderedChart(objects, templates_with_lookups(_templates(texts)))


def _templates(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if "templates/" in name and "/tests/" not in name}
