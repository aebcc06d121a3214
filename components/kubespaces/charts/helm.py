"""Runs the real ``helm``."""

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from kubespaces.errors import KubespacesError

VARIABLE = "KUBESPACES_HELM"
"""Environment variable that names the executable; default: ``helm`` on PATH."""

OLDEST = (3, 14)
"""``helm template`` of older versions does not check values against schemas of sub-charts."""

_TIMEOUT = 300.0
"""Seconds after which Helm is taken for stuck."""


class HelmError(KubespacesError):
    """Helm is missing, too old, or refuses the chart."""


def template(chart: Path, options: Sequence[str], values: Mapping[str, Any]) -> str:
    """Return what ``helm template`` prints.

    No plugin, repository or cluster of the user's takes part: the same chart and values give the same text everywhere.

    Raises:
        HelmError: with what Helm says about the chart or the values.
    """
    with tempfile.TemporaryDirectory() as nothing:
        closed = {
            **{f"HELM_{kind}_HOME": nothing for kind in ("CONFIG", "CACHE", "DATA")},
            "HELM_PLUGINS": nothing,
            "KUBECONFIG": os.devnull,
        }
        return _run([*options, "--values", "-"], chart, json.dumps(values), closed)


def pull(arguments: Sequence[str], folder: Path) -> Path:
    """Download a chart into a folder with the user's own logins; return the archive.

    Raises:
        HelmError: with what Helm or the registry says.
    """
    _call(["pull", *arguments, "--destination", str(folder)], "", {})
    (archive,) = folder.glob("*.tgz")
    return archive


def _run(options: Sequence[str], chart: Path, values: str, environment: Mapping[str, str]) -> str:
    release, *rest = options
    return _call(["template", release, str(chart), *rest], values, environment)


def _call(arguments: Sequence[str], text: str, environment: Mapping[str, str]) -> str:
    command = [str(find_helm()), *arguments]
    try:
        done = subprocess.run(
            command,
            input=text,
            capture_output=True,
            encoding="utf-8",
            timeout=_TIMEOUT,
            env={**os.environ, **environment},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise HelmError(f"helm {arguments[0]} did not end within {_TIMEOUT:.0f} s; try it again") from None
    if done.returncode != 0:
        raise HelmError(_words(done.stderr))
    return done.stdout


def find_helm() -> Path:
    """Return the ``helm`` to use.

    Raises:
        HelmError: there is none, or it is too old; the message says how to get one.
    """
    named = os.environ.get(VARIABLE)
    found = named or shutil.which("helm")
    if not found:
        raise HelmError(
            f"rendering a chart needs helm {OLDEST[0]}.{OLDEST[1]} or newer; install it (helm.sh/docs/intro/install) "
            f"or name it in {VARIABLE}"
        )
    _check(found)
    return Path(found)


@cache
def _check(executable: str) -> None:
    try:
        done = subprocess.run(
            [executable, "version", "--short"], capture_output=True, encoding="utf-8", timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise HelmError(f"{executable} cannot be started: {error}") from None
    match = re.match(r"v(\d+)\.(\d+)", done.stdout)
    if match is None or (int(match[1]), int(match[2])) < OLDEST:
        shown = done.stdout.strip() or "of unknown version"
        raise HelmError(f"{executable} is {shown}; charts need helm {OLDEST[0]}.{OLDEST[1]} or newer")


def _words(errors: str) -> str:
    """Return the last words of Helm without its advice to debug, and without what only warns."""
    lines = [line for line in errors.splitlines() if line and not line.startswith(("WARNING", "level=", "Use --debug"))]
    return re.sub(r"^Error: ", "", " ".join(lines)) or "helm failed without a word"
