"""NetworkPolicies of a virtual cluster's control plane, on top of those of its environment."""

from kubespaces.plan.labels import object_labels
from kubespaces.plan.network import port_of, role_rule
from kubespaces.plan.objects import Manifest, build
from kubespaces.spec.host_cluster import HostClusterSpec
from kubespaces.spec.namespace import NamespaceSpec
from kubespaces.spec.posture import Egress
from kubespaces.spec.virtual import BackingStore
from kubespaces.spec.virtual_names import cluster_name

_API = "8443"
_DNS = ("UDP/1053", "TCP/1053")


def control_plane_policies(spec: NamespaceSpec, host: HostClusterSpec) -> list[Manifest]:
    """Return what a virtual cluster needs besides its environment's openings; nothing on another rung.

    Metadata addresses stay cut: vCluster's own policies, which leave them open, are not used (trap T2). No other tenant
    is let in; the shared Gateway is, if the API has a domain.
    """
    if not spec.is_virtual:
        return []
    plane = {"app": "vcluster", "release": cluster_name(spec.name)}
    return [
        _policy(spec, "virtual-control-plane", plane, _in(spec, host), _out(host)),
        *_dns(spec),
        *([_workloads(spec, plane)] if spec.network.egress is not Egress.DENY else []),
        *([_store(spec)] if spec.cluster.backing_store is BackingStore.ETCD else []),
    ]


def _in(spec: NamespaceSpec, host: HostClusterSpec) -> list[Manifest]:
    inside = {"from": [{"podSelector": {}}], "ports": [port_of(_API)]}
    gateway = host.network.roles.ingress_controller
    routed = [role_rule("from", gateway, [_API])] if spec.cluster.domain and gateway else []
    return [inside, *routed]


def _out(host: HostClusterSpec) -> list[Manifest]:
    """Let the control plane reach the host's API, its own pods (webhooks, proxied requests) and DNS."""
    api_server = host.network.roles.api_server
    return [
        {"to": [{"podSelector": {}}]},
        role_rule("to", host.network.roles.dns, []),
        *([role_rule("to", api_server, [])] if api_server else []),
    ]


def _dns(spec: NamespaceSpec) -> list[Manifest]:
    """Let the environment's pods ask their own CoreDNS."""
    if spec.network.egress is Egress.DENY:
        return []
    ports = [port_of(port) for port in _DNS]
    names = {"vcluster.loft.sh/managed-by": cluster_name(spec.name), "k8s-app": "vcluster-kube-dns"}
    return [
        _policy(spec, "virtual-dns", names, [{"from": [{"podSelector": {}}], "ports": ports}], None),
        _policy(
            spec, "virtual-dns-clients", {}, None, [{"to": [{"podSelector": {"matchLabels": names}}], "ports": ports}]
        ),
    ]


def _workloads(spec: NamespaceSpec, plane: dict[str, str]) -> Manifest:
    """Let the environment's pods reach their own API."""
    rule = {"to": [{"podSelector": {"matchLabels": plane}}], "ports": [port_of(_API)]}
    return _policy(spec, "virtual-api-clients", {"vcluster.loft.sh/managed-by": cluster_name(spec.name)}, None, [rule])


def _store(spec: NamespaceSpec) -> Manifest:
    """Let the control plane reach its etcd, and the members of that each other; nobody else."""
    etcd = {"app": "vcluster-etcd", "release": cluster_name(spec.name)}
    plane = {"app": "vcluster", "release": cluster_name(spec.name)}
    peers = [{"podSelector": {"matchLabels": labels}} for labels in (etcd, plane)]
    ports = [port_of("2379-2380")]
    return _policy(spec, "virtual-store", etcd, [{"from": peers, "ports": ports}], [{"to": peers[:1], "ports": ports}])


def _policy(
    spec: NamespaceSpec,
    name: str,
    pods: dict[str, str],
    ingress: list[Manifest] | None,
    egress: list[Manifest] | None,
) -> Manifest:
    rules = {"ingress": ingress, "egress": egress}
    given = {direction: rule for direction, rule in rules.items() if rule is not None}
    body = {
        "podSelector": {"matchLabels": pods} if pods else {},
        "policyTypes": [direction.title() for direction in given],
        **given,
    }
    metadata = {"name": name, "namespace": spec.name, "labels": object_labels(spec)}
    return build("networking.k8s.io/v1", "NetworkPolicy", metadata, spec=body)
