"""A property of a resource: its value, where it is, and whether it is known, secret or there at all.

Rules never touch raw inputs. A ``Value`` says *unknown* instead of raising at a distance, takes numbers and booleans in
every form in which they travel (floats, strings), and knows its path for the message.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Key = str | int


class Unknown:
    """A value that only the deployment will know."""

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __deepcopy__(self, memo: object) -> "Unknown":
        return self


UNKNOWN = Unknown()


@dataclass(frozen=True)
class Sealed:
    """A secret as it travels; ``Value`` opens it and remembers that it was one."""

    content: Any

    def __repr__(self) -> str:
        return "Sealed(...)"


class UnknownValueError(Exception):
    """A rule needs a value that is not known yet; ``Check`` turns this into a deferral."""

    def __init__(self, value: "Value") -> None:
        super().__init__(f"{value.path} is not known yet")
        self.value = value


class Value:
    """One property. Absent and null are the same; children of what is absent are absent, of the unknown unknown."""

    __slots__ = ("keys", "raw", "secret")

    def __init__(self, raw: Any, keys: tuple[Key, ...] = (), *, secret: bool = False) -> None:
        while isinstance(raw, Sealed):
            raw, secret = raw.content, True
        self.raw = raw
        self.keys = keys
        self.secret = secret

    def __repr__(self) -> str:
        return f"Value({self.path})"

    @property
    def path(self) -> str:
        """The path in the form of the engine's diffs: ``spec.containers[0].image``, ``labels["a.b/c"]``."""
        return format_path(self.keys)

    @property
    def unknown(self) -> bool:
        """Whether only the deployment will know it."""
        return isinstance(self.raw, Unknown)

    @property
    def present(self) -> bool:
        """Whether it is set; an unknown value is."""
        return self.raw is not None

    @property
    def is_map(self) -> bool:
        """Whether it is a map; an unknown value is none."""
        return isinstance(self.raw, Mapping)

    @property
    def is_list(self) -> bool:
        """Whether it is a list; an unknown value is none."""
        return isinstance(self.raw, Sequence) and not isinstance(self.raw, str | bytes)

    def at(self, *keys: Key) -> "Value":
        """Return what is below these keys; never raises. Below something unknown, that is returned itself."""
        value = self
        for key in keys:
            value = value._child(key)
        return value

    def _child(self, key: Key) -> "Value":
        raw: Any = None
        if self.unknown:
            return self  # what is to be waited for is this, not what may be in it
        if self.is_map:
            raw = self.raw.get(key)
        elif self.is_list and isinstance(key, int) and 0 <= key < len(self.raw):
            raw = self.raw[key]
        return Value(raw, (*self.keys, key), secret=self.secret)

    def known(self) -> "Value":
        """Return itself.

        Raises:
            UnknownValueError: it is not known yet.
        """
        if self.unknown:
            raise UnknownValueError(self)
        return self

    def __iter__(self) -> Iterator["Value"]:
        """Go through a list's items; anything else has none. Single items may be unknown.

        Raises:
            UnknownValueError: the list itself is not known yet.
        """
        if self.known().is_list:
            yield from (self._child(index) for index in range(len(self.raw)))

    def __len__(self) -> int:
        self.known()
        return len(self.raw) if self.is_list or self.is_map else 0

    def __bool__(self) -> bool:
        """Refuse: whether a value is there is asked with ``present``, whether it is true with ``flag``."""
        raise TypeError("use present, flag() or len()")

    def entries(self) -> Iterator[tuple[str, "Value"]]:
        """Go through a map's entries; anything else has none.

        Raises:
            UnknownValueError: the map itself is not known yet.
        """
        if self.known().is_map:
            yield from ((str(key), self._child(key)) for key in self.raw)

    def text(self) -> str:
        """Return it as text: nothing for what is absent, numbers without a needless fraction.

        Raises:
            UnknownValueError: it is not known yet.
        """
        raw = self.known().raw
        if raw is None:
            return ""
        if isinstance(raw, bool):
            return str(raw).lower()
        if isinstance(raw, float) and raw.is_integer():
            return str(int(raw))
        return str(raw)

    def flag(self, default: bool = False) -> bool:
        """Return it as a boolean. Only true and "true" are true: bridged providers send booleans as text.

        Args:
            default: what an absent value means.

        Raises:
            UnknownValueError: it is not known yet.
        """
        raw = self.known().raw
        if raw is None:
            return default
        return raw is True or (isinstance(raw, str) and raw.strip().lower() == "true")

    def number(self) -> float | None:
        """Return it as a number; None for what is absent or no number.

        Raises:
            UnknownValueError: it is not known yet.
        """
        raw = self.known().raw
        if isinstance(raw, bool) or not isinstance(raw, int | float | str):
            return None
        try:
            number = float(raw)
        except (ValueError, OverflowError):
            return None
        return None if math.isnan(number) else number  # nothing compares with what is no number

    def texts(self) -> list[str]:
        """Return a list's items as text; see ``text`` and ``__iter__`` for what is raised."""
        return [item.text() for item in self]

    def has_unknown(self) -> bool:
        """Whether it is unknown or holds anything that is."""
        return _has_unknown(self.raw)


def _has_unknown(raw: Any) -> bool:
    if isinstance(raw, Sealed):
        return _has_unknown(raw.content)
    if isinstance(raw, Mapping):
        return any(map(_has_unknown, raw.values()))
    if isinstance(raw, list | tuple):
        return any(map(_has_unknown, raw))
    return isinstance(raw, Unknown)


def format_path(keys: Sequence[Key]) -> str:
    """Return a path as people and Pulumi write it."""
    text = ""
    for key in keys:
        if isinstance(key, int):
            text += f"[{key}]"
        elif key.replace("_", "").replace("-", "").isalnum():
            text += f".{key}" if text else key
        else:
            text += f'["{key}"]'
    return text
