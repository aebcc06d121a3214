"""`kubespaces schema`: the documents' JSON Schema."""

import json
from enum import StrEnum
from typing import Annotated

import typer

from kubespaces.spec.schema import json_schema


class Document(StrEnum):
    """The documents that there are schemas for."""

    TENANT = "tenant"
    HOST_CLUSTER = "host-cluster"
    REVIEW = "review"


def schema(
    document: Annotated[Document, typer.Argument(help="Which document.")] = Document.TENANT,
) -> None:
    """Print the JSON Schema (draft 2020-12) of a document, for editors and other tools."""
    if document is Document.REVIEW:
        from kubespaces.review.formats.json_form import review_schema  # noqa: PLC0415 - keeps the others quick

        typer.echo(json.dumps(review_schema(), indent=2))
    else:
        typer.echo(json.dumps(json_schema(document), indent=2))
