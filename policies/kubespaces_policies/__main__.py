"""``python -m kubespaces_policies PACK+PACK ENGINE_ADDRESS``: packs as a process that the engine starts by itself.

A pack's folder is started by way of the whole Pulumi SDK instead, which takes three times as long.
"""

import sys

from kubespaces.lean_sdk import enter_empty_packages


def main(arguments: list[str]) -> None:
    """Serve the packs that the first argument names; the engine's address and flags behind it are not needed."""
    enter_empty_packages()
    from .server import serve  # noqa: PLC0415 - imports the SDK's messages

    serve(arguments[0])


if __name__ == "__main__":
    main(sys.argv[1:])
