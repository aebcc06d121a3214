"""`kubespaces bundle`: charts, digests and images in one folder, for machines without internet."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from kubespaces.charts.chart_list import ListedChart, read_chart_list
from kubespaces.charts.pin import ChartPin
from kubespaces.errors import KubespacesError
from kubespaces.spec import SpecError

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
    from kubespaces.charts.bundle import write_bundle  # noqa: PLC0415 - keeps --help quick
    from kubespaces.charts.vcluster import vcluster_chart  # noqa: PLC0415 - likewise

    _find_helm()
    charts: list[tuple[Path, ChartPin, Mapping[str, Any]]] = [(Path.cwd(), vcluster_chart(), {})]
    for path in lists or []:
        charts += [(path.parent, entry.chart, entry.values) for entry in _read(path)]
    made = write_bundle(output, charts, kubernetes)
    for chart in made.charts:
        typer.echo(f"{chart.name} {chart.version}\n  digest   {chart.digest}\n  content  {chart.content}")
    typer.echo(f"{len(made.charts)} charts, {len(made.images)} images (images.txt) in {output}")
    typer.echo(f"Use it with: export KUBESPACES_BUNDLE={output.resolve()}")


def _read(path: Path) -> Sequence[ListedChart]:
    try:
        return read_chart_list(path).charts
    except SpecError as error:
        raise KubespacesError(f"nothing is written:\n{error}") from None
    except OSError as error:
        raise KubespacesError(f"{path}: {error.strerror}; name a file that lists charts") from None


def _find_helm() -> None:
    """Use the toolbox's ``helm`` where there is no other."""
    from kubespaces_embedded.toolbox import require  # noqa: PLC0415 - only needed where helm is missing

    os.environ.setdefault("KUBESPACES_HELM", str(require("helm").path))
