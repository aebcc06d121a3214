"""Runs the Pulumi engine with all it needs: tools, stand-ins for missing plugins, backend, passphrase."""

from .errors import EngineError
from .installation import Installation, find_installation, require_installation
from .project import Project, find_project
from .runner import Result, capture, ensure_stack, pulumi, recover, run_stack
from .variables import LOCAL_PASSPHRASE, LOCAL_STACK, environment

__all__ = [
    "LOCAL_PASSPHRASE",
    "LOCAL_STACK",
    "EngineError",
    "Installation",
    "Project",
    "Result",
    "capture",
    "ensure_stack",
    "environment",
    "find_installation",
    "find_project",
    "pulumi",
    "recover",
    "require_installation",
    "run_stack",
]
