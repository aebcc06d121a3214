"""What only a host cluster on Google Cloud has."""

from typing import Annotated

from pydantic import Field

from .base import Model


class GcpCluster(Model):
    """A GKE cluster."""

    project: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{4,28}[a-z0-9]$")]
    """The project it is made in."""
    autopilot: bool = False
    """Autopilot: Google runs the nodes; ``nodePools`` then says only what is kept for whom."""
