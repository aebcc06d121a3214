"""KS-AVA: what survives the loss of a zone, a node or a mistake."""

from .protection import protection
from .workloads import surviving_workloads
from .zones import zones as zones_and_surge

__all__ = ["protection", "surviving_workloads", "zones_and_surge"]
