"""What has to be known of a Pulumi project without starting the engine."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from .errors import EngineError

FILE = "Pulumi.yaml"


@dataclass(frozen=True)
class Project:
    """A folder with a Pulumi.yaml."""

    root: Path
    name: str
    backend: str | None
    """Address of the backend that the project itself asks for."""
    stack_config_dir: Path

    def has_secrets_provider(self, stack: str) -> bool:
        """Return whether the stack's configuration names a secrets provider other than a passphrase."""
        file = self.stack_config_dir / f"Pulumi.{stack.rpartition('/')[2]}.yaml"
        provider = str(_mapping(file).get("secretsprovider") or "") if file.is_file() else ""
        return provider not in ("", "default", "passphrase")


def find_project(start: Path) -> Project:
    """Return the project of a folder: the nearest Pulumi.yaml there or above, as the engine finds it.

    Raises ``EngineError`` if there is none, or if it cannot be read.
    """
    folder = start.absolute()
    for candidate in (folder, *folder.parents):
        if (candidate / FILE).is_file():
            return _read(candidate)
    raise EngineError(f"{folder}: no {FILE} here or in a folder above; go to a Pulumi project")


def _read(root: Path) -> Project:
    content = _mapping(root / FILE)
    name = content.get("name")
    if not isinstance(name, str) or not name:
        raise EngineError(f"{root / FILE}: name: missing; every Pulumi project has one")
    backend = content.get("backend")
    url = backend.get("url") if isinstance(backend, dict) else None
    return Project(
        root=root,
        name=name,
        backend=str(url) if url else None,
        stack_config_dir=root / str(content.get("stackConfigDir") or "."),
    )


def _mapping(file: Path) -> dict[str, object]:
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise EngineError(f"{file}: cannot be read: {error}") from error
    if not isinstance(content, dict):
        raise EngineError(f"{file}: is not a YAML mapping")
    return content
