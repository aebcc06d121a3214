"""KS-POD: what a pod may ask of the node that it runs on."""

from .capabilities import all_capabilities_dropped, no_added_capabilities
from .escalation import no_privilege_escalation
from .host_namespaces import no_host_namespaces
from .kernel import kernel_profiles_on
from .priority import priority_by_allowed_classes
from .privileged import no_privileged_containers
from .probes import probes_stay_at_the_pod
from .resources import requests_and_limits
from .root_filesystem import root_filesystem_is_read_only
from .scheduling import pods_stay_on_their_nodes
from .seccomp import system_calls_filtered
from .storage import no_indirect_host_storage
from .tokens import no_token_in_pods
from .users import nothing_runs_as_root
from .volumes import allowed_volume_types

__all__ = [
    "all_capabilities_dropped",
    "allowed_volume_types",
    "kernel_profiles_on",
    "no_added_capabilities",
    "no_host_namespaces",
    "no_indirect_host_storage",
    "no_privilege_escalation",
    "no_privileged_containers",
    "no_token_in_pods",
    "nothing_runs_as_root",
    "pods_stay_on_their_nodes",
    "priority_by_allowed_classes",
    "probes_stay_at_the_pod",
    "requests_and_limits",
    "root_filesystem_is_read_only",
    "system_calls_filtered",
]
