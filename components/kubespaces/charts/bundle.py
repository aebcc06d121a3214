"""Writes bundles."""

import gzip
import io
import shutil
import tarfile
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kubespaces.plan.charts import ChartError, images_in_values, images_of
from kubespaces.plan.charts.values import merged_values
from kubespaces.plan.charts.yaml import read_yaml

from .bundle_index import INDEX, Bundle, BundledChart
from .digest import archive_digest, content_digest, files_of
from .pin import ChartPin
from .rendering import Rendering, render
from .source import LocalChart, obtain

__all__ = ["Bundle", "BundledChart", "Wanted", "write_bundle"]


@dataclass(frozen=True)
class Wanted:
    """One chart that goes into a bundle."""

    pin: ChartPin
    """Which chart."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """Values that it is used with, which decide about its images."""
    base: Path | None = None
    """Folder that a relative path starts from; default: the current one."""
    images: Sequence[str] | None = None
    """Images that it needs besides those of its objects; default: those that its values name."""


def write_bundle(folder: Path, charts: Iterable[Wanted], kubernetes_version: str) -> Bundle:
    """Write charts, their digests and the list of their images into a folder.

    The same charts give the same bytes, so that a bundle can be compared and signed.

    Args:
        folder: where; it is made, and what an earlier bundle left there is replaced.
        charts: the charts.
        kubernetes_version: version that the charts are told, such as ``1.34``.

    Raises:
        ChartError: a chart cannot be had or rendered; the folder is then as it was.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".bundle-") as name:
        made = Path(name) / "bundle"
        (made / "charts").mkdir(parents=True)
        entries = [_add(made, wanted, kubernetes_version) for wanted in charts]
        bundle = Bundle(charts=sorted(entries, key=lambda entry: (entry.name, entry.version)))
        (made / INDEX).write_text(bundle.model_dump_json(indent=2) + "\n", encoding="utf-8")
        (made / "images.txt").write_text("".join(f"{image}\n" for image in bundle.images), encoding="utf-8")
        _replace(made, folder)
    return bundle


def _add(made: Path, wanted: Wanted, kubernetes_version: str) -> BundledChart:
    pin, values = wanted.pin, wanted.values
    local = obtain(pin, base=wanted.base)
    version = pin.version or str(_metadata(pin, local).get("version", "0.0.0"))
    file = f"charts/{pin.name}-{version}.tgz"
    if local.path.is_dir():
        pack(local.path, pin.name, made / file)
    else:
        shutil.copyfile(local.path, made / file)
    how = Rendering(pin.name, "default", kubernetes_version, values)
    objects = render(pin.words, local, how).objects
    named = images_in_values(merged_values(_defaults(local), values)) if wanted.images is None else wanted.images
    images = {*images_of(objects), *named}
    return BundledChart(
        name=pin.name,
        version=version,
        digest=archive_digest(made / file),
        content=content_digest(made / file),
        file=file,
        images=sorted(images),
    )


def pack(chart: Path, name: str, target: Path) -> None:
    """Write a chart's folder as an archive that depends on nothing but its files' names and content."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path, content in sorted(files_of(chart)):
            member = tarfile.TarInfo(f"{name}/{path}")
            member.size, member.mode = len(content), 0o644
            archive.addfile(member, io.BytesIO(content))
    with target.open("wb") as file, gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
        packed.write(buffer.getvalue())


def _metadata(pin: ChartPin, local: LocalChart) -> Mapping[str, Any]:
    for path, content in files_of(local.path):
        if path == "Chart.yaml":
            found: Mapping[str, Any] = read_yaml(content.decode())
            return found
    raise ChartError(pin.words, ["holds no Chart.yaml, so it is no chart"])


def _defaults(local: LocalChart) -> Mapping[str, Any]:
    found = next((content for path, content in files_of(local.path) if path == "values.yaml"), b"")
    defaults: Mapping[str, Any] = read_yaml(found.decode()) or {}
    return defaults


def _replace(made: Path, folder: Path) -> None:
    """Put the new bundle where an old one may be; a folder that is no bundle is left alone."""
    if folder.exists() and any(folder.iterdir()) and not (folder / INDEX).is_file():
        raise ChartError("bundle", [f"{folder} is not empty and no bundle; name another folder"])
    if folder.exists():
        shutil.rmtree(folder)
    made.replace(folder)
