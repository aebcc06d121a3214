"""The component ``HelmChart``: a Helm chart whose objects are all seen by previews, reviews and policies."""

from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

import pulumi

from .arguments import Arguments
from .charts.planning import PlannedChart, plan_pinned
from .charts.spec import HelmChartSpec
from .objects import KubernetesObject, register
from .plan.charts import ChartError, ChartPlan, stand_in


class ChartArgs(TypedDict):
    """A Helm chart at one version with one content: exactly one of ``repository``, ``url`` and ``path``."""

    name: str
    """Name of the chart, such as ``cert-manager``."""
    repository: NotRequired[str]
    """Where it is published: ``oci://...`` without the chart's name, or the address of a Helm repository."""
    url: NotRequired[str]
    """Address of one archive (``.tgz`` or ``.tar.gz``) that holds it."""
    folder: NotRequired[str]
    """Where the chart is inside the archive at ``url``; default: the archive's only folder."""
    path: NotRequired[str]
    """A folder or an archive on this machine, relative to the program."""
    version: NotRequired[str]
    """Version of the chart; required with ``repository``."""
    digest: NotRequired[str]
    """SHA-256 of the archive, or of the chart's files (``kubespaces bundle`` prints both); required unless ``path`` is
    given, and checked before anything is rendered."""


class HelmChartArgs(TypedDict):
    """Arguments of ``HelmChart``. All but the secret values are plain values, known at preview."""

    chart: ChartArgs
    """Which chart."""
    namespace: str
    """Namespace of the release; it must be there already, or be made by the chart itself."""
    kubernetes_version: str
    """Version of Kubernetes that the chart is told, such as ``1.34``."""
    release: NotRequired[str]
    """Name of the release, which most charts put into the names of their objects; default: the component's name."""
    values: NotRequired[dict[str, Any]]
    """Values besides the chart's own; default none."""
    secret_values: NotRequired[dict[str, pulumi.Input[str]]]
    """Secret values by their paths, such as ``auth.password``. The chart sees a stand-in for each; default none."""
    hooks: NotRequired[dict[str, str]]
    """What becomes of each hook, as ``Kind/name`` or ``*``: ``register`` or ``leave-out``; default: a hook is an error
    that names it, tests are left out."""
    labels: NotRequired[dict[str, str]]
    """Labels put on every object; default none."""
    api_versions: NotRequired[list[str]]
    """APIs besides Kubernetes' own that the chart may count on; default none."""
    cluster_scoped: NotRequired[list[str]]
    """Custom resources that are in no namespace and whose definition is not in the chart, as ``<kind>.<group>``;
    default none."""
    known_lookups: NotRequired[list[str]]
    """Templates whose look-ups in the cluster may be answered with nothing, without a warning; default none."""


class HelmChart(pulumi.ComponentResource):
    """A Helm chart, rendered by the real ``helm`` at preview, each object a resource of its own."""

    digest: pulumi.Output[str]
    """SHA-256 of the chart."""
    objects: pulumi.Output[list[str]]
    """The objects, as ``kind-name``: the ends of their resources' names."""

    def __init__(self, name: str, args: HelmChartArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Render the chart and make its objects.

        Args:
            name: the component's name; children start with it.
            args: see ``HelmChartArgs``.
            opts: ``providers`` must hold the Kubernetes provider of the cluster.

        Raises:
            ArgumentsError: with every problem of the arguments, before anything is registered.
            pulumi.RunError: with every problem of the chart, before anything is registered.
        """
        given: dict[str, Any] = {**args}
        secrets = {
            path: pulumi.Output.secret(value) for path, value in (given.pop("secret_values", None) or {}).items()
        }
        spec = _check(name, given)
        chart = _planned(name, spec, list(secrets))
        super().__init__("kubespaces:index:HelmChart", name, {}, opts)
        self._tell(spec, chart.lookups, chart.plan)
        self._made = self._register(name, chart.plan, {stand_in(path): value for path, value in secrets.items()})
        self.digest = pulumi.Output.from_input(chart.digest)
        self.objects = pulumi.Output.from_input([planned.role for planned in chart.plan.objects])
        self.register_outputs({"digest": self.digest, "objects": self.objects})

    def get(self, kind: str, name: str) -> KubernetesObject:
        """Return one of the objects, to depend on it.

        Raises:
            KeyError: the chart makes no such object.
        """
        return self._made[f"{kind.lower()}-{name}"]

    def _tell(self, spec: HelmChartSpec, lookups: list[str], plan: ChartPlan) -> None:
        for template in lookups:
            if template not in spec.known_lookups:
                text = "asks the cluster for objects; it is answered that there are none, at deployment as well"
                pulumi.log.warn(f"chart {spec.chart.words}: {template} {text}", self)
        for hook in plan.left_out:
            pulumi.log.info(f"chart {spec.chart.words}: hook {hook} is left out", self)

    def _register(
        self, name: str, plan: ChartPlan, secrets: dict[str, pulumi.Output[str]]
    ) -> dict[str, KubernetesObject]:
        made: dict[str, KubernetesObject] = {}
        before: list[KubernetesObject] = []
        for stage in plan.stages:
            resources = register(self, name, stage, after=before, secrets=secrets)
            made.update(zip((planned.role for planned in stage), resources, strict=True))
            before = resources or before
        return made


def _check(name: str, args: dict[str, Any]) -> HelmChartSpec:
    """Return the arguments as a model; see ``HelmChart`` for what is raised."""
    arguments = Arguments("HelmChart", name, args)
    spec = arguments.model(HelmChartSpec, arguments.values)
    if spec is None or not arguments.good:
        raise arguments.error()
    return spec


def _planned(name: str, spec: HelmChartSpec, secrets: Sequence[str]) -> PlannedChart:
    """Return the chart's objects; see ``HelmChart`` for what is raised."""
    try:
        return plan_pinned(name, spec, secrets)
    except ChartError as error:
        raise unchanged(name, error) from None


def unchanged(name: str, error: ChartError) -> pulumi.RunError:
    """Return the error of a component whose chart has problems."""
    return pulumi.RunError(f"'{name}': nothing is changed:\n{error}")
