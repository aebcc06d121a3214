"""Which engine and which plugins are used on this machine."""

from dataclasses import dataclass
from pathlib import Path

from kubespaces_embedded.toolbox import Progress, Tool, ToolError, find, find_plugin, require, require_plugin

from .errors import EngineError
from .stand_ins import ALL, StandIn


@dataclass(frozen=True)
class Installation:
    """The engine, the official plugins that were found and the stand-ins for the others."""

    pulumi: Tool
    official: tuple[Tool, ...]
    stand_ins: tuple[StandIn, ...]

    @property
    def plugin_folders(self) -> list[Path]:
        """Folders of official plugins that the engine would not look into by itself: those in our cache."""
        return [tool.path.parent for tool in self.official if tool.source == "download" and not self._beside(tool)]

    def describe_stand_ins(self) -> str:
        """Return one line for the user about the stand-ins in use; empty if there are none."""
        if not self.stand_ins:
            return ""
        names = " and ".join(stand_in.filename for stand_in in self.stand_ins)
        return f"Using the Kubespaces stand-ins for {names}: for laptops and CI, never for a real cloud"

    def _beside(self, tool: Tool) -> bool:
        return tool.path.parent == self.pulumi.path.resolve().parent


def find_installation() -> Installation:
    """Return what is there, without downloading or building.

    Raises ``EngineError`` if there is no engine.
    """
    try:
        pulumi = find("pulumi")
        if pulumi is None:
            raise EngineError("the Pulumi engine is not there yet; `kubespaces doctor --install` gets it")
        return _with_plugins(
            pulumi,
            {stand_in: find_plugin(stand_in.kind, stand_in.name, pulumi=pulumi) for stand_in in ALL},
        )
    except ToolError as error:
        raise EngineError(str(error)) from error


def require_installation(progress: Progress | None = None) -> Installation:
    """Return the engine, getting it first if it is not there, and the plugins.

    A missing official plugin is downloaded where the engine itself could be downloaded; where it had to be
    built or was there before, no command waits for a network that may not exist. Raises ``EngineError``.
    """
    try:
        pulumi = require("pulumi", progress=progress)
        return _with_plugins(pulumi, {stand_in: _plugin(stand_in, pulumi, progress) for stand_in in ALL})
    except ToolError as error:
        raise EngineError(str(error)) from error


def _plugin(stand_in: StandIn, pulumi: Tool, progress: Progress | None) -> Tool | None:
    if pulumi.source == "download":
        return require_plugin(stand_in.kind, stand_in.name, pulumi=pulumi, progress=progress)
    return find_plugin(stand_in.kind, stand_in.name, pulumi=pulumi)


def _with_plugins(pulumi: Tool, found: dict[StandIn, Tool | None]) -> Installation:
    return Installation(
        pulumi=pulumi,
        official=tuple(tool for tool in found.values() if tool is not None),
        stand_ins=tuple(stand_in for stand_in, tool in found.items() if tool is None),
    )
