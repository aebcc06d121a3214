"""Keeps the plugin's start short, as it is on the way of every ``pulumi`` command.

Measured on Python 3.11: importing what we use in the ordinary way takes 330 ms, this way 110 ms. The difference is
the code of package ``__init__`` files that load whole SDKs, and of optional parts.
"""

import importlib.util
import sys
from types import ModuleType

_BARE = ("pulumi", "pulumi.runtime", "pulumi.runtime.proto")
"""Packages of which we need single modules, but nothing that their ``__init__`` loads."""

_ABSENT = ("httpx._main", "sniffio")
"""Optional modules that are done without: httpx's command line (loads rich and click), and a switch between event
loops that is searched for on disk with every single request while it is not installed."""


def skip_package_code() -> None:
    """Make later imports of single modules skip the code of the packages around them.

    Only for a process of our own: nothing else may expect the packages to be complete.
    """
    for name in _BARE:
        _register(name)
    for name in _ABSENT:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type] # documented: None makes an import fail


def _register(name: str) -> None:
    if name in sys.modules:
        return
    parent, _, last = name.rpartition(".")
    package = ModuleType(name)
    if parent:
        roots = [f"{root}/{last}" for root in sys.modules[parent].__path__]
    else:
        spec = importlib.util.find_spec(name)
        if spec is None or spec.submodule_search_locations is None:
            return  # the import that follows says what is missing
        roots = list(spec.submodule_search_locations)
    package.__path__ = roots
    sys.modules[name] = package
