"""Copies a stack's configuration for one preview, without anything that needs a key or a service."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from kubespaces.errors import KubespacesError
from kubespaces_embedded.kubernetes_provider.paths import Path as PropertyPath
from kubespaces_embedded.kubernetes_provider.paths import spell

from .functions import CONFIGURATION_KEY


class ConfigError(KubespacesError):
    """The configuration cannot be used; the message is for the user."""


@dataclass(frozen=True, slots=True)
class StackConfig:
    """What a preview needs of a stack's configuration."""

    values: Mapping[str, Any]
    """Everything that is not secret."""
    sealed: tuple[str, ...]
    """Keys, or paths below keys, of what is encrypted."""
    answers: Mapping[str, Mapping[str, Any]]
    """Answers of provider functions."""
    environments: bool
    """Whether it imports environments of Pulumi ESC, which only Pulumi's service can open."""

    def write(self, file: Path) -> None:
        """Write the configuration without its secrets."""
        file.write_text(yaml.safe_dump({"config": dict(self.values)}), encoding="utf-8")


def read_config(file: Path) -> StackConfig:
    """Return a stack's configuration, as ``Pulumi.<stack>.yaml`` has it.

    Raises:
        ConfigError: the file cannot be read or is no configuration.
    """
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
        values: dict[str, Any] = {**(content.get("config") or {})}
    except (OSError, UnicodeDecodeError, yaml.YAMLError, AttributeError, TypeError) as error:
        raise ConfigError(f"{file}: is no stack configuration: {' '.join(str(error).split())}") from None
    answers = values.get(CONFIGURATION_KEY) or {}
    if not isinstance(answers, dict) or not all(isinstance(answer, dict) for answer in answers.values()):
        raise ConfigError(f"{file}: {CONFIGURATION_KEY}: must be a map of functions' tokens to maps of their results")
    return StackConfig(
        values={key: _open(value) for key, value in values.items() if not _is_sealed(value)},
        sealed=tuple(spell_key(path) for path in _sealed((), values)),
        answers=answers,
        environments=bool(content.get("environment")),
    )


def spell_key(path: PropertyPath) -> str:
    """Return a path as ``pulumi config --path`` takes it: the key as it is, then steps."""
    key, *steps = path
    inner = spell(tuple(steps))
    return str(key) if not inner else f"{key}{'' if inner.startswith('[') else '.'}{inner}"


def _is_sealed(value: Any) -> bool:
    return isinstance(value, dict) and list(value) == ["secure"]


def _sealed(path: PropertyPath, value: Any) -> Iterator[PropertyPath]:
    if _is_sealed(value):
        yield path
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _sealed((*path, str(key)), item)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _sealed((*path, index), item)


def _open(value: Any) -> Any:
    """Return a value with nothing in the place of its secrets; they are set afterwards."""
    if _is_sealed(value):
        return ""
    if isinstance(value, dict):
        return {key: _open(item) for key, item in value.items()}
    return [_open(item) for item in value] if isinstance(value, list) else value
