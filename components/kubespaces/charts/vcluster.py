"""The chart of vCluster, which the rung ``virtual`` is made of."""

import os

from kubespaces.spec.virtual import VCLUSTER_VERSION

from .pin import ChartPin

FOLDER = "KUBESPACES_VCLUSTER_CHART"
"""Environment variable that names the folder of the chart on a machine without internet; its content is checked."""

VERSION = VCLUSTER_VERSION

_DIGEST = "sha256:ce0283ba9bc66d964723afb5b9b7cee82f7502e6c8dfab20d524609e7a732f8f"
"""Of the chart's files at the tag v0.30.0, from the Go module of that version, for which Go's checksum log vouches."""


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
