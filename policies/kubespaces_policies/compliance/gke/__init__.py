"""KS-GKE: host clusters on Google Cloud."""

from .encryption import encrypted_gke
from .endpoint import private_control_plane
from .identity import workload_identity
from .integrity import shielded_nodes
from .legacy import no_legacy_access
from .network import private_nodes

__all__ = [
    "encrypted_gke",
    "no_legacy_access",
    "private_control_plane",
    "private_nodes",
    "shielded_nodes",
    "workload_identity",
]
