"""A real Kubernetes API server on this machine: ``ControlPlane("local").up()``."""

from .errors import ControlPlaneError
from .layout import names
from .plane import ControlPlane
from .status import ComponentStatus, State, Status
from .tools import Tools

__all__ = ["ComponentStatus", "ControlPlane", "ControlPlaneError", "State", "Status", "Tools", "names"]
