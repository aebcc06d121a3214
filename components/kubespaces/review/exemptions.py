"""Reads the exemptions in the configuration of policy packs."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from .document import Exemption
from .errors import ReviewError

_KEY = "exemptions"
_FIELDS = ("control", "resource", "owner", "reason", "expires")
_OTHER_NAMES = {"expires": ("expiry", "until"), "resource": ("urn", "resources"), "control": ("policy", "controls")}


def read_exemptions(files: Sequence[Path], before: Sequence[Path]) -> tuple[Exemption, ...]:
    """Return the exemptions in some files, marked where they are in none of the files from before.

    Args:
        files: configuration files of policy packs, JSON or YAML.
        before: the same files as they were before the change; none for: everything was there before.

    Raises:
        ReviewError: a file cannot be read.
    """
    now = [exemption for file in files for exemption in _of_file(file)]
    if not before:
        return tuple(now)
    known = {exemption for file in before for exemption in _of_file(file)}
    return tuple(exemption.model_copy(update={"added": exemption not in known}) for exemption in now)


def _of_file(file: Path) -> Iterator[Exemption]:
    try:
        text = file.read_text(encoding="utf-8")
        content = json.loads(text) if file.suffix == ".json" else yaml.safe_load(text)
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise ReviewError(f"{file}: the policy configuration cannot be read: {' '.join(str(error).split())}") from None
    yield from _found(content)


def _found(value: Any) -> Iterator[Exemption]:
    """Yield every entry of every list called ``exemptions``, at whatever depth the pack keeps it."""
    if isinstance(value, list):
        for item in value:
            yield from _found(item)
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == _KEY and isinstance(inner, list):
                yield from (_exemption(entry) for entry in inner if isinstance(entry, dict))
            else:
                yield from _found(inner)


def _exemption(entry: Mapping[str, Any]) -> Exemption:
    said = {name: _text(entry, name) for name in _FIELDS}
    return Exemption(**{key: value for key, value in said.items() if value}, **_missing(said))


def _missing(said: Mapping[str, str]) -> dict[str, str]:
    """Return what must be named and is not: such an exemption is for everything."""
    return {name: "everything" for name in ("control", "resource") if not said[name]}


def _text(entry: Mapping[str, Any], name: str) -> str:
    for key in (name, *_OTHER_NAMES.get(name, ())):
        value = entry.get(key)
        if value:
            return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return ""
