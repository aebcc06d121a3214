"""Runs a program that ends with the process that started it, however that ends: ``attached PROGRAM ARGUMENT...``."""

import os
import signal
import sys

from . import kernel


def main(arguments: list[str]) -> None:
    """Become the program; never returns."""
    parent = os.getppid()
    kernel.die_with_parent(signal.SIGKILL)
    if os.getppid() != parent:  # it ended in between
        sys.exit(1)
    os.execv(arguments[0], arguments)  # noqa: S606 - the runner's own argument list


if __name__ == "__main__":
    main(sys.argv[1:])
