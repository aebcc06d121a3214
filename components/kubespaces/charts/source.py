"""Gets a chart onto this machine and checks that it is the one that was pinned."""

import os
import shutil
import tarfile
import tempfile
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path

from kubespaces.paths import cache_dir
from kubespaces.plan.charts import ChartError

from . import helm
from .bundle_index import BUNDLE, find_in_bundle
from .digest import archive_digest, content_digest
from .pin import ChartPin, is_loopback

_TIMEOUT = 60.0
"""Seconds without a word from a server."""


@dataclass(frozen=True)
class LocalChart:
    """A chart on this machine."""

    path: Path
    """Its folder or archive."""
    digest: str
    """SHA-256 of its archive; of its files if it is a folder."""
    content: str
    """SHA-256 of its files."""


def obtain(pin: ChartPin, *, base: Path | None = None) -> LocalChart:
    """Return a pinned chart: from the bundle if ``KUBESPACES_BUNDLE`` names one, else from its source.

    A chart that was had once is taken from the cache; with its digest pinned it cannot have changed since.

    Args:
        pin: which chart.
        base: folder that a relative ``path`` starts from; default: the current one.

    Raises:
        ChartError: it cannot be had, is not pinned, or is another one than was pinned.
    """
    if pin.path is not None:
        return _checked(pin, _local_path(pin, base))
    bundle = os.environ.get(BUNDLE)
    if bundle:
        return _checked(pin, find_in_bundle(Path(bundle), pin))
    cached = _cached(pin)
    if cached is not None:
        return cached
    return _download(pin)


def _local_path(pin: ChartPin, base: Path | None) -> Path:
    path = ((base or Path.cwd()) / (pin.path or "")).resolve()
    if not path.exists():
        raise ChartError(pin.words, [f"path: {pin.path}: there is no such file or folder (looked for {path})"])
    if path.is_dir() and not (path / "Chart.yaml").is_file():
        raise ChartError(pin.words, [f"path: {pin.path}: the folder holds no Chart.yaml, so it is no chart"])
    return path


def _checked(pin: ChartPin, path: Path) -> LocalChart:
    try:
        content = content_digest(path)
        digest = content if path.is_dir() else archive_digest(path)
    except (OSError, tarfile.TarError, EOFError) as error:
        raise ChartError(pin.words, [f"{path.name} cannot be read: {error}"]) from None
    if pin.digest is not None and pin.digest not in (digest, content):
        rule = (
            f"digest: {pin.digest} was reviewed, but {path.name} has {digest} (its files: {content}); somebody changed "
            "the chart: find out who and why, and pin the new digest only then"
        )
        raise ChartError(pin.words, [rule])
    return LocalChart(path, digest, content)


def _place(digest: str) -> Path:
    return cache_dir() / "charts" / digest.replace(":", "-")


def _cached(pin: ChartPin) -> LocalChart | None:
    if pin.digest is None:
        return None
    found = next(iter(_place(pin.digest).glob("*")), None)
    try:
        return None if found is None else _checked(pin, found)
    except ChartError:  # damaged; it is fetched again
        shutil.rmtree(_place(pin.digest), ignore_errors=True)
        return None


def _download(pin: ChartPin) -> LocalChart:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            path = _from_url(pin, folder) if pin.url else _from_repository(pin, folder)
        except helm.HelmError as error:
            raise ChartError(pin.words, [f"cannot be had from {pin.repository}: {error}"]) from None
        if pin.digest is None:
            digest = content_digest(path) if path.is_dir() else archive_digest(path)
            rule = (
                f"is not pinned; review it and add digest: {digest} (that is what {pin.repository or pin.url} has now)"
            )
            raise ChartError(pin.words, [rule])
        _checked(pin, path)
        return _keep(pin, path)


def _keep(pin: ChartPin, path: Path) -> LocalChart:
    """Move a chart into the cache in one step; two processes that do so at the same time are no problem."""
    place = _place(pin.digest or "")
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix="partial-") as name:
        made = Path(name) / "chart"
        made.mkdir()
        shutil.move(path, made / path.name)
        try:
            made.rename(place)
        except OSError:  # another process was faster
            if not place.is_dir():
                raise
    return _checked(pin, next(place.glob("*")))


def _from_repository(pin: ChartPin, folder: Path) -> Path:
    repository, version = pin.repository or "", pin.version or ""
    plain = ["--plain-http"] if is_loopback(repository) else []
    if repository.startswith("oci://"):
        return helm.pull([f"{repository.rstrip('/')}/{pin.name}", "--version", version, *plain], folder)
    return helm.pull([pin.name, "--repo", repository, "--version", version], folder)


def _from_url(pin: ChartPin, folder: Path) -> Path:
    url = pin.url or ""
    archive = folder / "archive.tgz"
    try:
        # Only https and loopback addresses pass the pin, and what arrives is compared with its digest.
        with urllib.request.urlopen(url, timeout=_TIMEOUT) as response, archive.open("wb") as file:  # noqa: S310
            shutil.copyfileobj(response, file)
    except (OSError, ValueError, HTTPException) as error:
        rule = f"{url} cannot be had: {error}; on a machine without internet name a bundle in {BUNDLE}"
        raise ChartError(pin.words, [rule]) from None
    return archive if pin.folder is None else _unpack(pin, archive, folder / "unpacked")


def _unpack(pin: ChartPin, archive: Path, target: Path) -> Path:
    """Return the chart's folder out of an archive that holds more than the chart."""
    prefix = f"{(pin.folder or '').strip('/')}/"
    chart = target / Path(prefix).name
    try:
        with tarfile.open(archive, "r:*") as tar:
            for member in tar:
                path = Path(member.name.removeprefix(prefix))
                content = tar.extractfile(member) if member.isfile() and member.name.startswith(prefix) else None
                if content is not None and ".." not in path.parts:
                    (chart / path).parent.mkdir(parents=True, exist_ok=True)
                    (chart / path).write_bytes(content.read())
    except (tarfile.TarError, EOFError, OSError) as error:
        raise ChartError(pin.words, [f"{pin.url} is no archive: {error}"]) from None
    if not (chart / "Chart.yaml").is_file():
        raise ChartError(pin.words, [f"folder: {pin.folder}: the archive holds no chart there"])
    return chart
