"""`kubespaces bundle`: charts, digests and images in one folder, for machines without internet."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kubespaces.charts.chart_list import ListedChart, read_chart_list
from kubespaces.errors import KubespacesError
from kubespaces.spec import SpecError

from .chart_tools import use_toolbox

if TYPE_CHECKING:
    from kubespaces.charts.bundle import Wanted

OUTPUT = Path("bundle")
_KUBERNETES = "1.34"


def bundle(
    lists: Annotated[
        list[Path] | None, typer.Argument(help="Files that list charts (charts: [{chart: ..., values: ...}]).")
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder to write.")] = OUTPUT,
    kubernetes: Annotated[str, typer.Option(help="Kubernetes version that the charts are told.")] = _KUBERNETES,
) -> None:
    """Write a bundle: the charts that Kubespaces itself uses and the listed ones, their digests and their images.

    On the machine without internet, KUBESPACES_BUNDLE=FOLDER makes every chart come from it, and images.txt is the list
    of images to mirror.
    """
    from kubespaces.charts.bundle import Wanted, write_bundle  # noqa: PLC0415 - keeps --help quick

    use_toolbox()
    charts = [_vcluster()]
    for path in lists or []:
        charts += [Wanted(entry.chart, entry.values, path.parent) for entry in _read(path)]
    made = write_bundle(output, charts, kubernetes)
    for chart in made.charts:
        typer.echo(f"{chart.name} {chart.version}\n  digest   {chart.digest}\n  content  {chart.content}")
    typer.echo(f"{len(made.charts)} charts, {len(made.images)} images (images.txt) in {output}")
    typer.echo(f"Use it with: export KUBESPACES_BUNDLE={output.resolve()}")


def _vcluster() -> "Wanted":
    """Return the chart of virtual clusters with the images that the rung ``virtual`` uses."""
    from kubespaces.charts.bundle import Wanted  # noqa: PLC0415 - likewise
    from kubespaces.charts.vcluster import VERSION, vcluster_chart  # noqa: PLC0415 - likewise
    from kubespaces.spec.virtual import VirtualCluster  # noqa: PLC0415 - likewise
    from kubespaces.spec.virtual_images import coredns_image  # noqa: PLC0415 - likewise

    usual = VirtualCluster()
    control_plane = {
        "backingStore": {"etcd": {"deploy": {"enabled": True}}},
        "distro": {"k8s": {"enabled": True, "image": {"tag": f"v{usual.kubernetes_version}"}}},
        "statefulSet": {"image": {"repository": "loft-sh/vcluster-oss", "tag": VERSION}},
    }
    return Wanted(vcluster_chart(), {"controlPlane": control_plane}, images=[coredns_image(usual)])


def _read(path: Path) -> Sequence[ListedChart]:
    try:
        return read_chart_list(path).charts
    except SpecError as error:
        raise KubespacesError(f"nothing is written:\n{error}") from None
    except OSError as error:
        raise KubespacesError(f"{path}: {error.strerror}; name a file that lists charts") from None
