"""NetworkPolicies: deny everything both ways, then one named policy for each opening."""

import ipaddress
import re
from collections.abc import Iterable

from kubespaces.spec.host_cluster import HostClusterSpec, NetworkRole
from kubespaces.spec.metadata_networks import METADATA_NETWORKS
from kubespaces.spec.namespace import NamespaceSpec
from kubespaces.spec.network import Peer, PlatformRole
from kubespaces.spec.posture import Egress, Ingress

from .labels import ENVIRONMENT, NAMESPACE_NAME, TENANT, object_labels
from .objects import Manifest, build

DEFAULT_DENY = "default-deny"
"""Name of the policy that denies everything in both directions."""

# What the internet is not: IANA's special-purpose registries (RFC 6890) of IPv4 and IPv6.
_NOT_PUBLIC_4 = (
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "224.0.0.0/4",
    "240.0.0.0/4",
)
_NOT_PUBLIC_6 = (
    "::1/128",
    "64:ff9b::/96",
    "fc00::/7",
    "fe80::/10",
    "ff00::/8",
)

Rules = list[Manifest]
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def network_policies(spec: NamespaceSpec, host: HostClusterSpec) -> list[Manifest]:
    """Return the policies of a namespace, ``default-deny`` first, the openings in the order of their names."""
    ingress: dict[str, Rules] = {}
    egress: dict[str, Rules] = {}
    _open_own_scope(spec, ingress, egress)
    if spec.network.egress is not Egress.DENY:
        egress["allow-dns"] = [role_rule("to", host.network.roles.dns, [])]
    if spec.network.egress is Egress.DNS_AND_PUBLIC:
        egress["allow-public"] = [{"to": _public(host)}]
    if spec.hostnames and host.network.roles.ingress_controller:
        ingress["allow-from-ingress-controller"] = [role_rule("from", host.network.roles.ingress_controller, [])]
    for peer in spec.network.allow_from:
        _add(ingress, f"allow-from-{_slug(peer)}", _peer_rule("from", peer, spec, host))
    for peer in spec.network.allow_to:
        _add(egress, f"allow-to-{_slug(peer)}", _peer_rule("to", peer, spec, host))
    return [
        _policy(spec, DEFAULT_DENY, {"policyTypes": ["Ingress", "Egress"]}),
        *(_opening(spec, name, ingress.get(name), egress.get(name)) for name in sorted(ingress | egress)),
    ]


def _open_own_scope(spec: NamespaceSpec, ingress: dict[str, Rules], egress: dict[str, Rules]) -> None:
    scopes = {
        Ingress.SAME_NAMESPACE: {"podSelector": {}},
        Ingress.SAME_TENANT: {"namespaceSelector": {"matchLabels": {TENANT: spec.tenant}}},
    }
    scope = scopes.get(spec.network.ingress)
    if scope is None:
        return
    name = f"allow-{spec.network.ingress}"
    ingress[name] = [{"from": [scope]}]
    if spec.network.egress is not Egress.DENY:
        egress[name] = [{"to": [scope]}]


def _opening(spec: NamespaceSpec, name: str, ingress: Rules | None, egress: Rules | None) -> Manifest:
    body: Manifest = {"policyTypes": []}
    for direction, rules in (("Ingress", ingress), ("Egress", egress)):
        if rules is not None:
            body["policyTypes"].append(direction)
            body[direction.lower()] = rules
    return _policy(spec, name, body)


def _policy(spec: NamespaceSpec, name: str, body: Manifest) -> Manifest:
    metadata = {"name": name, "namespace": spec.name, "labels": object_labels(spec)}
    return build("networking.k8s.io/v1", "NetworkPolicy", metadata, spec={"podSelector": {}, **body})


def _add(rules: dict[str, Rules], name: str, rule: Manifest) -> None:
    if rule not in rules.setdefault(name, []):
        rules[name].append(rule)


def _peer_rule(side: str, peer: Peer, spec: NamespaceSpec, host: HostClusterSpec) -> Manifest:
    if peer.role is not None:
        return role_rule(side, _role(peer.role, host), peer.ports)
    if peer.cidr is not None:
        return _rule(side, [_ip_block(peer.cidr, map(str, METADATA_NETWORKS))], peer.ports)
    environments = sorted(peer.environments or [spec.environment])  # without a word: dev to dev, prod to prod
    selector = {
        "matchLabels": {TENANT: peer.tenant},
        "matchExpressions": [{"key": ENVIRONMENT, "operator": "In", "values": environments}],
    }
    return _rule(side, [{"namespaceSelector": selector}], peer.ports)


def _role(role: PlatformRole, host: HostClusterSpec) -> NetworkRole:
    resolved: NetworkRole | None = getattr(host.network.roles, role.replace("-", "_"))
    if resolved is None:
        raise ValueError(f"the host cluster does not say where its {role} is; add it to network.roles there")
    return resolved


def role_rule(side: str, role: NetworkRole, ports: list[str]) -> Manifest:
    """Return a rule for a part of the platform; without ``ports`` for those that the host cluster names."""
    peers: Rules = []
    for peer in role.peers:
        if peer.cidr is not None:
            peers.append(_ip_block(peer.cidr, map(str, METADATA_NETWORKS)))
            continue
        pods = {"podSelector": {"matchLabels": peer.pod_labels}} if peer.pod_labels else {}
        peers.append({"namespaceSelector": {"matchLabels": {NAMESPACE_NAME: peer.namespace}}, **pods})
    return _rule(side, peers, ports or role.ports)


def _rule(side: str, peers: Rules, ports: list[str]) -> Manifest:
    return {side: peers, **({"ports": [port_of(port) for port in ports]} if ports else {})}


def port_of(text: str) -> Manifest:
    """Return a port such as ``443`` or ``UDP/53`` as policies have it."""
    protocol, _, numbers = text.rpartition("/")
    first, _, last = numbers.partition("-")
    return {"protocol": protocol or "TCP", "port": int(first), **({"endPort": int(last)} if last else {})}


def _public(host: HostClusterSpec) -> Rules:
    metadata, extra = list(map(str, METADATA_NETWORKS)), host.network.private_ranges
    return [
        _ip_block("0.0.0.0/0", [*_NOT_PUBLIC_4, *metadata, *extra]),
        _ip_block("::/0", [*_NOT_PUBLIC_6, *metadata, *extra]),
    ]


def _ip_block(cidr: str, cut: Iterable[str]) -> Manifest:
    """Return an IP block without those of the given networks that lie in it (the API takes no others)."""
    whole = ipaddress.ip_network(cidr)
    inside = {network for network in map(ipaddress.ip_network, cut) if network != whole and _lies_in(network, whole)}
    outermost = [n for n in inside if not any(n != other and _lies_in(n, other) for other in inside)]
    ordered = [str(network) for network in sorted(outermost, key=lambda network: network.network_address)]
    return {"ipBlock": {"cidr": str(whole), **({"except": ordered} if ordered else {})}}


def _lies_in(inner: _Network, outer: _Network) -> bool:
    return inner.version == outer.version and inner.subnet_of(outer)  # type: ignore[arg-type]  # same version


def _slug(peer: Peer) -> str:
    return re.sub(r"[^a-z0-9]+", "-", str(peer.tenant or peer.role or peer.cidr).lower()).strip("-")
