"""The chart of vCluster, which the rung ``virtual`` is made of."""

import os
from dataclasses import replace

from kubespaces.plan import PlannedObject
from kubespaces.plan.labels import BACKING_STORE, MANAGED_BY, VIRTUAL_CLUSTER, object_labels
from kubespaces.plan.objects import Manifest
from kubespaces.plan.virtual import chart_values, with_bounds
from kubespaces.spec.host_cluster import HostClusterSpec
from kubespaces.spec.namespace import NamespaceSpec
from kubespaces.spec.virtual import VCLUSTER_VERSION
from kubespaces.spec.virtual_names import cluster_name

from .pin import ChartPin
from .planning import plan_pinned
from .spec import HelmChartSpec

FOLDER = "KUBESPACES_VCLUSTER_CHART"
"""Environment variable that names the folder of the chart on a machine without internet; its content is checked."""

VERSION = VCLUSTER_VERSION

_DIGEST = "sha256:ce0283ba9bc66d964723afb5b9b7cee82f7502e6c8dfab20d524609e7a732f8f"
"""Of the chart's files at the tag v0.30.0, from the Go module of that version, for which Go's checksum log vouches."""

_FOR_LIFE = (f'metadata.annotations["{BACKING_STORE}"]',)
"""What makes another virtual cluster of a control plane (trap T7): its objects do not move to another store."""

WORKLOADS = frozenset({"Deployment", "StatefulSet"})
"""Kinds that the chart runs pods by."""
_WRITTEN_BY_IT = frozenset({"Secret", "Service"})
"""Kinds of which the control plane annotates its own objects itself. What carries the platform's mark it could not
write: the guard rail ``platform-objects`` would stop it from starting."""


def vcluster_chart() -> ChartPin:
    """Return the chart: from ``KUBESPACES_VCLUSTER_CHART`` if set, else from the source archive of the release.

    The published chart differs from it only in what the release writes into ``Chart.yaml``.
    """
    folder = os.environ.get(FOLDER)
    source = (
        {"path": folder}
        if folder and not os.environ.get("KUBESPACES_BUNDLE")
        else {
            "url": f"https://github.com/loft-sh/vcluster/archive/refs/tags/v{VERSION}.tar.gz",
            "folder": f"vcluster-{VERSION}/chart",
        }
    )
    return ChartPin.model_validate(
        {"name": "vcluster", "version": VERSION, "digest": _DIGEST, **source}, by_name=True, by_alias=False
    )


def control_plane_objects(spec: NamespaceSpec, host: HostClusterSpec) -> list[PlannedObject]:
    """Return what a virtual cluster's control plane consists of, in the order in which it is made.

    Raises:
        ChartError: with every problem of the chart.
    """
    chart = plan_pinned(cluster_name(spec.name), _chart_of(spec, host))
    return [_kept(planned, spec) for planned in chart.plan.objects]


def _chart_of(spec: NamespaceSpec, host: HostClusterSpec) -> HelmChartSpec:
    values = {
        "chart": vcluster_chart(),
        "namespace": spec.name,
        "kubernetes_version": host.kubernetes_version,
        "release": cluster_name(spec.name),
        "values": chart_values(spec, host, VERSION),
        "labels": {**object_labels(spec), VIRTUAL_CLUSTER: cluster_name(spec.name)},
    }
    return HelmChartSpec.model_validate(values, by_name=True, by_alias=False)


def _kept(planned: PlannedObject, spec: NamespaceSpec) -> PlannedObject:
    """Protect the control plane in production: with it goes the way to all that is inside. Its volume always stays."""
    if planned.kind in _WRITTEN_BY_IT:
        return replace(planned, manifest=_unmarked(planned.manifest))
    if planned.kind not in WORKLOADS:
        return planned
    return replace(planned, manifest=with_bounds(planned.manifest), protect=spec.protect, replace_on=_FOR_LIFE)


def _unmarked(manifest: Manifest) -> Manifest:
    metadata = manifest["metadata"]
    labels = {key: value for key, value in metadata["labels"].items() if key != MANAGED_BY}
    found = {**manifest, "metadata": {**metadata, "labels": labels}}
    if "ports" in found.get("spec", {}):
        # The chart writes nodePort: 0, which the API server does not keep: every refresh would see a change.
        ports = [{key: value for key, value in port.items() if value != 0} for port in found["spec"]["ports"]]
        found["spec"] = {**found["spec"], "ports": ports}
    return found
