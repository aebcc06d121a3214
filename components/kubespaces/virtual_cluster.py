"""The component ``VirtualCluster``: a Kubernetes API of an environment's own, in the environment's namespace."""

from collections.abc import Sequence

import pulumi

from .charts.vcluster import WORKLOADS, control_plane_objects
from .helm_chart import unchanged
from .objects import KubernetesObject, register
from .plan import PlannedObject
from .plan.charts import ChartError
from .plan.virtual import api_url, environment_records, plan_endpoint
from .spec.host_cluster import HostClusterSpec
from .spec.namespace import NamespaceSpec
from .virtual_access import VirtualAccess


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
        try:
            objects = control_plane_objects(spec, host)
        except ChartError as error:
            raise unchanged(name, error) from None
        super().__init__("kubespaces:index:VirtualCluster", name, {}, opts)
        made = register(self, name, objects, after=after)
        register(self, name, [*environment_records(spec), *plan_endpoint(spec, host)], after=made)
        self.api_url = pulumi.Output.from_input(api_url(spec))
        self.access = None
        if host_kubeconfig is not None:
            self.access = VirtualAccess(name, spec, host, host_kubeconfig, _workload(objects, made), self)
        self.register_outputs({"api_url": self.api_url})


def _workload(objects: Sequence[PlannedObject], made: Sequence[KubernetesObject]) -> KubernetesObject:
    pairs = zip(objects, made, strict=True)
    return next(
        resource
        for planned, resource in pairs
        if planned.manifest["metadata"]["labels"].get("app") == "vcluster" and planned.kind in WORKLOADS
    )
