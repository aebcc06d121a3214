"""KS-NET-02: network policies open ways to and from the tenant and named others only."""

import ipaddress

from kubespaces.plan.labels import TENANT
from kubespaces.plan.rule_data import PRIVATE_NETWORKS
from kubespaces.spec.metadata_networks import METADATA_NETWORKS
from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.kubernetes.objects import KubernetesObject
from kubespaces_policies.kubernetes.scope import is_cluster_scoped, namespace_of
from kubespaces_policies.kubernetes.selectors import Requirement
from kubespaces_policies.kubernetes.tenants import is_own_namespace, tenant_of
from kubespaces_policies.networks import (
    Network,
    is_wide,
    known_networks,
    overlap,
    parse_network,
    uncovered,
    wide_together,
)
from kubespaces_policies.resource import Resource, kinds
from kubespaces_policies.settings import Role
from kubespaces_policies.value import Value

from .openings import Block, Opening, Selector
from .reading import POLICIES, openings

_NAMES = "kubernetes.io/metadata.name"
_ENTITIES = frozenset({"all", "cluster", "host", "remote-node", "unmanaged", "world", "world-ipv4", "world-ipv6"})
"""Cilium's names for peers that no tenant owns; the API server's and the health probes' are not among them."""
_NOT_PUBLIC: tuple[Network, ...] = (*map(ipaddress.ip_network, PRIVATE_NETWORKS), *METADATA_NETWORKS)


@control(
    "KS-NET-02",
    title="Network policies open nothing to everybody, nor to other tenants",
    severity=Severity.HIGH,
    why="A rule without peers, an empty selector or one on a label that tenants can change opens a namespace to all.",
    fix="name peers by kubernetes.io/metadata.name or kubespaces.io/tenant and by networks of at least /8 (IPv6: /16); "
    "agreed peers go into the settings peers and namespaces, the internet into publicEgress, private ranges cut out",
    sources=("NSA", "EKS 5.4.4", "AKS 5.4.4"),
    applies=kinds(*POLICIES),
)
def network_policies_name_their_peers(resource: Resource, check: Check) -> None:
    """Judge each rule that lets something through. Cluster-wide policies are the platform's.

    DNS in kube-system may always be opened for egress, on its ports.
    """
    for item in resource.of_kind(*POLICIES):
        if is_cluster_scoped(item) and check.settings.role is Role.TENANT:
            check.violation(item.at("kind"), "reaches beyond the tenant's namespaces")
        narrow: dict[bool, list[Network]] = {True: [], False: []}
        own = namespace_of(resource, item)
        for opening in openings(item, check):
            _judge(opening, item, own, check)
            for block in opening.blocks:
                with check.guard():
                    narrow[opening.egress] += [net for net in known_networks([block.cidr]) if not is_wide(net)]
        for egress, networks in narrow.items():
            if wide_together(networks):
                side = item.at("spec", "egress" if egress else "ingress")
                check.violation(side, "opens networks that together are as wide as the internet")


def _judge(opening: Opening, item: KubernetesObject, own: Value, check: Check) -> None:
    if opening.anybody:
        check.violation(opening.where, "names no peers, which means everybody")
    for block in opening.blocks:
        with check.guard():
            _judge_block(block, opening, check)
    for selector in opening.selectors:
        with check.guard():
            _judge_selector(selector, opening, item, own, check)
    for entity in opening.entities:
        check.require(entity, lambda value: value.text().lower() not in _ENTITIES, "opens the way to everybody")
    for name in opening.names:
        check.require(name, _names_somebody, "matches every host name")


def _names_somebody(pattern: Value) -> bool:
    return not pattern.present or pattern.text().strip("*. ") != ""


def _judge_block(block: Block, opening: Opening, check: Check) -> None:
    network = parse_network(block.cidr.text())
    if network is None:
        check.violation(block.cidr, "is no network")
    elif is_wide(network) and not (opening.egress and check.settings.public_egress):
        check.violation(block.cidr, "is as wide as the internet")
    elif is_wide(network):
        holes = known_networks(block.holes)
        common = [part for private in _NOT_PUBLIC if (part := overlap(private, network)) is not None]
        left = next((str(part) for part in common if uncovered(part, holes)), "")
        if left:
            check.violation(block.cidr, f"is the internet and more: {left} must be cut out")


def _judge_selector(selector: Selector, opening: Opening, item: KubernetesObject, own: Value, check: Check) -> None:
    pinned = [found for found in selector.conditions if found.key in (_NAMES, TENANT) and found.operator == "In"]
    if not selector.conditions:
        check.violation(selector.where, "selects every namespace")
    elif not pinned:
        check.violation(selector.where, f"must name the namespaces by {_NAMES} or {TENANT}")
    elif not any(_is_agreed(found, opening, item, own, check) for found in pinned):
        check.violation(pinned[0].where, "is somebody else, to whom nobody agreed")


def _is_agreed(found: Requirement, opening: Opening, item: KubernetesObject, own: Value, check: Check) -> bool:
    settings = check.settings
    tenant = tenant_of(item, settings)
    if found.key == TENANT:
        return all(value and (value == tenant or value in settings.peers) for value in found.values)
    return all(
        name == own.text()
        or is_own_namespace(name, tenant, settings)
        or (settings.role is Role.PLATFORM and name in settings.platform_namespaces)
        or (name == "kube-system" and opening.egress and opening.dns_only)
        for name in found.values
    )
