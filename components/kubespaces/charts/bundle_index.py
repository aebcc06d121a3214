"""A bundle: charts, their digests and their images in one folder, for machines without internet."""

from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from kubespaces.plan.charts import ChartError
from kubespaces.spec.base import Model

from .pin import ChartPin

BUNDLE = "KUBESPACES_BUNDLE"
"""Environment variable that names the folder of a bundle; charts are then had from nowhere else."""

INDEX = "bundle.json"


class BundledChart(Model):
    """One chart of a bundle."""

    name: str
    """Its name."""
    version: str
    """Its version."""
    digest: str
    """SHA-256 of its archive."""
    content: str
    """SHA-256 of its files."""
    file: str
    """Its archive inside the bundle."""
    images: list[str] = []
    """Images that its objects run, or that its values name."""


class Bundle(Model):
    """What ``bundle.json`` holds."""

    format: Literal[1] = 1
    """Version of the layout."""
    charts: list[BundledChart]
    """The charts, by name and version."""

    @property
    def images(self) -> list[str]:
        """All images, sorted, each once."""
        return sorted({image for chart in self.charts for image in chart.images})


def read_bundle(folder: Path) -> Bundle:
    """Return a bundle's index.

    Raises:
        ChartError: the folder holds none.
    """
    try:
        return Bundle.model_validate_json((folder / INDEX).read_text(encoding="utf-8"))
    except (OSError, ValidationError) as error:
        reason = "it has another layout" if isinstance(error, ValidationError) else str(error.strerror)
        raise ChartError(
            "bundle", [f"{BUNDLE}={folder} is no bundle ({reason}); make one: kubespaces bundle"]
        ) from None


def find_in_bundle(folder: Path, pin: ChartPin) -> Path:
    """Return a chart's archive in a bundle.

    Raises:
        ChartError: the bundle does not have it.
    """
    charts = read_bundle(folder).charts
    for chart in charts:
        if chart.name == pin.name and pin.version in (None, chart.version):
            return folder / chart.file
    there = ", ".join(f"{chart.name} {chart.version}" for chart in charts) or "none"
    rule = f"is not in the bundle {folder}, which has: {there}; make it again with this chart: kubespaces bundle"
    raise ChartError(pin.words, [rule])
