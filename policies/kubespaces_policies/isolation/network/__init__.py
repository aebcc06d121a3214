"""KS-NET: who reaches whom."""

from .addresses import services_point_at_own_pods
from .default_deny import namespace_denies_by_default
from .gateways import gateways_let_named_namespaces_in
from .hosts import hosts_are_the_tenants_own
from .ingress import ingresses_inject_nothing
from .metadata import metadata_is_cut_out
from .peers import network_policies_name_their_peers
from .perimeter import perimeter_is_closed
from .services import load_balancers_are_not_public, services_open_no_node_ports
from .tls import exposed_hosts_have_tls

__all__ = [
    "exposed_hosts_have_tls",
    "gateways_let_named_namespaces_in",
    "hosts_are_the_tenants_own",
    "ingresses_inject_nothing",
    "load_balancers_are_not_public",
    "metadata_is_cut_out",
    "namespace_denies_by_default",
    "network_policies_name_their_peers",
    "perimeter_is_closed",
    "services_open_no_node_ports",
    "services_point_at_own_pods",
]
