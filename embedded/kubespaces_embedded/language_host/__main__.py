"""``python -m kubespaces_embedded.language_host [flags] ENGINE_ADDRESS``, as the engine starts it."""

import sys

from kubespaces.lean_sdk import enter_empty_packages


def main(arguments: list[str]) -> int:
    """Serve the engine whose address is the last argument; flags for logs and tracing are not needed."""
    if not arguments or arguments[-1].startswith("-"):
        print(  # noqa: T201 - there is no engine to tell
            "pulumi-language-python (Kubespaces stand-in): the Pulumi engine starts this, "
            "with its own address as the last argument",
            file=sys.stderr,
        )
        return 2
    enter_empty_packages()
    from .server import serve  # noqa: PLC0415 - imports the SDK's messages

    serve(arguments[-1])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
