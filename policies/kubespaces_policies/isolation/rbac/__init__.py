"""KS-RBAC: who may do what, in the cluster and from the cloud."""

from .administrators import no_cluster_administrators, no_wildcards
from .aggregation import aggregation_is_closed
from .cloud_administrators import no_cloud_administrators
from .control_objects import control_objects_stay_the_platforms
from .escalation import no_escalation_verbs
from .masters import nobody_in_system_masters
from .minting import no_minting
from .secrets import secrets_read_by_name
from .side_doors import no_side_doors
from .subjects import no_broad_subjects
from .workload_identity import cloud_identities_are_exact

__all__ = [
    "aggregation_is_closed",
    "cloud_identities_are_exact",
    "control_objects_stay_the_platforms",
    "no_broad_subjects",
    "no_cloud_administrators",
    "no_cluster_administrators",
    "no_escalation_verbs",
    "no_minting",
    "no_side_doors",
    "no_wildcards",
    "nobody_in_system_masters",
    "secrets_read_by_name",
]
