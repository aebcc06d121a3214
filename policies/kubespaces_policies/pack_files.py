"""Writes the packs and their configuration as files, in the form in which Pulumi's command line takes them."""

import hashlib
import json
import os
import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from kubespaces.errors import KubespacesError
from kubespaces.paths import cache_dir

from .catalogue import PACKS, all_controls, joint_name
from .metadata import DESCRIPTIONS, PACK_VERSION, SETTINGS_POLICY
from .settings import read_settings

LEVELS = ("advisory", "mandatory", "remediate", "disabled")
"""Enforcement levels of single controls, as Pulumi names them."""

_MAIN = '''"""The policy pack ``{pack}`` of Kubespaces."""

from kubespaces_policies.server import serve

serve("{pack}")
'''


@dataclass(frozen=True)
class PackConfig:
    """What a pack is told."""

    settings: Mapping[str, Any] = field(default_factory=dict)
    """Settings, in the form of the JSON schema."""
    levels: Mapping[str, str] = field(default_factory=dict)
    """Enforcement levels of single controls that are to differ from the default."""

    def problems(self) -> list[str]:
        """Return everything that is wrong with it."""
        _, found = read_settings(dict(self.settings))
        known = all_controls()
        for name, level in self.levels.items():
            if name not in known:
                found.append(f"levels.{name}: is no control; `kubespaces policies list` names them all")
            elif level not in LEVELS:
                found.append(f"levels.{name}: {level}: must be {', '.join(LEVELS)}")
        return found

    def as_json(self) -> str:
        """Return it in the form of ``--policy-pack-config``."""
        return json.dumps({**self.levels, SETTINGS_POLICY: dict(self.settings)}, indent=2, default=str)


def write_pack(pack: str, folder: Path) -> Path:
    """Write a pack's folder and return it. It runs with the Python that writes it.

    Args:
        pack: ``isolation`` or ``compliance``.
        folder: where the pack's own folder goes.
    """
    target = folder / pack
    target.mkdir(parents=True, exist_ok=True)
    options = {} if sys.prefix == sys.base_prefix else {"options": {"virtualenv": sys.prefix}}
    about = {
        "description": DESCRIPTIONS[pack],
        "version": PACK_VERSION,
        "runtime": {"name": "python", **options},
    }
    (target / "PulumiPolicy.yaml").write_text(yaml.safe_dump(about, sort_keys=False), encoding="utf-8")
    (target / "__main__.py").write_text(_MAIN.format(pack=pack), encoding="utf-8")
    return target


def write_packs(folder: Path, config: PackConfig) -> list[str]:
    """Make both packs ready with one configuration; returns the options for ``pulumi preview`` and ``up``.

    The engine asks them as one (see ``service``), under the name ``isolation+compliance``.
    """
    name = joint_name(*PACKS)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.json"
    file.write_text(config.as_json(), encoding="utf-8")
    return ["--policy-pack", str(launcher(name)), "--policy-pack-config", str(file)]


def launcher(name: str) -> Path:
    """Return packs as one executable file, which the engine starts in a third of the time that a folder takes.

    It starts ``__main__`` of this package. It is made once and kept in the cache: temporary folders are often mounted
    so that nothing in them can be executed. Needs Pulumi 3.259, as this library does; folders work with older ones.

    Args:
        name: of the packs; see ``catalogue.joint_name``.

    Raises:
        KubespacesError: the cache cannot be written.
    """
    # Isolated: neither PYTHONPATH nor the program's folder may change what the packs import.
    script = f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -I -m {__package__} {name} "$@"\n'
    file = cache_dir() / "policy-packs" / hashlib.sha256(script.encode()).hexdigest()[:20] / name
    if not file.is_file():
        try:
            _publish(file, script)
        except OSError as error:
            raise KubespacesError(
                f"{file}: cannot be written: {error.strerror}; KUBESPACES_CACHE names another folder for caches"
            ) from error
    return file


def _publish(file: Path, script: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.write_text(script, encoding="utf-8")
    draft.chmod(0o755)
    draft.replace(file)  # in one step: another process may be starting it
