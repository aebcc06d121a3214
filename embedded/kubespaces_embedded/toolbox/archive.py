"""Unpacks a verified release without letting it write anywhere else."""

import gzip
import shutil
import tarfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from .errors import BadDownloadError
from .versions import Archive

HAS_DATA_FILTER = hasattr(tarfile, "data_filter")
"""Python has it since 3.11.4; some distributions still ship an older 3.11."""


def unpack(file: Path, archive: Archive, destination: Path) -> None:
    """Unpack into an existing folder.

    Raises BadDownloadError if it is no such archive, or if a name, link or device in it would leave the
    folder.
    """
    try:
        if archive == "zip":
            _unzip(file, destination)
        else:
            _untar(file, destination)
    except (tarfile.TarError, zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise BadDownloadError(f"{file.name} is refused: {error}") from error


def _untar(file: Path, destination: Path) -> None:
    with tarfile.open(file, "r:gz") as tar:
        if HAS_DATA_FILTER:
            tar.extractall(destination, filter="data")
        else:
            _copy_members(tar, file, destination)


def _copy_members(tar: tarfile.TarFile, file: Path, destination: Path) -> None:
    """Copy files and folders one by one; links and devices are refused, as none of our releases has any."""
    for member in tar:
        _check_name(file, member.name)
        path = destination / member.name
        content = tar.extractfile(member) if member.isfile() else None
        if content:
            path.parent.mkdir(parents=True, exist_ok=True)
            with content, path.open("wb") as target:
                shutil.copyfileobj(content, target)
            path.chmod(0o755 if member.mode & 0o100 else 0o644)
        elif member.isdir():
            path.mkdir(parents=True, exist_ok=True)
        else:
            raise BadDownloadError(f"{file.name} is refused: {member.name!r} is a link or a device")


def _unzip(file: Path, destination: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            _check_name(file, name)
        archive.extractall(destination)  # noqa: S202 - all names were checked above


def _check_name(file: Path, name: str) -> None:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts:
        raise BadDownloadError(f"{file.name} is refused: {name!r} would be written outside of the folder")
