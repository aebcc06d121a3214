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
        Problem(file, document, _path(detail), _value(detail), _rule(detail, model))
        for detail in error.errors(include_url=False)
        if not _is_echo(detail, data)
    ]


def _is_echo(detail: ErrorDetails, data: object) -> bool:
    """Whether a missing ``spec`` only repeats that the whole document is not a mapping."""
    return detail["type"] == "missing" and not isinstance(data, Mapping)


def _location(detail: ErrorDetails) -> list[str | int]:
    """Drop the parts of the location that pydantic adds for itself, such as ``[key]`` of mappings."""
    return [part for part in detail["loc"] if part != "[key]"]


def _path(detail: ErrorDetails) -> str:
    text = ""
    for part in _location(detail):
        if isinstance(part, int):
            text += f"[{part}]"
        elif re.fullmatch(r"\w+", part):
            text += f".{part}"
        else:
            text += f'["{part}"]'
    return text.removeprefix(".").removeprefix("spec.")


def _value(detail: ErrorDetails) -> str:
    if detail["type"] in {"missing", "extra_forbidden"} or isinstance(detail["input"], Mapping | list | BaseModel):
        return ""
    return shorten("(empty)" if detail["input"] in (None, "") else detail["input"])


_FIXED_RULES = {
    "missing": "is required; add it",
    "string_type": "must be text; put it in quotes",
    "model_type": "must be a mapping of keys to values; check the indentation",
    "dict_type": "must be a mapping of keys to values; check the indentation",
    "list_type": "must be a list; start each entry with '- '",
}


def _rule(detail: ErrorDetails, model: type[BaseModel]) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in _FIXED_RULES:
        return _FIXED_RULES[kind]
    if kind == "extra_forbidden":
        *parent, key = _location(detail)
        return f"unknown key '{key}'; {nearest(str(key), list(_keys_at(model, parent)))}"
    if kind in {"enum", "literal_error"}:
        allowed = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        return f"is not allowed; {nearest(str(detail['input']), allowed)}"
    if kind == "value_error":
        return str(context["error"])
    message = detail["msg"].removeprefix("Input ")
    return message[0].lower() + message[1:]


def _keys_at(model: Any, path: Sequence[str | int]) -> Iterator[str]:
    """Yield the keys that the model has at a location."""
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
