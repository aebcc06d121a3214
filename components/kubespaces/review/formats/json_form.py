"""A review as JSON, and the schema that it follows."""

from typing import Any

from pydantic import ValidationError

from kubespaces.review.document import Review
from kubespaces.review.document.review import SCHEMA
from kubespaces.review.errors import ReviewError


def to_json(review: Review) -> str:
    """Return a review as JSON, every field in it."""
    return review.model_dump_json(indent=2) + "\n"


def from_json(text: str, source: str) -> Review:
    """Return a review that was written as JSON.

    Raises:
        ReviewError: it is none.
    """
    try:
        return Review.model_validate_json(text)
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(map(str, problem["loc"]))
        raise ReviewError(f"{source}: is no review: {where}: {problem['msg']}") from None


def review_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of reviews."""
    generated = Review.model_json_schema(mode="serialization")
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA,
        "title": "Kubespaces Review",
    }
    whole: dict[str, Any] = _tidied({**head, **{key: value for key, value in generated.items() if key not in head}})
    return whole


def _tidied(value: Any) -> Any:
    """Write docstrings in one line with single backticks, and leave out titles, which only repeat the key."""
    if isinstance(value, list):
        return [_tidied(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: " ".join(inner.replace("``", "`").split()) if key == "description" and isinstance(inner, str)
        else _tidied(inner)
        for key, inner in value.items()
        if not (key == "title" and isinstance(inner, str) and not inner.startswith("Kubespaces"))
    }  # fmt: skip
