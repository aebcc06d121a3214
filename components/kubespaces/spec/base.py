"""The base of every document model."""

from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Model(BaseModel):
    """A frozen model that refuses unknown keys.

    Documents use camelCase like Kubernetes objects (``validate`` by alias); programs use snake_case (by name).
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        alias_generator=to_camel,
        validate_by_alias=True,
        validate_by_name=False,
        serialize_by_alias=True,
        use_attribute_docstrings=True,
        str_strip_whitespace=False,
    )


def exactly_one_of(*keys: str) -> dict[str, Any]:
    """Return what a model's JSON Schema says besides, so that editors know that exactly one of some keys is given.

    The model itself checks it with a message of its own.
    """
    return {"oneOf": [{"required": [key]} for key in keys]}
