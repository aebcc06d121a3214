"""What a host cluster on Azure must keep to in the cloud's own terms."""

import ipaddress
import re
from collections.abc import Iterator

from .catalog import Catalog, catalog
from .errors import Problem
from .host_azure import GUID, AzureCluster, Outbound, Tier
from .host_defaults import machine_type_of, ranges_of
from .host_pools import Architecture
from .source import Source

LONGEST_NAME = 54
"""What Azure takes of a name for the API server."""
NODES_PER_POOL = 1000
"""Most nodes of an AKS node pool."""

_AZURE_LABELS = "kubernetes.azure.com/"
_NODE_PREFIX = 24
_WIDEST_SERVICES = 12
_RESERVED_ADDRESSES = 5
_SURGE = 3
"""An upgrade makes a third of a pool's nodes in addition."""


def check_azure(source: Source) -> Iterator[Problem]:
    """Yield what an Azure host cluster's document gets wrong in Azure's own terms."""
    own = source.host.spec.azure
    if own is None:
        return
    facts = catalog("azure")
    yield from _check_name(source)
    yield from _check_access(source, own)
    yield from _check_endpoint(source)
    yield from _check_outbound(source, own)
    yield from _check_tier(source, own, facts)
    yield from _check_ranges(source, own, facts)
    yield from _check_system_pool(source, own, facts)
    yield from _check_pools(source)
    yield from _check_upkeep(source, facts)


def _check_name(source: Source) -> Iterator[Problem]:
    name = source.host.name
    own = source.host.spec.azure
    if len(name) > LONGEST_NAME and not (own and own.cluster_name):
        rule = f"has {len(name)} characters; on Azure a host cluster's name has at most {LONGEST_NAME}"
        yield source.problem("metadata.name", name, rule)


def _check_access(source: Source, own: AzureCluster) -> Iterator[Problem]:
    groups = source.host.spec.admin_groups
    if not groups and own.platform_principal is None:
        rule = "nobody could administer the cluster; name Entra ID groups here or set azure.platformPrincipal"
        yield source.problem("adminGroups", "", rule)
    for index, group in enumerate(groups):
        if not re.fullmatch(GUID, group):
            rule = "is no object id of an Entra ID group such as '5f1c7e0a-2c1b-4a53-9e7e-0d6b1f2a3c4d'"
            yield source.problem(f"adminGroups[{index}]", group, rule)


def _check_endpoint(source: Source) -> Iterator[Problem]:
    for index, text in enumerate(source.host.spec.endpoint.allowed_cidrs):
        if ipaddress.ip_network(text).version != 4:
            rule = "AKS takes IPv4 ranges only; name those that administrators come from"
            yield source.problem(f"endpoint.allowedCidrs[{index}]", text, rule)


def _check_outbound(source: Source, own: AzureCluster) -> Iterator[Problem]:
    if own.outbound is Outbound.FIREWALL and own.firewall_ip is None:
        rule = "is required with outbound: firewall: the address that traffic to the internet is sent to"
        yield source.problem("azure.firewallIp", "", rule)
    if own.outbound is not Outbound.FIREWALL and own.firewall_ip is not None:
        rule = f"is not used with outbound: {own.outbound}; remove it or set outbound: firewall"
        yield source.problem("azure.firewallIp", own.firewall_ip, rule)
    for index, port in enumerate(own.public_ports):
        if port in own.public_ports[:index]:
            yield source.problem(f"azure.publicPorts[{index}]", port, "stands twice; remove one")


def _check_tier(source: Source, own: AzureCluster, facts: Catalog) -> Iterator[Problem]:
    version = source.host.spec.kubernetes_version
    if version in facts.versions.extended and own.tier is not Tier.PREMIUM:
        rule = f"{version} is in long-term support only, which needs tier: premium; or go to a newer version"
        yield source.problem("azure.tier", own.tier, rule)
    if own.tier is Tier.FREE:
        yield source.warning(
            "azure.tier", own.tier, "Microsoft promises no uptime; production needs standard or premium"
        )
        if own.cost_analysis:
            rule = "needs tier standard or premium; set costAnalysis: false or another tier"
            yield source.problem("azure.costAnalysis", "true", rule)


