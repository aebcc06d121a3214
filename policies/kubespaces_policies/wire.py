"""Reads resource inputs in the form in which the engine sends them, and writes them back.

Source of the marks: pulumi/pulumi, sdk/go/common/resource/properties.go and sdk/python/lib/pulumi/runtime/rpc.py.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from google.protobuf import struct_pb2  # type: ignore[import-untyped] # has no stubs
from google.protobuf.json_format import MessageToDict  # type: ignore[import-untyped] # likewise

from .value import UNKNOWN, Sealed, Unknown

SIGNATURE = "4dabf18193072939515e22adb298388d"
"""Key of a map that is something else than a map."""
SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a mark, not a secret
"""Signature of a secret."""
OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
"""Signature of an output that carries its own secretness and may have no value yet."""

UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
UNKNOWNS = frozenset(
    {
        UNKNOWN_STRING,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # boolean
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # array
        "030794c1-ac77-496b-92df-f27374a8bd58",  # asset
        "e48ece36-62e2-4504-bad9-02848725956a",  # archive
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # object
    }
)
"""What stands for a value that is not known yet, by its type."""


def decode_struct(properties: struct_pb2.Struct) -> dict[str, Any]:
    """Return inputs as plain data with ``UNKNOWN`` and ``Sealed`` where there is something unknown or secret."""
    return {key: decode(item) for key, item in MessageToDict(properties).items()}


def decode(raw: Any) -> Any:
    """Return one value as plain data; also takes the SDK's proxies, which raise where something is unknown."""
    raw = _unwrap(raw)
    if isinstance(raw, str):
        return UNKNOWN if raw in UNKNOWNS else raw
    if isinstance(raw, Mapping):
        signature = raw.get(SIGNATURE)
        if signature == SECRET:
            return Sealed(decode(raw.get("value")))
        if signature == OUTPUT:
            content = decode(raw["value"]) if "value" in raw else UNKNOWN
            return Sealed(content) if raw.get("secret") else content
        return {key: decode(item) for key, item in raw.items()}
    if isinstance(raw, Sequence) and not isinstance(raw, str | bytes):
        return [decode(item) for item in raw]
    return raw


def encode(content: Any) -> Any:
    """Return plain data in the form in which the engine takes it."""
    if isinstance(content, Unknown):
        return UNKNOWN_STRING
    if isinstance(content, Sealed):
        return {SIGNATURE: SECRET, "value": encode(content.content)}
    if isinstance(content, Mapping):
        return {key: encode(item) for key, item in content.items()}
    if isinstance(content, list | tuple):
        return [encode(item) for item in content]
    return content


def encode_struct(content: Mapping[str, Any]) -> struct_pb2.Struct:
    """Return inputs in the form in which the engine takes them."""
    properties = struct_pb2.Struct()
    properties.update(encode(content))
    return properties


def _unwrap(raw: Any) -> Any:
    """Return what one of the SDK's proxies holds: it raises on unknown values, this package has its own way."""
    if type(raw).__module__ == "pulumi_policy.proxy":
        return raw["__target"]
    return raw
