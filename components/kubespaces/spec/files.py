"""Finds and reads the files that hold documents."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from .errors import Problem

_SUFFIXES = (".yaml", ".yml", ".json")
_SETTINGS = ("policies.yaml", "review.yaml")
"""Files beside documents that settle other things: what the policy packs are told, what a review asks for."""


def read_files(
    paths: Iterable[Path], problems: list[Problem], *, relative_to: Path | None = None
) -> Iterator[tuple[str, str]]:
    """Yield the name (as messages show it) and the text of each file, once; say what cannot be read.

    A folder is searched with its sub-folders for ``*.yaml``, ``*.yml`` and ``*.json``. What is hidden is left out, and
    so are Pulumi's own files (``Pulumi.yaml``, ``Pulumi.<stack>.yaml``) and settings (``policies.yaml``,
    ``review.yaml``). A file that is named itself is always read.
    """
    for path in _find(paths, problems):
        shown = str(path.relative_to(relative_to) if relative_to and path.is_relative_to(relative_to) else path)
        try:
            yield shown, path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            rule = f"is no UTF-8 text (byte {error.start + 1} is none); save it as UTF-8"
            problems.append(Problem(shown, "", "", "", rule))
        except OSError as error:
            problems.append(Problem(shown, "", "", "", f"cannot be read: {error.strerror}"))


def _find(paths: Iterable[Path], problems: list[Problem]) -> Iterator[Path]:
    seen: set[Path] = set()
    for path in paths:
        for file in _files_at(path, problems):
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield file


def _files_at(path: Path, problems: list[Problem]) -> list[Path]:
    if path.is_dir():
        inside = (file for file in path.rglob("*") if file.suffix in _SUFFIXES and file.is_file())
        return sorted(file for file in inside if not _is_left_out(file.relative_to(path)))
    if path.is_file():
        return [path]
    rule = "is neither a file nor a folder" if path.exists() else "does not exist; check the path"
    problems.append(Problem(str(path), "", "", "", rule))
    return []


def _is_left_out(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts) or path.name.startswith("Pulumi.") or path.name in _SETTINGS
