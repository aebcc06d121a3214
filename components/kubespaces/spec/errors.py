"""What is wrong with a document, said so that the person who wrote it can mend it."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong in one place.

    ``str(problem)`` is the line people read:
    ``tenants/payments.yaml: payments: environments[2].share: 60%: shares add up to 110% ...``.
    """

    file: str
    """Path of the document as the user gave it; empty when the document came from a program."""
    document: str
    """Name of the tenant or host cluster; empty when it could not be read."""
    field: str
    """Path of the field inside ``spec`` (or ``metadata.name``); empty when the whole document is meant."""
    value: str
    """The offending value as written, shortened; empty when there is none."""
    rule: str
    """The rule that was broken and a way to fix it."""
    warning: bool = False
    """Whether it is only worth a look: the document can be used as it is. Default false: it cannot."""

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.document, self.field, self.value, self.rule) if part)


class SpecError(ValueError):
    """Documents that cannot be used, with every problem found in them.

    Attributes:
        problems: all of them, sorted by file, document and field.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


def nearest(word: object, candidates: Sequence[str]) -> str:
    """Return ``did you mean 'x'?`` for a likely misspelling, else the list of what is allowed."""
    folded = {candidate.lower(): candidate for candidate in candidates}
    close = difflib.get_close_matches(shorten(word).lower(), folded, n=1, cutoff=0.6)
    if close:
        return f"did you mean '{folded[close[0]]}'?"
    return "use one of: " + ", ".join(candidates) if candidates else "nothing is allowed here"


def shorten(value: object, limit: int = 60) -> str:
    """Return a value as one short line that can be printed anywhere."""
    if isinstance(value, bool):
        return str(value).lower()
    try:
        text = " ".join(str(value).split())
    except (ValueError, RecursionError):  # Python writes out no number of more than 4300 digits, and no deep nesting
        return "(too large to show)"
    # Invisible characters could hide what is wrong, and escape sequences could fool a terminal.
    text = "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
    return text if len(text) <= limit else text[: limit - 3] + "..."
