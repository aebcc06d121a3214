"""What Kubernetes' NetworkPolicies allow, worked out without a cluster.

Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/ and the API reference of
``networking.k8s.io/v1 NetworkPolicy``. Only what this library emits is understood; anything else is an error.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Manifest = dict[str, Any]


@dataclass(frozen=True)
class Pod:
    """A pod, by what policies can see of it."""

    namespace: str
    namespace_labels: dict[str, str]
    labels: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Address:
    """Something outside the cluster."""

    ip: str


def may_connect(
    policies: Sequence[Manifest], source: Pod | Address, target: Pod | Address, port: int = 443, protocol: str = "TCP"
) -> bool:
    """Tell whether a connection is allowed by the source's egress and by the target's ingress policies."""
    leaves = not isinstance(source, Pod) or _allowed(policies, "Egress", source, target, port, protocol)
    enters = not isinstance(target, Pod) or _allowed(policies, "Ingress", target, source, port, protocol)
    return leaves and enters


def _allowed(
    policies: Sequence[Manifest], direction: str, pod: Pod, other: Pod | Address, port: int, protocol: str
) -> bool:
    holding = [
        policy["spec"]
        for policy in policies
        if policy["metadata"]["namespace"] == pod.namespace
        and direction in policy["spec"]["policyTypes"]
        and selects(policy["spec"]["podSelector"], pod.labels)
    ]
    if not holding:
        return True  # what no policy selects is open
    rules = [rule for spec in holding for rule in spec.get(direction.lower(), [])]
    side = "to" if direction == "Egress" else "from"
    return any(_rule_allows(rule, side, pod.namespace, other, port, protocol) for rule in rules)


def _rule_allows(rule: Manifest, side: str, home: str, other: Pod | Address, port: int, protocol: str) -> bool:
    assert set(rule) <= {side, "ports"}, rule
    fits_port = not rule.get("ports") or any(_port_fits(entry, port, protocol) for entry in rule["ports"])
    fits_peer = not rule.get(side) or any(peer_fits(peer, home, other) for peer in rule[side])
    return fits_port and fits_peer


def _port_fits(entry: Manifest, port: int, protocol: str) -> bool:
    assert set(entry) <= {"protocol", "port", "endPort"}, entry
    first: int = entry["port"]
    last: int = entry.get("endPort", first)
    return bool(entry["protocol"] == protocol) and first <= port <= last


def peer_fits(peer: Manifest, home: str, other: Pod | Address) -> bool:
    """Tell whether a peer of a rule in namespace ``home`` is this pod or address."""
    if "ipBlock" in peer:
        assert set(peer) == {"ipBlock"}, peer
        return isinstance(other, Address) and block_has(peer["ipBlock"], other.ip)
    assert set(peer) <= {"podSelector", "namespaceSelector"}, peer
    assert peer
    if not isinstance(other, Pod):
        return False
    if "namespaceSelector" in peer:
        if not selects(peer["namespaceSelector"], other.namespace_labels):
            return False
    elif other.namespace != home:
        return False
    return selects(peer.get("podSelector", {}), other.labels)


def block_has(block: Manifest, ip: str) -> bool:
    """Tell whether an address lies in an IP block and not in its exceptions."""
    address = ipaddress.ip_address(ip)
    return address in ipaddress.ip_network(block["cidr"]) and not any(
        address in ipaddress.ip_network(cut) for cut in block.get("except", [])
    )


def selects(selector: Manifest, labels: dict[str, str]) -> bool:
    """Tell whether a label selector fits; an empty one fits everything."""
    assert set(selector) <= {"matchLabels", "matchExpressions"}, selector
    for key, value in selector.get("matchLabels", {}).items():
        if labels.get(key) != value:
            return False
    for expression in selector.get("matchExpressions", []):
        assert expression["operator"] == "In", expression
        assert expression["values"], "the API server refuses an empty list"
        if labels.get(expression["key"]) not in expression["values"]:
            return False
    return True
