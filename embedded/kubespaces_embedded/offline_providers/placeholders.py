"""Texts that stand for what an offline preview cannot know.

The engine takes unknown values from programs only: configuration, state and answers of functions have to be known.
So a text takes their place that nobody would write, that types and messages recognise, and that no comparison takes
for a change. It may end up inside other texts, such as a policy document.
"""

from typing import Any

_MARK = "offline-preview:"

SEALED = f"{_MARK}secret-not-read"
"""A secret that is encrypted: in the stack's configuration, a saved state, or another stack's outputs."""

LATER = f"{_MARK}known-at-deployment"
"""A provider's configuration that is known when other resources exist."""

_ANSWER = f"{_MARK}answer-of:"


def answer_of(what: str) -> str:
    """Return the stand-in for what only the cloud can answer, such as the newest image's id."""
    return f"{_ANSWER}{what}"


def is_placeholder(value: Any) -> bool:
    """Return whether a value is, or contains, one of the texts of this module."""
    return isinstance(value, str) and _MARK in value


def hides_value(value: Any) -> bool:
    """Return whether a text stands for a value that exists but cannot be seen here, so that it compares to nothing."""
    return isinstance(value, str) and (SEALED in value or _ANSWER in value)
