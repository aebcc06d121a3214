"""The arguments of the component ``HelmChart`` as a model."""

from typing import Annotated, Any

from kubespaces.plan.charts import HookChoice
from kubespaces.spec.base import Model
from kubespaces.spec.names import DnsLabel, LabelKey, LabelValue
from kubespaces.spec.patterns import Form

from .pin import ChartPin

ReleaseName = Annotated[str, Form("[a-z0-9]([-a-z0-9]*[a-z0-9])?", "is no name of a release such as 'web'", longest=53)]
"""Helm allows 53 characters. Source: https://helm.sh/docs/chart_template_guide/builtin_objects/"""

KubernetesVersion = Annotated[
    str, Form(r"1\.[0-9]{1,3}(\.[0-9]{1,3})?", "is no version of Kubernetes such as '1.34' or '1.34.2'")
]


class HelmChartSpec(Model):
    """A chart, and what it is rendered with."""

    chart: ChartPin
    """Which chart."""
    namespace: DnsLabel
    """Namespace of the release; it must be there already, or be made by the chart itself."""
    kubernetes_version: KubernetesVersion
    """Version of Kubernetes that the chart is told, such as ``1.34``."""
    release: ReleaseName | None = None
    """Name of the release, which most charts put into the names of their objects; default: the component's name."""
    values: dict[str, Any] = {}
    """Values besides the chart's own; default none."""
    hooks: dict[str, HookChoice] = {}
    """What becomes of each hook, as ``Kind/name`` or ``*``: ``register`` or ``leave-out``; default: a hook is an error
    that names it, tests are left out."""
    labels: dict[LabelKey, LabelValue] = {}
    """Labels put on every object; default none."""
    api_versions: list[str] = []
    """APIs besides Kubernetes' own that the chart may count on; default none."""
    cluster_scoped: list[str] = []
    """Custom resources that are in no namespace and whose definition is not in the chart, as ``<kind>.<group>``;
    default none."""
    known_lookups: list[str] = []
    """Templates whose look-ups in the cluster may be answered with nothing, without a warning; default none."""
