"""Turns the annotations of an SDK's properties into types."""

import ast
from collections.abc import Callable

from .errors import SdkError
from .model import Anything, Blob, Choice, Items, Mapping, OneOf, Scalar, Type

Resolve = Callable[[str], Type | None]
"""Returns the type of a class by the name it is written with; None for one that is no type of inputs."""

_SCALARS: dict[str, Type] = {
    "str": Scalar("string"),
    "int": Scalar("integer"),
    "float": Scalar("number"),
    "bool": Scalar("boolean"),
    "Any": Anything(),
    "pulumi.Asset": Blob(),
    "pulumi.Archive": Blob(),
    "pulumi.AssetOrArchive": Blob(),
}

_TRANSPARENT = ("pulumi.Input", "pulumi.InputType", "pulumi.Output", "Optional", "Awaitable")


def is_optional(annotation: str) -> bool:
    """Return whether a property may be left out, as in ``pulumi.Input[Optional[str]]``."""
    return annotation.removeprefix("pulumi.Input[").removeprefix("pulumi.Output[").startswith("Optional[")


def parse(annotation: str, resolve: Resolve) -> Type:
    """Return the type that an annotation stands for."""
    try:
        return _type(ast.parse(annotation, mode="eval").body, resolve)
    except SyntaxError:
        raise SdkError(f"the annotation {annotation} cannot be read") from None


def _type(node: ast.expr, resolve: Resolve) -> Type:
    match node:
        case ast.Subscript(value=outer, slice=inner):
            return _generic(_dotted(outer), inner, resolve)
        case ast.Constant(value=str(name)):
            return resolve(name) or Anything()
        case ast.Name() | ast.Attribute():
            name = _dotted(node).removeprefix("_builtins.")
            return _SCALARS.get(name) or resolve(name) or Anything()
    raise SdkError(f"the annotation {ast.unparse(node)} cannot be read")


def _generic(outer: str, inner: ast.expr, resolve: Resolve) -> Type:
    arguments = inner.elts if isinstance(inner, ast.Tuple) else [inner]
    if outer in _TRANSPARENT:
        return _type(arguments[0], resolve)
    if outer in ("Sequence", "List"):
        return Items(_type(arguments[0], resolve))
    if outer in ("Mapping", "Dict"):
        return Mapping(_type(arguments[1], resolve))
    if outer == "Literal":
        return Choice("", tuple(argument.value for argument in arguments if isinstance(argument, ast.Constant)))  # type: ignore[misc] # literals of an SDK are text
    if outer == "Union":
        return _union(arguments, resolve)
    raise SdkError(f"the annotation {outer}[...] cannot be read")


def _union(arguments: list[ast.expr], resolve: Resolve) -> Type:
    options: list[Type] = []
    for argument in arguments:
        # An arguments class comes with a dictionary of the same shape, and in resources with the output's class.
        name = str(argument.value) if isinstance(argument, ast.Constant) else ""
        if name.endswith("Dict") or "outputs." in name:
            continue
        found = _type(argument, resolve)
        options += found.options if isinstance(found, OneOf) else [found]
    return options[0] if len(options) == 1 else OneOf(tuple(options))


def _dotted(node: ast.expr) -> str:
    return ast.unparse(node)
