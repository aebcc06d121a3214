"""Property values as the engine writes them, made plain.

What is not known before deployment and what is secret become marks of their own, so that neither is ever compared
with, or shown as, an ordinary value.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Any, Final


class Mark(Enum):
    """Stands for a value that is not there to be read."""

    UNKNOWN = "(known after deployment)"
    SECRET = "(secret)"  # noqa: S105 - what is shown instead of one

    def __str__(self) -> str:
        return self.value


UNKNOWN: Final = Mark.UNKNOWN
"""A value that only the deployment will tell."""
SECRET: Final = Mark.SECRET
"""A value that nobody may see."""

# How the engine marks values; source: pulumi/sdk/v3/go/common/resource (sig.go) and plugin (rpc.go).
_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a signature
_OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
_ASSETS = {"c44067f5952c0a294b673a41bacd8c17": "(file)", "0def7320c3a5731c473e5ecbe6d01bc7": "(archive)"}
_UNKNOWNS = frozenset(
    {
        "04da6b54-80e4-46f7-96ec-b56ff0331ba9",  # text, and in JSON any other value as well
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # boolean
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # array
        "030794c1-ac77-496b-92df-f27374a8bd58",  # asset
        "e48ece36-62e2-4504-bad9-02848725956a",  # archive
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # object
    }
)
_HIDDEN = "[secret]"


def plain(value: Any) -> Any:
    """Return a property value with its marks settled: plain data, ``UNKNOWN`` or ``SECRET``."""
    if isinstance(value, str):
        if value in _UNKNOWNS:
            return UNKNOWN
        return SECRET if value == _HIDDEN else value
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        signature = value.get(_SIGNATURE)
        return {key: plain(inner) for key, inner in value.items()} if signature is None else _marked(signature, value)
    return value


def _marked(signature: Any, value: Mapping[str, Any]) -> Any:
    if signature == _SECRET:
        return SECRET
    if signature == _OUTPUT:
        return _output(value)
    if signature in _ASSETS:
        return f"{_ASSETS[signature]} {value.get('hash', '')}".strip()
    return {key: plain(inner) for key, inner in value.items() if key != _SIGNATURE}


def _output(value: Mapping[str, Any]) -> Any:
    if value.get("secret"):
        return SECRET
    return plain(value["value"]) if "value" in value else UNKNOWN


def is_known(value: Any) -> bool:
    """Tell whether a value can be read: neither unknown nor secret itself."""
    return not isinstance(value, Mark)
