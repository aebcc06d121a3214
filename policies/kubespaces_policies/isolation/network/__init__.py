"""KS-NET: who reaches whom."""

from .default_deny import namespace_denies_by_default
from .metadata import metadata_is_cut_out
from .peers import network_policies_name_their_peers

__all__ = [
    "metadata_is_cut_out",
    "namespace_denies_by_default",
    "network_policies_name_their_peers",
]
