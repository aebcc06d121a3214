"""Digests of charts: of an archive as it is, and of the files in it, however they are packed."""

import hashlib
import tarfile
from collections.abc import Iterator
from pathlib import Path


def archive_digest(path: Path) -> str:
    """Return the SHA-256 of an archive, as repositories list it."""
    with path.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"


def content_digest(path: Path) -> str:
    """Return the SHA-256 over the names and the content of a chart's files: the same for a folder and its archive.

    Time stamps, owners and the order of files do not count.
    """
    whole = hashlib.sha256()
    for name, content in sorted(files_of(path)):
        whole.update(f"{hashlib.sha256(content).hexdigest()}  {name}\n".encode())
    return f"sha256:{whole.hexdigest()}"


def files_of(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a chart with their paths in it; ``path`` is its folder or its archive."""
    if path.is_dir():
        for file in path.rglob("*"):
            if file.is_file():
                yield file.relative_to(path).as_posix(), file.read_bytes()
        return
    with tarfile.open(path, "r:*") as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isfile() else None
            if content is not None:
                yield member.name.removeprefix("./").partition("/")[2], content.read()


def texts_of(path: Path) -> dict[str, str]:
    """Return the text files of a chart by their paths in it."""
    texts = {}
    for name, content in files_of(path):
        try:
            texts[name] = content.decode()
        except UnicodeDecodeError:
            continue
    return texts
