"""Property values on the wire, and as plain Python values.

Plain values are ``None``, ``bool``, ``int``, ``float``, ``str``, lists and dictionaries, and beside them
:class:`Secret` and :data:`UNKNOWN`. Wire format: pulumi/pulumi, sdk/go/common/resource/plugin/rpc.go.
"""

from collections.abc import Mapping
from typing import Any, Final

from google.protobuf.struct_pb2 import ListValue, NullValue, Struct, Value  # type: ignore[import-untyped] # no types

SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a marker, no secret
OUTPUT_SIGNATURE = "d0e6a833031e9bbcd3f4e8bde6ca49a4"

_UNKNOWN_ON_THE_WIRE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_UNKNOWNS = frozenset(
    (
        _UNKNOWN_ON_THE_WIRE,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # bool
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # array
        "030794c1-ac77-496b-92df-f27374a8bd58",  # asset
        "e48ece36-62e2-4504-bad9-02848725956a",  # archive
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # object
    )
)
_LARGEST_EXACT = 2**53
"""Above this, a number on the wire (a double) is not exact anyway and stays a float."""

Properties = dict[str, Any]


class _Unknown:
    """The type of :data:`UNKNOWN`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __deepcopy__(self, memo: dict[int, Any]) -> "_Unknown":
        return self


UNKNOWN: Final = _Unknown()
"""A value that will be known only when the resources it depends on exist."""


class Secret:
    """A value that must be encrypted in the state and hidden in messages."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value: Any = value.value if isinstance(value, Secret) else value

    def __repr__(self) -> str:
        return "Secret(...)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self.value == other.value

    def __hash__(self) -> int:
        raise TypeError("secrets are not hashable")


def decode(struct: Struct) -> Properties:
    """Return the plain values of a struct; whole numbers become ``int``, as JSON needs them."""
    return {key: _decode(value) for key, value in struct.fields.items()}


def encode(properties: Mapping[str, Any]) -> Struct:
    """Return the wire form of plain values."""
    return Struct(fields={key: _encode(value) for key, value in properties.items()})


def reveal(value: Any) -> Any:
    """Return a copy without secretness; dictionaries and lists are new, so that they can be changed."""
    if isinstance(value, Secret):
        return reveal(value.value)
    if isinstance(value, dict):
        return {key: reveal(item) for key, item in value.items()}
    if isinstance(value, list):
        return [reveal(item) for item in value]
    return value


def has_unknown(value: Any) -> bool:
    """Return whether anything in the value is unknown."""
    if isinstance(value, dict):
        return any(has_unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(has_unknown(item) for item in value)
    if isinstance(value, Secret):
        return has_unknown(value.value)
    return value is UNKNOWN


def has_secret(value: Any) -> bool:
    """Return whether anything in the value is secret."""
    if isinstance(value, dict):
        return any(has_secret(item) for item in value.values())
    if isinstance(value, list):
        return any(has_secret(item) for item in value)
    return isinstance(value, Secret)


def _decode(value: Value) -> Any:  # noqa: PLR0911 - one line for each kind of value
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        text = value.string_value
        return UNKNOWN if text in _UNKNOWNS else text
    if kind == "struct_value":
        fields = value.struct_value.fields
        signature = fields[SIGNATURE].string_value if SIGNATURE in fields else ""
        if signature == SECRET_SIGNATURE:
            return Secret(_decode(fields["value"]))
        if signature == OUTPUT_SIGNATURE:
            inner = _decode(fields["value"]) if "value" in fields else UNKNOWN
            return Secret(inner) if "secret" in fields and fields["secret"].bool_value else inner
        return {key: _decode(item) for key, item in fields.items()}
    if kind == "list_value":
        return [_decode(item) for item in value.list_value.values]
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() and abs(number) <= _LARGEST_EXACT else number
    if kind == "bool_value":
        return value.bool_value
    return None


def _encode(value: Any) -> Value:  # noqa: PLR0911 - one line for each kind of value
    if isinstance(value, str):
        return Value(string_value=value)
    if isinstance(value, dict):
        return Value(struct_value=Struct(fields={key: _encode(item) for key, item in value.items()}))
    if isinstance(value, bool):
        return Value(bool_value=value)
    if isinstance(value, int | float):
        return Value(number_value=value)
    if isinstance(value, list):
        return Value(list_value=ListValue(values=[_encode(item) for item in value]))
    if value is None:
        return Value(null_value=NullValue.NULL_VALUE)
    if value is UNKNOWN:
        return Value(string_value=_UNKNOWN_ON_THE_WIRE)
    if isinstance(value, Secret):
        signature = Value(string_value=SECRET_SIGNATURE)
        inner = _encode(value.value)
        return Value(struct_value=Struct(fields={SIGNATURE: signature, "value": inner}))
    raise TypeError(f"{type(value).__name__} is no property value")
