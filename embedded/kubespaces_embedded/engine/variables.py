"""The environment variables that the engine runs with."""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from kubespaces.paths import state_dir
from kubespaces_embedded.toolbox import VCLUSTER_CHART, cached_files, find

from .errors import EngineError
from .installation import Installation, find_installation
from .project import Project, find_project
from .stand_ins import LANGUAGE_HOST, make, stand_ins_dir

LOCAL_STACK = "local"
"""The stack for the control plane on this machine."""

LOCAL_PASSPHRASE = "kubespaces-local"  # noqa: S105 - published on purpose, see below
"""Passphrase of the stack ``local`` unless the user sets one.

It protects nothing and is meant to be known: that stack's state holds only the throwaway credentials of a control
plane that listens on the loopback interface, and its folder can be read by its owner only.
"""

PARALLEL = "64"
"""Operations the engine has under way at once. Its own default is four for each core, and a namespace takes Kubernetes
five seconds to delete, whatever the cores do meanwhile: 20 of them took three waves on two cores."""

HELM = "KUBESPACES_HELM"
"""Names the ``helm`` for programs that render charts."""

CHART = "KUBESPACES_VCLUSTER_CHART"
"""Names the folder of vCluster's chart."""

PASSPHRASES = ("PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE")


def environment(
    stack: str,
    *,
    cwd: Path | None = None,
    installation: Installation | None = None,
    base: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Return the complete environment for running ``pulumi`` on a stack of the project in ``cwd``.

    What the user has set in ``base`` (by default the process's environment) wins: backend, access token,
    passphrase. PATH starts with this Python's folder and the engine's, beside which our language host lies;
    other stand-ins come last. There are only those whose official plugin is missing.

    Raises ``EngineError`` if there is no engine or no project.
    """
    given = dict(os.environ if base is None else base)
    found = installation or find_installation()
    project = find_project(cwd or Path.cwd())
    return {
        "PULUMI_PARALLEL": PARALLEL,
        **given,
        **_plugins(found, given.get("PATH", os.defpath)),
        **chart_variables(given),
        **_backend(stack, project, given),
        **_passphrase(stack, given),
        "PULUMI_STACK": stack,
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }


def file_backend(variables: Mapping[str, str], project: Project) -> Path | None:
    """Return the folder where the engine keeps state with these variables, or None if it is no local folder.

    A relative one is relative to the folder that the engine runs in.
    """
    url = variables.get("PULUMI_BACKEND_URL") or project.backend or _logged_in(variables) or ""
    parts = urlsplit(url)
    if parts.scheme != "file":
        return None
    return Path(unquote(parts.netloc + parts.path)).expanduser()


def needs_passphrase(stack: str, variables: Mapping[str, str], project: Project) -> bool:
    """Return whether the engine would have to ask for a passphrase, which it can do at a terminal only."""
    if any(name in variables for name in PASSPHRASES) or project.has_secrets_provider(stack):
        return False
    url = variables.get("PULUMI_BACKEND_URL") or project.backend or _logged_in(variables) or ""
    return bool(url) and not url.startswith("http")  # the service keeps a key for each stack


def _plugins(installation: Installation, path: str) -> dict[str, str]:
    ours = stand_ins_dir()
    inherited = [entry for entry in path.split(os.pathsep) if entry and not Path(entry).is_relative_to(ours)]
    first = [Path(sys.executable).parent, executable(installation).parent]
    last = installation.plugin_folders
    variables = {}
    if installation.stand_ins:
        last += [make(stand_in, installation.pulumi.path) for stand_in in installation.stand_ins]
        # The engine would otherwise try to download plugins that a program only might use.
        variables["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"] = "true"
    entries = [*map(str, first), *inherited, *map(str, last)]
    return {**variables, "PATH": os.pathsep.join(dict.fromkeys(entries))}


def chart_variables(given: Mapping[str, str]) -> dict[str, str]:
    """Say where ``helm`` and the chart of virtual clusters are, as far as they are on this machine.

    A program that renders charts says itself what it lacks, and downloads the chart where there is internet.
    """
    helm = None if given.get(HELM) else find("helm")
    chart = None if CHART in given else cached_files(*VCLUSTER_CHART)
    return {**({HELM: str(helm.path)} if helm else {}), **({CHART: str(chart)} if chart else {})}


def executable(installation: Installation) -> Path:
    """Return the engine's executable: with our language host, the link to it that lies beside that."""
    path = installation.pulumi.path
    if LANGUAGE_HOST not in installation.stand_ins:
        return path
    link = make(LANGUAGE_HOST, path) / path.name
    return link if link.exists() else path


def _backend(stack: str, project: Project, given: Mapping[str, str]) -> dict[str, str]:
    chosen = given.get("PULUMI_BACKEND_URL") or given.get("PULUMI_ACCESS_TOKEN") or project.backend
    # The laptop's stack goes to the backend that somebody is logged in to only if told so.
    if chosen or (stack != LOCAL_STACK and _logged_in(given)):
        return {}
    folder = state_dir() / "stacks"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
    except OSError as error:
        raise EngineError(
            f"{folder}: cannot be made: {error.strerror}; KUBESPACES_HOME names another folder for state"
        ) from error
    return {"PULUMI_BACKEND_URL": folder.as_uri()}


def _passphrase(stack: str, given: Mapping[str, str]) -> dict[str, str]:
    if stack != LOCAL_STACK or any(name in given for name in PASSPHRASES):
        return {}
    return {"PULUMI_CONFIG_PASSPHRASE": LOCAL_PASSPHRASE}


def _logged_in(variables: Mapping[str, str]) -> str | None:
    """Return the backend of the last ``pulumi login``; of the file with it nothing else is read."""
    home = variables.get("PULUMI_HOME")
    folder = Path(home).expanduser() if home else Path.home() / ".pulumi"
    try:
        content = json.loads((folder / "credentials.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    current = content.get("current") if isinstance(content, dict) else None
    return current if isinstance(current, str) and current else None
