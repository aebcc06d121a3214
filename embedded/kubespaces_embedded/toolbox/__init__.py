"""Finds, downloads or builds the tools of the embedded platform; versions.toml says which and how."""

import sys

if sys.platform == "win32":
    raise ImportError("the embedded platform runs on Linux and macOS; on Windows use WSL")

from .errors import ToolError
from .finder import Finding, Rejected, Tool, find, look
from .obtain import require, require_all
from .plugins import find_plugin, is_stand_in, require_plugin
from .progress import ConsoleProgress, Progress, Task
from .report import Check, examine, install_all
from .sources import VCLUSTER_CHART, cached_files, module_files
from .versions import needed_tools, tool_names

__all__ = [
    "VCLUSTER_CHART",
    "Check",
    "ConsoleProgress",
    "Finding",
    "Progress",
    "Rejected",
    "Task",
    "Tool",
    "ToolError",
    "cached_files",
    "examine",
    "find",
    "find_plugin",
    "install_all",
    "is_stand_in",
    "look",
    "module_files",
    "needed_tools",
    "require",
    "require_all",
    "require_plugin",
    "tool_names",
]
