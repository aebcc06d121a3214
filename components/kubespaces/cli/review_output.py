"""Writes a review in the forms that were asked for."""

import sys
from dataclasses import dataclass
from pathlib import Path

import typer

from kubespaces.errors import KubespacesError
from kubespaces.review import Review

STANDARD = Path("-")
"""Standard output, where a file is asked for."""


@dataclass(frozen=True)
class Outputs:
    """Where each form goes; none for nowhere."""

    markdown: Path | None = None
    json: Path | None = None
    html: Path | None = None
    verbose: bool = False


def write(review: Review, outputs: Outputs) -> None:
    """Write a review; for people at a terminal unless another form takes standard output.

    Raises:
        KubespacesError: two forms want standard output, or a file cannot be written.
    """
    files = {"markdown": outputs.markdown, "json": outputs.json, "html": outputs.html}
    if sum(file == STANDARD for file in files.values()) > 1:
        raise KubespacesError("only one of --markdown, --json and --html can go to standard output (-)")
    for form, file in files.items():
        if file is not None:
            _put(_text(review, form), file)
    if STANDARD not in files.values():
        from rich.console import Console  # noqa: PLC0415 - keeps --help quick

        from kubespaces.review.formats.terminal import show  # noqa: PLC0415 - needs rich

        show(review, Console(highlight=False), verbose=outputs.verbose)


def _text(review: Review, form: str) -> str:
    if form == "json":
        from kubespaces.review.formats.json_form import to_json  # noqa: PLC0415 - only what is asked for

        return to_json(review)
    if form == "html":
        from kubespaces.review.formats.html import to_html  # noqa: PLC0415 - likewise

        return to_html(review)
    from kubespaces.review.formats.markdown import to_markdown  # noqa: PLC0415 - likewise

    return to_markdown(review)


def _put(text: str, file: Path) -> None:
    if file == STANDARD:
        sys.stdout.write(text)
        return
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise KubespacesError(f"{file}: cannot be written: {error.strerror}") from None
    typer.echo(f"wrote {file}", err=True)