def _check_ranges(source: Source, own: AzureCluster, facts: Catalog) -> Iterator[Problem]:
    ranges = ranges_of(source.host.spec)
    if not ranges:
        return
    for name, network in ranges.items():
        for text in facts.own["refused"]:
            if network.overlaps(ipaddress.IPv4Network(text)):
                rule = f"overlaps {text}, which AKS keeps for itself; choose another"
                yield source.problem(f"cidrs.{name}", network, rule)
    if ranges["services"].prefixlen < _WIDEST_SERVICES:
        rule = f"on azure the prefix must be /{_WIDEST_SERVICES} or longer"
        yield source.problem("cidrs.services", ranges["services"], rule)
    nodes = sum(_with_surge(pool.max) for pool in source.host.spec.node_pools) + _with_surge(own.system_pool.max) + 2
    room = 2 ** max(0, _NODE_PREFIX - ranges["pods"].prefixlen) if ranges["pods"].prefixlen <= _NODE_PREFIX else 0
    if nodes > room:
        rule = f"has room for {room} nodes, with upgrades there can be {nodes}; widen it or lower a pool's max"
        yield source.problem("cidrs.pods", ranges["pods"], rule)
    addresses = ranges["nodes"].num_addresses // 2 - _RESERVED_ADDRESSES
    if nodes > addresses:
        rule = (
            f"has {addresses} addresses for nodes, with upgrades there can be {nodes}; widen it or lower a pool's max"
        )
        yield source.problem("cidrs.nodes", ranges["nodes"], rule)


def _with_surge(most: int) -> int:
    return most + -(-most // _SURGE)


def _check_system_pool(source: Source, own: AzureCluster, facts: Catalog) -> Iterator[Problem]:
    pool = own.system_pool
    wanted = {"machineType": (pool.machine_type, pool.architecture), "anchor": (pool.anchor, None)}
    for field, (machine_type, architecture) in wanted.items():
        found = facts.machines.architecture_of(machine_type) if machine_type else architecture
        if machine_type and found is None:
            rule = f"is not in the table of azure machine types of {facts.as_of}; check that it exists"
            yield source.warning(f"azure.systemPool.{field}", machine_type, rule)
        elif architecture and found != architecture:
            rule = f"is {found}, the pool is {architecture}; set architecture: {found}"
            yield source.problem(f"azure.systemPool.{field}", machine_type, rule)


def _check_pools(source: Source) -> Iterator[Problem]:
    for index, pool in enumerate(source.host.spec.node_pools):
        field = f"nodePools[{index}]"
        if pool.sandbox and pool.architecture is Architecture.ARM64:
            rule = "pods are sandboxed in virtual machines of their own, which AKS has on amd64 only"
            yield source.problem(f"{field}.architecture", pool.architecture, rule)
        if pool.sandbox and machine_type_of(source.host.spec, pool).startswith("Standard_B"):
            rule = "has no nested virtualisation, which sandboxes need; use a D or E type of version 3 or later"
            yield source.problem(f"{field}.machineType", machine_type_of(source.host.spec, pool), rule)
        for key in [*pool.labels, *(taint.key for taint in pool.taints)]:
            if key.startswith(_AZURE_LABELS):
                yield source.problem(
                    field, key, f"keys that start with '{_AZURE_LABELS}' are Azure's own; use a domain of yours"
                )


def _check_upkeep(source: Source, facts: Catalog) -> Iterator[Problem]:
    shortest, longest = facts.own["retention"]
    days = source.host.spec.audit_retention_days
    if not shortest <= days <= longest:
        yield source.problem("auditRetentionDays", days, f"Log Analytics keeps logs for {shortest} to {longest} days")
    for key in source.host.spec.tags:
        if "/" in key:
            yield source.problem("tags", key, "Azure takes no '/' in the name of a tag; use '-' or '.'")
