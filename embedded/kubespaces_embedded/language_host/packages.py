"""Which Pulumi packages an interpreter has installed."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

METADATA = "pulumi-plugin.json"
"""File in a Python package that names the provider plugin it belongs to."""


@dataclass(frozen=True)
class Parameterization:
    """The package that a parameterized provider was made into."""

    name: str
    version: str
    value: str
    """Base64, as in the file."""


@dataclass(frozen=True)
class RequiredPackage:
    """A provider plugin that an installed Python package talks to."""

    name: str
    version: str
    server: str = ""
    parameterization: Parameterization | None = None


def required_packages(folders: Iterable[Path]) -> list[RequiredPackage]:
    """Return the provider plugins of all packages installed in the given folders, by name.

    Reads one small file per Pulumi package and starts no process: a preview asks for this every time.
    Packages that say they have no plugin, or whose file cannot be read, are left out.
    """
    found: dict[str, RequiredPackage] = {}
    for folder in folders:
        for file in sorted(folder.glob(f"*/{METADATA}")):
            package = _read(file)
            if package is not None:
                found.setdefault(package.name, package)
    return [found[name] for name in sorted(found)]


def _read(file: Path) -> RequiredPackage | None:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(content, dict) or not content.get("resource"):
        return None
    name = content.get("name") or file.parent.name.removeprefix("pulumi_").replace("_", "-")
    parameters = content.get("parameterization")
    return RequiredPackage(
        name=name,
        version=str(content.get("version") or ""),
        server=str(content.get("server") or ""),
        parameterization=Parameterization(
            name=str(parameters.get("name", "")),
            version=str(parameters.get("version", "")),
            value=str(parameters.get("value", "")),
        )
        if isinstance(parameters, dict)
        else None,
    )
