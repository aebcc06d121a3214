"""The typed dictionaries that other languages see, and the models that check them, name the same things."""

import types
import typing
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from pydantic import BaseModel

from kubespaces.hosts import args
from kubespaces.hosts.aws import args as aws_args
from kubespaces.hosts.azure import args as azure_args
from kubespaces.hosts.gcp import args as gcp_args
from kubespaces.spec.host_cluster import HostClusterSpec


def pairs() -> dict[str, tuple[Any, type[BaseModel]]]:
    """Return every pair of typed dictionary and model, found from the outermost inwards."""
    found: dict[str, tuple[Any, type[BaseModel]]] = {}
    todo: list[tuple[Any, type[BaseModel]]] = [(args.HostFactsArgs, HostClusterSpec)]
    while todo:
        typed, model = todo.pop()
        if typed.__name__ in found:
            continue
        found[typed.__name__] = (typed, model)
        hints = get_type_hints(typed)
        for name, field in model.model_fields.items():
            inner, other = _inner(hints.get(name), typing.is_typeddict), _inner(field.annotation, _is_model)
            if inner is not None and other is not None:
                todo.append((inner, other))
    return found


def _inner(hint: Any, wanted: Any) -> Any:
    if wanted(hint):
        return hint
    if get_origin(hint) in (list, dict, types.UnionType, typing.Union, typing.NotRequired, typing.Annotated):
        return next((inner for part in get_args(hint) if (inner := _inner(part, wanted)) is not None), None)
    return None


def _is_model(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, BaseModel)


PAIRS = pairs()


def test_all_of_them_are_found() -> None:
    modules = (args, aws_args, azure_args, gcp_args)
    names = {name for module in modules for name in vars(module) if name.endswith("Args")}
    assert names - PAIRS.keys() == {"HostClusterArgs"}


@pytest.mark.parametrize("name", PAIRS)
def test_same_names_and_same_required_ones(name: str) -> None:
    typed, model = PAIRS[name]
    assert set(get_type_hints(typed)) == set(model.model_fields)
    required = {field for field, info in model.model_fields.items() if info.is_required()}
    assert typed.__required_keys__ == required
