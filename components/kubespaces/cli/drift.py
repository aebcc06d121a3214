"""``kubespaces drift``: what was changed behind Pulumi's back, by whom, and whether it lowered isolation."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from .review import Html, Json, Markdown, Verbose


def drift(
    stack: Annotated[list[str] | None, typer.Option("--stack", "-s", help="The stack; can be repeated.")] = None,
    markdown: Markdown = None,
    json: Json = None,
    html: Html = None,
    verbose: Verbose = False,
) -> None:
    """Compare what is there with what the stacks made, and say who changed what by hand. Changes nothing.

    Ends with 0 if there is no drift, with 1 on errors, and with 2 on drift; `kubespaces up -- --refresh` puts it back.
    """
    from kubespaces.review import Context, review_of  # noqa: PLC0415 - keeps --help quick
    from kubespaces.review.gate import gate  # noqa: PLC0415 - likewise

    from . import foresee  # noqa: PLC0415 - likewise
    from .review_context import hosts_of  # noqa: PLC0415 - likewise
    from .review_output import Outputs, write  # noqa: PLC0415 - likewise
    from .stack import ready  # noqa: PLC0415 - likewise

    names = stack or ["local"]
    previews = [foresee.online(ready(name), ["refresh", "--preview-only", "--json"]) for name in names]
    found = review_of(previews, Context(hosts=hosts_of(names)), drift=True)
    write(found, Outputs(markdown, json, html, verbose))
    verdict = gate(found, window=None, now=datetime.now(UTC))
    typer.echo(verdict.words, err=True)
    raise typer.Exit(verdict.outcome)
