"""Checks request bodies against the models of Azure's own client libraries (azure-mgmt-*)."""

import types
import typing
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, Union

IDENTITIES = "userAssignedIdentities"


def body_of(model: type[Any], inputs: Mapping[str, Any], address: frozenset[str]) -> dict[str, Any]:
    """Return the body that Pulumi's plugin sends to Azure for a resource's inputs.

    The plugin takes names out of the inputs for the address, lifts what Azure keeps under ``properties`` one level up,
    and writes the identities of a resource, which are the keys of a map, as a list.

    Args:
        model: the body's model.
        inputs: the resource's inputs.
        address: inputs that are part of the address.
    """
    outer = {field._rest_name for field in _fields(model).values() if field._visibility != ["read"]}
    body: dict[str, Any] = {}
    for key, value in inputs.items():
        if key in address:
            continue
        if key in outer and key != "properties":
            body[key] = value
        else:
            body.setdefault("properties", {})[key] = value
    identity = body.get("identity")
    if identity:
        body["identity"] = {**identity, IDENTITIES: {name: {} for name in identity[IDENTITIES]}}
    return body


def problems(model: type[Any], body: Any, path: str = "") -> Iterator[str]:
    """Yield what a body has that the model has not: fields, values of enums, types; and what Azure alone may write."""
    fields = {field._rest_name: (name, field) for name, field in _fields(model).items()}
    hints = typing.get_type_hints(model, localns={"_models": _package(model)})
    for key, value in body.items():
        if key not in fields:
            yield f"{path}{key}: {model.__name__} has no such field"
            continue
        name, field = fields[key]
        if field._visibility == ["read"]:
            yield f"{path}{key}: only Azure writes it"
        yield from _value(hints[name], value, f"{path}{key}")


def _value(hint: Any, value: Any, path: str) -> Iterator[str]:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (Union, types.UnionType):
        yield from _value(_preferred(arguments), value, path)
    elif origin is list:
        for index, item in enumerate(value if isinstance(value, list) else [None]):
            yield from _value(arguments[0], item, f"{path}[{index}]")
    elif origin is dict:
        for key, item in value.items():
            yield from _value(arguments[1], item, f"{path}[{key}]")
    elif isinstance(hint, type) and hasattr(hint, "as_dict"):
        yield from problems(hint, value, f"{path}.") if isinstance(value, dict) else [f"{path}: {value!r} is no object"]
    else:
        yield from _scalar(hint, value, path)


def _scalar(hint: Any, value: Any, path: str) -> Iterator[str]:
    if isinstance(hint, type) and issubclass(hint, Enum):
        allowed = [str(member.value) for member in hint]
        if value not in allowed:
            yield f"{path}: {value!r} is none of {allowed}"
    elif hint in (str, int, bool, float):
        fits = isinstance(value, (int, float)) if hint is float else type(value) is hint
        if not fits:
            yield f"{path}: {value!r} is no {hint.__name__}"


def _preferred(options: tuple[Any, ...]) -> Any:
    """Return the narrowest of several types: the models accept any text where they name values."""
    some = [option for option in options if option is not type(None)]
    enums = [option for option in some if isinstance(option, type) and issubclass(option, Enum)]
    return (enums or some)[0]


def _fields(model: type[Any]) -> dict[str, Any]:
    model({})  # the table of a model's fields is made with the first of its kind
    found: dict[str, Any] = model._attr_to_rest_field  # type: ignore[attr-defined]  # no public way to a field's name
    return found


def _package(model: type[Any]) -> Any:
    return __import__(model.__module__.rpartition(".")[0], fromlist=["models"])
