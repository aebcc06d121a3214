"""What would be there: Kubernetes objects and clusters, before and after, taken from the states in previews."""

from .build import World, worlds
from .objects import KubeObject

__all__ = ["KubeObject", "World", "worlds"]
