"""Turns pydantic's error list into problems in the words of the document."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from .errors import Problem, nearest, shorten


def problems_of(
    error: ValidationError, model: type[BaseModel], data: object, *, file: str, document: str
) -> list[Problem]:
    """Return every problem pydantic found in ``data``, which was to become a ``model``.

    Paths leave out the leading ``spec.``, which every document has and nobody reads.
    """
    return [
        Problem(file, document, path_of(location_of(detail)), _value(detail), _rule(detail, model))
        for detail in error.errors(include_url=False)
        if not _is_echo(detail, data)
    ]


def _is_echo(detail: ErrorDetails, data: object) -> bool:
    """Whether it only follows from another problem.

    A missing key of what is no mapping at all; a default that depends on a value that is wrong itself.
    """
    kind = detail["type"]
    return kind == "default_factory_not_called" or (kind == "missing" and not isinstance(data, Mapping))


def location_of(detail: ErrorDetails) -> list[str | int]:
    """Return where a problem is, without what pydantic adds for itself, such as ``[key]`` of mappings."""
    return [part for part in detail["loc"] if part != "[key]"]


def path_of(location: Sequence[str | int]) -> str:
    """Return a location the way people write it: ``environments[2].share``, seen from ``spec``."""
    text = ""
    for part in location[1:] if len(location) > 1 and location[0] == "spec" else location:
        if isinstance(part, int):
            text += f"[{part}]"
        elif re.fullmatch(r"\w+", part):
            text += f".{shorten(part)}"
        else:
            text += f'["{shorten(part)}"]'
    return text.removeprefix(".")


def _value(detail: ErrorDetails) -> str:
    if detail["type"] in {"missing", "extra_forbidden", "invalid_key"}:
        return ""
    if isinstance(detail["input"], Mapping | list | tuple | set | BaseModel):
        return ""
    if detail["input"] is None:
        return ""
    return shorten("(empty)" if detail["input"] == "" else detail["input"])


_MAPPING = "must be a mapping of keys to values; check the indentation"
_RULES: dict[str, str] = {
    "missing": "is required; add it",
    "invalid_key": "a key must be text; put it in quotes",
    "model_type": _MAPPING,
    "dict_type": _MAPPING,
    "list_type": "must be a list; start each entry with '- '",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a number",
    "greater_than_equal": "must be at least {ge:g}",
    "less_than_equal": "must be at most {le:g}",
    "string_type": "must be text",
    "string_unicode": "has half a character; write the character",
    "string_too_short": "must not be empty",
    "string_too_long": "is too long; at most {max_length} characters are allowed",
    "too_short": "needs at least {min_length} entry; add one",
    "too_long": "has {actual_length} entries; at most {max_length} are allowed",
    "value_error": "{error}",
}
"""Pydantic's error types and what is said instead; in braces, what pydantic's context has.

https://docs.pydantic.dev/latest/errors/validation_errors/ lists the types.
"""


def _rule(detail: ErrorDetails, model: type[BaseModel]) -> str:
    kind, context, value = detail["type"], detail.get("ctx", {}), detail["input"]
    if kind == "extra_forbidden":
        *parent, key = location_of(detail)
        return f"unknown key '{shorten(key)}'; {nearest(key, list(keys_at(model, parent)))}"
    if value is None and kind not in {"missing", "invalid_key"}:
        return "is empty; give it a value, or remove the key"
    if kind in {"enum", "literal_error"}:
        allowed = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        return f"is not allowed; {nearest(value, allowed)}"
    if kind == "string_type" and isinstance(value, bool | int | float):
        return "must be text; put it in quotes"
    return _RULES.get(kind, "is not allowed here; see docs/tenant-documents.md").format(**context)


def keys_at(model: Any, path: Sequence[str | int]) -> Iterator[str]:
    """Yield the keys that a model has at a location, as documents write them."""
    for part in path:
        model = next((inner for inner in _models_in(_annotation(model, part))), None)
        if model is None:
            return
    for name, field in model.model_fields.items():
        yield field.alias or name


def _annotation(model: type[BaseModel], part: str | int) -> Any:
    if isinstance(part, int):
        return model
    fields = model.model_fields.items()
    return next((field.annotation for name, field in fields if part in (name, field.alias)), None)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)
