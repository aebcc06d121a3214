"""Lays out the folder in which the engine of one offline preview finds its plugins.

The folder is a whole Pulumi home (``PULUMI_HOME``) of its own, thrown away afterwards, and plugins on PATH are ignored:
the official plugins of the user are out of reach, and the offline plugins never lie where another command finds them.
"""

import shlex
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from . import sdk

_MODULE = "kubespaces_embedded.offline_providers"
_LANGUAGE_HOST = "kubespaces_embedded.language_host"


def lay_out(
    home: Path, kits: Iterable[sdk.Sdk], versions: Mapping[str, Iterable[str]], engine: str, language_host: Path | None
) -> None:
    """Make the folder.

    Args:
        home: the folder.
        kits: the SDKs whose plugins are needed.
        versions: further versions of plugins that a saved state asks for, by package.
        engine: version of the engine.
        language_host: the official language host; None takes Kubespaces' own.
    """
    for kit in kits:
        for version in dict.fromkeys([kit.version, *versions.get(kit.name, ())]):
            _write(home, f"resource-{kit.name}-v{version}", _python(_MODULE, kit.name), f"pulumi-resource-{kit.name}")
    # The engine logs every step to files in its home, a third of its work; here nobody could ever read them. A file in
    # place of the folder keeps it from that.
    home.mkdir(parents=True, exist_ok=True)
    (home / "logs").touch()
    command = shlex.quote(str(language_host)) if language_host else _python(_LANGUAGE_HOST)
    _write(home, f"language-python-v{engine}", command, "pulumi-language-python")


def _python(module: str, *arguments: str) -> str:
    # Isolated: neither PYTHONPATH nor the program's folder may change what the plugin imports.
    return shlex.join([sys.executable, "-I", "-m", module, *arguments])


def _write(home: Path, folder: str, command: str, name: str) -> None:
    launcher = home / "plugins" / folder / name
    launcher.parent.mkdir(parents=True, exist_ok=True)
    launcher.write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
    launcher.chmod(0o755)
