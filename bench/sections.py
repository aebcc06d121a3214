"""The sections of ``RESULTS.md``, so that a part can be measured anew without losing the others."""

from collections.abc import Sequence

LAST = "## Where the time goes, and what follows"
"""Heading of the notes, which stay last."""


def merged(text: str, lines: Sequence[str]) -> str:
    """Return a page in which new sections stand in the place of those of the same heading, or before the notes.

    Args:
        text: the page as it is.
        lines: new sections, each from its heading ``## ...``; lines before the first one become the page's beginning.
    """
    page, new = _split(text.splitlines()), _split(lines)
    order = [*page, *(head for head in new if head not in page)]
    whole = {**page, **new}
    if LAST in order:
        order.sort(key=lambda head: head == LAST)
    return "\n\n".join("\n".join(whole[head]).strip("\n") for head in order) + "\n"


def _split(lines: Sequence[str]) -> dict[str, list[str]]:
    """Return sections by heading, in order; what stands before the first one has none."""
    sections: dict[str, list[str]] = {}
    head = ""
    for line in lines:
        head = line if line.startswith("## ") else head
        sections.setdefault(head, []).append(line)
    return {head: section for head, section in sections.items() if any(section)}
