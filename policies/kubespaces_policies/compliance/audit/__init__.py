"""KS-AUD: logs that an auditor can trust."""

from .control_plane import control_plane_logged
from .flow_logs import flow_logs
from .retention import kept_logs

__all__ = ["control_plane_logged", "flow_logs", "kept_logs"]
