"""KS-AKS: host clusters on Azure."""

from .encryption import encrypted_cluster
from .endpoint import private_api_server
from .identity import entra_only
from .network import network_policies_hold
from .nodes import closed_pools
from .upkeep import kept_cluster

__all__ = [
    "closed_pools",
    "encrypted_cluster",
    "entra_only",
    "kept_cluster",
    "network_policies_hold",
    "private_api_server",
]
