"""Writes elements; whatever is not markup yet is escaped, so that no name of anything can become any."""

from collections.abc import Iterable
from html import escape


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


Content = str | Iterable["Content"]
"""Text, markup, or a sequence of both."""

_EMPTY = frozenset({"meta", "input", "br", "circle", "path", "rect", "line"})


def element(name: str, content: Content = "", /, **attributes: str | int | float | bool | None) -> Markup:
    """Return an element.

    Args:
        name: its name.
        content: what is in it.
        attributes: its attributes; ``class_`` is ``class``, an underscore inside is a hyphen, None and False leave an
            attribute out.
    """
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{escape(str(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in _EMPTY:
        return Markup(f"<{name}{written}/>")
    return Markup(f"<{name}{written}>{text(content)}</{name}>")


def text(content: Content) -> Markup:
    """Return content as markup."""
    if isinstance(content, Markup):
        return content
    if isinstance(content, str):
        return Markup(escape(content, quote=False))
    return Markup("".join(text(part) for part in content))
