"""Names of a package that are imported when they are first used.

Whoever needs one module of a package would otherwise pay for all of them, at every start of every process.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def names_from(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """Return the ``__getattr__`` of a package.

    Args:
        package: the package's ``__name__``.
        homes: its names, and the module below it in which each one is.
    """

    def find(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module '{package}' has no attribute '{name}'")
        return getattr(import_module(f".{homes[name]}", package), name)

    return find
