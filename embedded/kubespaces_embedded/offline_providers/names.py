"""Finds the name that somebody meant who wrote one that does not exist."""

from collections.abc import Iterable
from difflib import get_close_matches

_SIMILAR = 0.6
"""How alike two names must be, from 0 to 1, for one to be suggested; the standard library's own default."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is most like ``name``, or None if none is like it.

    Case, underscores and dashes do not count, so ``instance_types`` finds ``instanceTypes``.
    """
    by_letters: dict[str, str] = {}
    for candidate in sorted(known):
        by_letters.setdefault(_letters(candidate), candidate)
    found = get_close_matches(_letters(name), by_letters, n=1, cutoff=_SIMILAR)
    return by_letters[found[0]] if found else None


def suggestion(name: str, known: Iterable[str]) -> str:
    """Return ``; did you mean X?`` for the nearest known name, or nothing."""
    found = nearest(name, known)
    return f"; did you mean {found}?" if found else ""


def _letters(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter not in "_-")
