"""Importing the protocol's messages without the rest of the Pulumi SDK.

``import pulumi`` takes 0.2 s, most of it for parts that a language host or a policy pack never uses, and the engine
starts several of them for every preview or update. The generated modules need nothing of the packages they lie in.
"""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType


def enter_empty_packages() -> None:
    """Let the packages around ``pulumi.runtime.proto`` be empty in this process.

    Only for a process that runs nobody else's code, and before it imports anything of the SDK.
    """
    specification = importlib.util.find_spec("pulumi")
    if specification is None or not specification.submodule_search_locations:
        raise ModuleNotFoundError("the Pulumi SDK is not installed beside Kubespaces", name="pulumi")
    root = Path(specification.submodule_search_locations[0])
    folders = {
        "pulumi": root,
        "pulumi.runtime": root / "runtime",
        "pulumi.runtime.proto": root / "runtime" / "proto",
    }
    for name, folder in folders.items():
        package = ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules[name] = package
