"""A file that lists charts, for ``kubespaces bundle``."""

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from kubespaces.plan.charts.yaml import read_yaml
from kubespaces.spec.base import Model
from kubespaces.spec.errors import Problem, SpecError, shorten
from kubespaces.spec.translate import problems_of

from .pin import ChartPin


class ListedChart(Model):
    """One chart of a list."""

    chart: ChartPin
    """Which chart, with the keys that the component ``HelmChart`` takes."""
    values: dict[str, Any] = {}
    """Values that it is used with; they decide which images it needs. Default none."""


class ChartList(Model):
    """A file with charts."""

    charts: list[ListedChart]
    """The charts."""


def read_chart_list(path: Path) -> ChartList:
    """Return the charts that a file lists.

    Raises:
        SpecError: with every problem of the file.
        OSError: it cannot be read.
    """
    value: object = None
    try:
        value = read_yaml(path.read_text(encoding="utf-8"))
        return ChartList.model_validate(value)
    except ValidationError as error:
        raise SpecError(problems_of(error, ChartList, value, file=str(path), document="")) from None
    except ValueError as error:
        raise SpecError([Problem(str(path), "", "", "", shorten(error, 200))]) from None
