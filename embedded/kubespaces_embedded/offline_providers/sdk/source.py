"""Reads the text of an SDK's modules: where a class stands, and which properties it has."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_GETTER = re.compile(
    r'    @pulumi\.getter(?:\(name="([^"]+)"\))?\n'
    r'(?:    @_utilities\.deprecated\("""(?:.|\n)*?"""\)\n)?'
    r"    def (\w+)\(self\) -> ([^\n]+):\n"
    r'(?:        """\n((?:.|\n)*?)\n        """\n)?'
)
"""A property: name on the wire if it differs from the one in Python, that one, type, documentation."""

_ENUM_VALUE = re.compile(r"^    \w+ = (.+)$", re.MULTILINE)
_ALIAS = re.compile(r"^from (\.+)([\w.]*) import (\w+) as (\w+)$", re.MULTILINE)
_SECRET_OUTPUTS = re.compile(r"additional_secret_outputs=\[([^\]]*)\]")
_END = re.compile(r"^(?:class |@pulumi\.|def |if )", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Getter:
    """A property as the SDK's source has it."""

    name: str
    annotation: str
    doc: str


def class_text(file: Path, name: str) -> str | None:
    """Return the source of a class, or None if the file has none of this name."""
    text = _text(file)
    for opening in (f"\nclass {name}:", f"\nclass {name}("):
        start = text.find(opening)
        if start >= 0:
            end = _END.search(text, start + len(opening))
            return text[start : end.start() if end else len(text)]
    return None


def getters(text: str) -> Iterator[Getter]:
    """Yield the properties of a class."""
    for name, python, annotation, doc in _GETTER.findall(text):
        yield Getter(name or python, annotation, doc)


def enum_values(text: str) -> list[str]:
    """Return the values of an enum as they are written in its source, such as ``"Linux"``."""
    return _ENUM_VALUE.findall(text)


def secret_outputs(text: str) -> list[str]:
    """Return the outputs that a resource's class marks as secret, by their names on the wire."""
    found = _SECRET_OUTPUTS.search(text)
    return re.findall(r'"([^"]+)"', found[1]) if found else []


def arguments(file: Path) -> list[str]:
    """Return the arguments of the function in a module, by their names on the wire; none if there is no such file."""
    return list(dict.fromkeys(re.findall(r"__args__\['([^']+)'\]", _text(file))))


def package_aliases(file: Path) -> dict[str, Path]:
    """Return the folders that a module imports under other names, such as ``from ... import meta as _meta``."""
    found = {}
    for dots, module, name, alias in _ALIAS.findall(_text(file)):
        folder = file.parents[len(dots) - 1].joinpath(*module.split("."), name)
        found[alias] = folder if folder.is_dir() else folder.parent
    return found


def file_with_class(folder: Path, name: str) -> Path | None:
    """Return the module of a folder that defines a resource of this name; its own file, as a rule."""
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()
    for file in (folder / f"{snake}.py", folder / f"{name}.py"):
        if file.is_file() and class_text(file, name) is not None:
            return file
    opening = f"\nclass {name}(pulumi."
    return next((file for file in sorted(folder.glob("*.py")) if opening in _text(file)), None)


@lru_cache(maxsize=16)  # files of up to 2 MB; resources of one kind come together
def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.is_file() else ""
