"""Checks inputs against the types of the provider's SDK. Pure functions."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kubespaces_embedded.kubernetes_provider.paths import Path, spell
from kubespaces_embedded.kubernetes_provider.properties import SIGNATURE, UNKNOWN, Secret

from . import sdk
from .compare import INTERNAL
from .names import suggestion
from .placeholders import is_placeholder

_SHOWN = 60
"""Characters of a wrong value that a message shows."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that is wrong with a resource's inputs."""

    path: Path
    reason: str
    misnamed: bool = False
    """Whether there is no property of this name."""

    @property
    def property(self) -> str:
        """The property at fault, such as ``vpcConfig.subnetIds[0]``."""
        return spell(self.path)


@dataclass(frozen=True, slots=True)
class Strictness:
    """How the inputs of a package are judged."""

    source: str
    """What knows the types, such as ``pulumi-aws 7.51.1``; for messages."""
    open_choices: bool = False
    """Whether a text may be another than the SDK lists where it accepts any text but names values."""
    encoded: bool = False
    """Whether values may come as text in JSON, as those of provider resources do."""
    quantities: frozenset[str] = frozenset()
    """Names of maps whose values may be numbers although the SDK says text, such as ``limits``."""


def check(inputs: Mapping[str, Any], properties: Mapping[str, sdk.Property], strict: Strictness) -> list[Failure]:
    """Return everything that is wrong with a resource's inputs; what is not known yet is passed."""
    return list(_object((), inputs, properties, strict, secret=False))


def _object(
    path: Path,
    value: Mapping[str, Any],
    properties: Mapping[str, sdk.Property],
    strict: Strictness,
    *,
    secret: bool,
) -> Iterator[Failure]:
    given = {name: item for name, item in value.items() if item is not None and name not in INTERNAL}
    for name in given:
        if name not in properties:
            reason = f"{strict.source} has no such property{suggestion(name, properties)}"
            yield Failure((*path, name), reason, misnamed=True)
    for name, known in properties.items():
        if name in given:
            yield from _value((*path, name), given[name], known.type, strict, secret=secret)
        elif known.required:
            yield Failure((*path, name), "is required and missing")


def _value(path: Path, value: Any, kind: sdk.Type, strict: Strictness, *, secret: bool) -> Iterator[Failure]:
    plain = value.value if isinstance(value, Secret) else value
    if plain is UNKNOWN or plain is None or is_placeholder(plain):
        return
    if strict.encoded and isinstance(plain, str):
        plain = _decoded(plain, kind)
    # What lies inside a secret is as secret as the whole.
    yield from _plain(path, plain, kind, strict, secret=secret or isinstance(value, Secret))


def _plain(path: Path, value: Any, kind: sdk.Type, strict: Strictness, *, secret: bool) -> Iterator[Failure]:
    match kind:
        case sdk.OneOf():
            yield from _one_of(path, value, kind, strict, secret=secret)
        case sdk.Items() if isinstance(value, list):
            for index, item in enumerate(value):
                yield from _value((*path, index), item, kind.of, strict, secret=secret)
        case sdk.Mapping() if _is_object(value):
            for name, item in _entries(path, value, strict):
                yield from _value((*path, name), item, kind.of, strict, secret=secret)
        case sdk.Structure() if _is_object(value):
            yield from _object(path, value, kind.properties, strict, secret=secret)
        case _ if not _fits(value, kind):
            hint = "" if secret else _hint(value, kind)
            yield Failure(path, f"is {_show(value, secret=secret)}, but must be {sdk.describe(kind)}{hint}")


def _entries(path: Path, value: Mapping[str, Any], strict: Strictness) -> Iterator[tuple[str, Any]]:
    as_text = path[-1] in strict.quantities
    for name, item in value.items():
        yield name, str(item) if as_text and isinstance(item, int | float) else item


def _one_of(path: Path, value: Any, kind: sdk.OneOf, strict: Strictness, *, secret: bool) -> Iterator[Failure]:
    choices = [option for option in kind.options if isinstance(option, sdk.Choice)]
    others = [option for option in kind.options if not isinstance(option, sdk.Choice)]
    if choices and isinstance(value, str):
        # The SDK names the values, and accepts any text for the sake of new ones.
        others = [option for option in others if option != sdk.Scalar("string") or strict.open_choices]
    attempts = [list(_plain(path, value, option, strict, secret=secret)) for option in (*choices, *others)]
    if all(attempts):
        # The one that fits best: a typo inside one kind of object is not a list of all the other kinds.
        inside = [found for found in attempts if any(failure.path != path for failure in found)]
        yield from min(inside or attempts, key=_distance)


def _distance(found: list[Failure]) -> tuple[int, int]:
    return sum(failure.misnamed for failure in found), len(found)


def _fits(value: Any, kind: sdk.Type) -> bool:
    match kind:
        case sdk.Anything():
            return True
        case sdk.Choice():
            return any(
                value == allowed and isinstance(value, bool) == isinstance(allowed, bool) for allowed in kind.values
            )
        case sdk.Scalar():
            return _is_scalar(value, kind)
        case sdk.Blob():
            return isinstance(value, dict) and SIGNATURE in value
    return False


def _hint(value: Any, kind: sdk.Type) -> str:
    if isinstance(kind, sdk.Choice) and isinstance(value, str):
        return suggestion(value, [str(allowed) for allowed in kind.values])
    return ""


def _is_object(value: Any) -> bool:
    return isinstance(value, dict) and SIGNATURE not in value


def _is_scalar(value: Any, kind: sdk.Scalar) -> bool:
    if kind.kind == "string":
        return isinstance(value, str)
    if kind.kind == "boolean":
        return isinstance(value, bool)
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (isinstance(value, float) and kind.kind == "number")


def _decoded(value: str, kind: sdk.Type) -> Any:
    """Return what a text stands for, unless a text is what is wanted."""
    options = kind.options if isinstance(kind, sdk.OneOf) else (kind,)
    if any(isinstance(option, sdk.Scalar) and option.kind == "string" for option in options):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _show(value: Any, *, secret: bool) -> str:
    if secret:
        return "a secret of another type"
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"the number {value}"
        case str():
            return f"'{value}'" if len(value) <= _SHOWN else f"'{value[:_SHOWN]}...'"
        case list():
            return "a list"
    return "an object"
