"""The component ``VirtualCluster``: a Kubernetes API of an environment's own, in the environment's namespace."""

from collections.abc import Sequence
from dataclasses import replace

import pulumi

from .charts.spec import HelmChartSpec
from .charts.vcluster import VERSION, vcluster_chart
from .helm_chart import render_plan
from .objects import KubernetesObject, register
from .plan import PlannedObject
from .plan.labels import MANAGED_BY, VIRTUAL_CLUSTER, object_labels
from .plan.virtual import api_url, chart_values, environment_records, plan_endpoint, with_bounds
from .spec.host_cluster import HostClusterSpec
from .spec.namespace import NamespaceSpec
from .spec.virtual_names import cluster_name
from .virtual_access import VirtualAccess

_WORKLOADS = frozenset({"Deployment", "StatefulSet"})


class VirtualCluster(pulumi.ComponentResource):
    """A vCluster, made by ``Namespace`` on the rung ``virtual``: the chart's objects one by one, and the way to it."""

    api_url: pulumi.Output[str]
    """Address of its API."""
    access: VirtualAccess | None
    """Its kubeconfigs and provider; none if the host cluster's kubeconfig was not given."""

    def __init__(
        self,
        name: str,
        spec: NamespaceSpec,
        host: HostClusterSpec,
        *,
        after: Sequence[pulumi.Resource],
        host_kubeconfig: pulumi.Output[str] | None,
        opts: pulumi.ResourceOptions,
    ) -> None:
        """Make the virtual cluster.

        Args:
            name: the component's name; children start with it.
            spec: the environment.
            host: its host cluster's facts.
            after: its namespace and the walls there, which must stand first.
            host_kubeconfig: the host cluster's; needed to read the virtual cluster's own.
            opts: with the parent.

        Raises:
            pulumi.RunError: with every problem of the chart, before anything of it is registered.
        """
        _, _, chart = render_plan(name, chart_of(spec, host))
        super().__init__("kubespaces:index:VirtualCluster", name, {}, opts)
        objects = [_kept(planned, spec) for planned in chart.objects]
        made = register(self, name, objects, after=after)
        register(self, name, [*environment_records(spec), *plan_endpoint(spec, host)], after=made)
        self.api_url = pulumi.Output.from_input(api_url(spec))
        self.access = None
        if host_kubeconfig is not None:
            self.access = VirtualAccess(name, spec, host, host_kubeconfig, _workload(objects, made), self)
        self.register_outputs({"api_url": self.api_url})


def chart_of(spec: NamespaceSpec, host: HostClusterSpec) -> HelmChartSpec:
    """Return the vCluster chart with an environment's values."""
    labels = {**object_labels(spec), VIRTUAL_CLUSTER: cluster_name(spec.name)}
    values = {
        "chart": vcluster_chart(),
        "namespace": spec.name,
        "kubernetes_version": host.kubernetes_version,
        "release": cluster_name(spec.name),
        "values": chart_values(spec, host, VERSION),
        "labels": labels,
    }
    return HelmChartSpec.model_validate(values, by_name=True, by_alias=False)


def _kept(planned: PlannedObject, spec: NamespaceSpec) -> PlannedObject:
    """Protect the control plane in production: with it goes the way to all that is inside. Its volume always stays.

    The Service is not marked as the platform's, for the control plane itself writes to it.
    """
    if planned.kind == "Service":
        metadata = planned.manifest["metadata"]
        labels = {key: value for key, value in metadata["labels"].items() if key != MANAGED_BY}
        return replace(planned, manifest={**planned.manifest, "metadata": {**metadata, "labels": labels}})
    if planned.kind not in _WORKLOADS:
        return planned
    return replace(planned, manifest=with_bounds(planned.manifest), protect=spec.protect)


def _workload(objects: Sequence[PlannedObject], made: Sequence[KubernetesObject]) -> KubernetesObject:
    pairs = zip(objects, made, strict=True)
    return next(
        resource
        for planned, resource in pairs
        if planned.manifest["metadata"]["labels"].get("app") == "vcluster" and planned.kind in _WORKLOADS
    )
