"""How hard namespaces and host clusters are walled off, as values with an order."""

from .dimensions import Dimension
from .order import Change, Direction, Facts, compare, worst
from .posture import Cluster, Posture, namespace_posture

__all__ = [
    "Change",
    "Cluster",
    "Dimension",
    "Direction",
    "Facts",
    "Posture",
    "compare",
    "namespace_posture",
    "worst",
]
