"""Reads versions.toml: which tools there are, in which versions, and how each can be had."""

import platform
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Literal

from packaging.specifiers import SpecifierSet
from packaging.version import Version
from pydantic import BaseModel, ConfigDict, Field

from .errors import ToolError

GOTOOLS = Path(__file__).parent.parent / "gotools"
"""The folder with one pinned Go module per group of tools."""

Archive = Literal["tar.gz", "zip", "none"]

_ARCHITECTURES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


@dataclass(frozen=True)
class Platform:
    """Operating system and processor in Go's words, such as ``linux`` and ``amd64``."""

    os: str
    arch: str


@dataclass(frozen=True)
class Release:
    """One published file for one platform."""

    url: str
    checksums: str
    """Address of a list of SHA-256 sums, or of a file that holds nothing but the sum."""
    archive: Archive
    executable: str
    """Where the executable is inside the archive; for ``none`` the name to give to the file."""

    @property
    def filename(self) -> str:
        """The name under which the list of checksums has this file."""
        return self.url.rsplit("/", 1)[1]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Download(_Table):
    """Where a publisher keeps its releases."""

    url: str
    checksums: str
    executable: str
    archive: dict[str, Archive]
    arch: dict[str, str]

    def release(self, version: str, host: Platform) -> Release | None:
        """Return the file for this platform, or None if the publisher has none."""
        archive, arch = self.archive.get(host.os), self.arch.get(host.arch)
        if archive is None or arch is None:
            return None
        words = {"version": version, "os": host.os, "arch": arch, "archive": archive}
        return Release(
            url=self.url.format(**words),
            checksums=self.checksums.format(**words),
            archive=archive,
            executable=self.executable.format(**words),
        )


class GoPackage(_Table):
    """How a tool is built from a pinned Go module."""

    folder: str
    module: str
    package: str
    stamp: tuple[str, ...]
    minutes: int = Field(gt=0)

    @property
    def directory(self) -> Path:
        """The folder that has the ``go.mod``."""
        return GOTOOLS / self.folder

    def ldflags(self, version: str) -> str:
        """Return the linker flags: no debug tables, and the version where the tool looks for its own."""
        major, minor, _ = version.split(".")
        stamps = [f"-X {stamp.format(version=version, major=major, minor=minor)}" for stamp in self.stamp]
        return " ".join(["-s", "-w", *stamps])


class ToolSpec(_Table):
    """One tool of versions.toml."""

    name: str
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    on_path: str
    named: str
    version_command: tuple[str, ...]
    version_pattern: str
    purpose: str = ""
    """What an optional tool is for; empty for a tool that everything needs."""
    download: Download | None = None
    """None if its publisher has no release with checksums."""
    go: GoPackage

    @property
    def variable(self) -> str:
        """The environment variable that names an executable to use, such as ``KUBESPACES_KUBECTL``."""
        return "KUBESPACES_" + self.name.upper().replace("-", "_")

    def release(self, host: Platform) -> Release | None:
        """Return the published file for a platform, or None if there is none."""
        return self.download.release(self.version, host) if self.download else None


class PluginSpec(_Table):
    """One plugin of the Pulumi engine."""

    kind: str
    name: str
    bundled: bool
    sdk: str | None = None
    download: Download | None = None

    @property
    def filename(self) -> str:
        """The name of its executable."""
        return f"pulumi-{self.kind}-{self.name}"

    @property
    def version(self) -> str | None:
        """The version that the installed Python SDK asks for; None if it only has to match the engine."""
        return installed_version(self.sdk) if self.sdk else None


class _Versions(_Table):
    tools: dict[str, ToolSpec]
    plugins: dict[str, PluginSpec]


@cache
def _read() -> _Versions:
    data = tomllib.loads((Path(__file__).parent / "versions.toml").read_text(encoding="utf-8"))
    for name, table in data["tools"].items():
        table["name"] = name
    return _Versions.model_validate(data)


def tool_names() -> list[str]:
    """Return the names that :func:`spec` knows."""
    return list(_read().tools)


def needed_tools() -> list[str]:
    """Return the names of the tools that everything needs: those that are not optional."""
    return [name for name, tool in _read().tools.items() if not tool.purpose]


def plugin_specs() -> list[PluginSpec]:
    """Return the plugins that versions.toml lists."""
    return list(_read().plugins.values())


def spec(tool: str) -> ToolSpec:
    """Return a tool's entry.

    Raises ToolError for a name that is not in versions.toml.
    """
    try:
        return _read().tools[tool]
    except KeyError:
        raise ToolError(f"{tool}: no such tool; there are {', '.join(tool_names())}") from None


def plugin_spec(kind: str, name: str) -> PluginSpec:
    """Return a plugin's entry; raises ToolError if it is not in versions.toml."""
    found = _read().plugins.get(f"{kind}-{name}")
    if found is None:
        raise ToolError(f"{kind} plugin {name}: no such plugin; there are {', '.join(_read().plugins)}")
    return found


def in_range(version: str, wanted: str) -> bool:
    """Tell whether a version such as ``1.34.2`` is in a range such as ``>=1.34,<1.35``."""
    return Version(version) in SpecifierSet(wanted)


def this_platform() -> Platform:
    """Return the platform this runs on; an unknown processor keeps the system's word for it."""
    machine = platform.machine().lower()
    return Platform(os=platform.system().lower(), arch=_ARCHITECTURES.get(machine, machine))
