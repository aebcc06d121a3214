"""Mends a resource's inputs without touching the rest: unknown values stay unknown, secrets stay secret."""

from collections.abc import Mapping
from typing import Any

from .settings import Settings
from .value import Key, Sealed, Value


class Edit:
    """A changed copy of a resource's inputs; it is made on the first change."""

    def __init__(self, props: Any, settings: Settings | None = None) -> None:
        self._root = props
        self.settings = settings or Settings()
        """The pack's settings: what they allow is not mended."""
        self.changed = False
        """Whether anything was changed."""

    @property
    def result(self) -> Any:
        """The inputs with all changes."""
        return self._root

    def set(self, value: Value, new: Any) -> None:
        """Give a property a new value; the maps on the way to it are made where they are missing.

        What is unknown stays so, and where the old value was a secret the new one is.
        """
        if value.unknown or value.raw == new:
            return
        self._root = _set(self._root, value.keys, new)
        self.changed = True

    def remove(self, value: Value) -> None:
        """Take a property away from its map; an item of a list cannot be."""
        if value.present and not value.unknown:
            self._root = _remove(self._root, value.keys)
            self.changed = True


def _set(node: Any, keys: tuple[Key, ...], new: Any) -> Any:
    if isinstance(node, Sealed):
        return Sealed(_set(node.content, keys, new))
    if not keys:
        return new
    first, rest = keys[0], keys[1:]
    if isinstance(first, int):
        return [_set(item, rest, new) if index == first else item for index, item in enumerate(node)]
    before = node if isinstance(node, Mapping) else {}
    return {**before, first: _set(before.get(first), rest, new)}


def _remove(node: Any, keys: tuple[Key, ...]) -> Any:
    if isinstance(node, Sealed):
        return Sealed(_remove(node.content, keys))
    first, rest = keys[0], keys[1:]
    if isinstance(first, int):
        return [_remove(item, rest) if index == first else item for index, item in enumerate(node)]
    if not rest:
        return {key: item for key, item in node.items() if key != first}
    return {**node, first: _remove(node[first], rest)}
