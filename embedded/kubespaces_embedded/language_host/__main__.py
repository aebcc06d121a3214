"""``python -m kubespaces_embedded.language_host [flags] ENGINE_ADDRESS``, as the engine starts it."""

import sys

from .server import serve


def main(arguments: list[str]) -> int:
    """Serve the engine whose address is the last argument; flags for logs and tracing are not needed."""
    if not arguments or arguments[-1].startswith("-"):
        print(  # noqa: T201 - there is no engine to tell
            "pulumi-language-python (Kubespaces stand-in): the Pulumi engine starts this, "
            "with its own address as the last argument",
            file=sys.stderr,
        )
        return 2
    serve(arguments[-1])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
