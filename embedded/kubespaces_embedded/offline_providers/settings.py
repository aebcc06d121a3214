"""The switch: without it no plugin of this package does anything.

``kubespaces preview --offline`` writes a file with what the plugins need and names it in an environment variable. It
lives as long as the command, so a plugin that is started in any other way, or later, refuses to work.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

VARIABLE = "KUBESPACES_OFFLINE_PREVIEW"
"""Names the file."""

REFUSAL = (
    "this is Kubespaces' offline plugin: it only works inside `kubespaces preview --offline`, and creates, changes or "
    "deletes nothing; `kubespaces up` uses the official plugin"
)


class NotAskedFor(Exception):  # noqa: N818 - reads as what it says
    """The plugin was not started by the command."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the command tells its plugins."""

    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Answers of functions in the stack's configuration, by the function's token."""

    def write(self, file: Path) -> None:
        """Write the file."""
        file.write_text(json.dumps({"answers": self.answers}), encoding="utf-8")


def read() -> Settings:
    """Return the settings of the command that started this process.

    Raises:
        NotAskedFor: no such command did.
    """
    name = os.environ.get(VARIABLE)
    if not name or not Path(name).is_file():
        raise NotAskedFor(REFUSAL)
    content = json.loads(Path(name).read_text(encoding="utf-8"))
    return Settings(answers=content["answers"])
