"""The messages of the language host's protocol, imported without the rest of the Pulumi SDK.

``import pulumi`` takes 0.2 s, half of it for parts a host never uses, and the engine starts two hosts for
every preview or update. The generated modules need nothing of the packages they lie in, so those are put in
place empty, unless the process has imported the SDK already.
"""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType


def _enter_empty_packages() -> None:
    specification = importlib.util.find_spec("pulumi")
    if specification is None or not specification.submodule_search_locations:
        raise ModuleNotFoundError("The Pulumi SDK is not installed beside Kubespaces", name="pulumi")
    root = Path(specification.submodule_search_locations[0])
    packages = {
        "pulumi": root,
        "pulumi.runtime": root / "runtime",
        "pulumi.runtime.proto": root / "runtime/proto",
    }
    for name, folder in packages.items():
        package = ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules[name] = package


if "pulumi" not in sys.modules:
    _enter_empty_packages()

from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2  # noqa: E402 - see above

__all__ = ["language_pb2", "language_pb2_grpc", "plugin_pb2"]
