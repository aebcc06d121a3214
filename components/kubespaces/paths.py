"""Where Kubespaces keeps files outside the repository: a cache that can be rebuilt and state that cannot."""

import os
from pathlib import Path


def cache_dir() -> Path:
    """Return the folder for things that can be made again, such as built tools.

    ``KUBESPACES_CACHE`` names it; else ``kubespaces`` under ``XDG_CACHE_HOME``, by default ``~/.cache``
    (XDG Base Directory Specification 0.8). The folder is not created here.
    """
    return _from_environment("KUBESPACES_CACHE") or _xdg("XDG_CACHE_HOME", ".cache")


def state_dir() -> Path:
    """Return the folder for things that must not be lost, such as a control plane's data and stack state.

    ``KUBESPACES_HOME`` names it; else ``kubespaces`` under ``XDG_STATE_HOME``, by default ``~/.local/state``.
    The folder is not created here.
    """
    return _from_environment("KUBESPACES_HOME") or _xdg("XDG_STATE_HOME", ".local/state")


def policy_runs_dir() -> Path:
    """Return the folder in which policy packs remember their last run on each stack.

    ``KUBESPACES_POLICY_RUNS`` names it; else ``policies`` under ``state_dir()``. The folder is not created here.
    """
    return _from_environment("KUBESPACES_POLICY_RUNS") or state_dir() / "policies"


def kubeconfig_of(control_plane: str) -> Path:
    """Return where the admin kubeconfig of a local control plane is, whether or not it exists yet."""
    return state_dir() / "control-planes" / control_plane / "kubeconfig"


def _from_environment(variable: str) -> Path | None:
    value = os.environ.get(variable)
    return Path(value).expanduser().absolute() if value else None


def _xdg(variable: str, fallback: str) -> Path:
    base = os.environ.get(variable)
    # The specification has relative values ignored.
    root = Path(base) if base and Path(base).is_absolute() else Path.home() / fallback
    return root / "kubespaces"
