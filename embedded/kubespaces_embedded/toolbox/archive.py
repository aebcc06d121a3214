"""Unpacks a verified release without letting it write anywhere else."""

import tarfile
import zipfile
from pathlib import Path, PurePosixPath

from .errors import BadDownloadError, ToolError
from .versions import Archive


def unpack(file: Path, archive: Archive, destination: Path) -> None:
    """Unpack into an existing folder.

    Raises BadDownloadError if it is no such archive, or if a name, link or device in it would leave the
    folder.
    """
    try:
        if archive == "tar.gz":
            _untar(file, destination)
        else:
            _unzip(file, destination)
    except (tarfile.TarError, zipfile.BadZipFile, EOFError) as error:
        raise BadDownloadError(f"{file.name} is refused: {error}") from error


def _untar(file: Path, destination: Path) -> None:
    if not hasattr(tarfile, "data_filter"):
        raise ToolError("this Python cannot unpack archives safely; Kubespaces needs Python 3.11.4 or newer")
    with tarfile.open(file, "r:gz") as tar:
        tar.extractall(destination, filter="data")


def _unzip(file: Path, destination: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            path = PurePosixPath(name.replace("\\", "/"))
            if path.is_absolute() or ".." in path.parts:
                raise BadDownloadError(f"{file.name} is refused: {name!r} would be written outside of the folder")
        archive.extractall(destination)  # noqa: S202 - all names were checked above
