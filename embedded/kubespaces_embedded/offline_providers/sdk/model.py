"""The types of properties."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal


@dataclass(frozen=True)
class Scalar:
    """One plain value."""

    kind: Literal["string", "integer", "number", "boolean"]


@dataclass(frozen=True)
class Anything:
    """Any value at all."""


@dataclass(frozen=True)
class Blob:
    """A file or an archive."""


@dataclass(frozen=True)
class Choice:
    """One of some values."""

    name: str
    values: tuple[str | int | float | bool, ...]


@dataclass(frozen=True)
class Items:
    """A list."""

    of: "Type"


@dataclass(frozen=True)
class Mapping:
    """A map whose keys are the user's own."""

    of: "Type"


@dataclass(frozen=True)
class OneOf:
    """A value of any of some types."""

    options: tuple["Type", ...]


@dataclass(frozen=True)
class Property:
    """One property of a resource or of a structure."""

    name: str
    """Name on the wire, such as ``subnetIds``."""
    type: "Type"
    required: bool
    doc: str = ""
    """What the SDK says about it."""


@dataclass(frozen=True, eq=False)
class Structure:
    """An object with properties of its own, read when they are asked for: types may contain themselves."""

    name: str
    _read: Callable[[], dict[str, Property]] = field(repr=False)

    @cached_property
    def properties(self) -> dict[str, Property]:
        """The properties, by their names on the wire."""
        return self._read()


Type = Scalar | Anything | Blob | Choice | Items | Mapping | OneOf | Structure

_WORDS = {"string": "text", "integer": "a whole number", "number": "a number", "boolean": "true or false"}


def describe(kind: Type) -> str:  # noqa: PLR0911 - one line for each type
    """Return a type in words, such as ``a list of text``."""
    match kind:
        case Scalar():
            return _WORDS[kind.kind]
        case Choice():
            return "one of " + ", ".join(str(value) for value in kind.values)
        case Items():
            return f"a list of {describe(kind.of).removeprefix('a ').removeprefix('an ')}"
        case Mapping():
            return f"a map of {describe(kind.of).removeprefix('a ').removeprefix('an ')}"
        case OneOf():
            return " or ".join(dict.fromkeys(describe(option) for option in kind.options))
        case Structure():
            return "an object"
        case Blob():
            return "a file or an archive"
    return "any value"
