"""What a host cluster on Google Cloud must keep to in the cloud's own terms."""

import ipaddress
import re
from collections.abc import Iterator

from .catalog import Catalog, catalog
from .errors import Problem
from .host_defaults import machine_type_of, ranges_of
from .host_gcp import GcpCluster
from .host_network import HostNetwork
from .host_pools import Architecture
from .source import Source

LONGEST_NAME = 40
"""Longest name of a GKE cluster.
Source: https://cloud.google.com/kubernetes-engine/docs/reference/rest/v1/projects.locations.clusters"""
LONGEST_POOL = 26
"""What GKE's 40 characters for a node pool's name leave for cluster and pool together, once ``-pool-`` and Pulumi's
suffix are off."""

_NAME = re.compile(r"[a-z]([a-z0-9-]*[a-z0-9])?")
_GROUP = re.compile(r"[\w.+-]+@([a-z0-9-]+(?:\.[a-z0-9-]+)+)")
_GOOGLE_LABELS = ("cloud.google.com/", "sandbox.gke.io/", "kubernetes.io/", "k8s.io/")
_NODE_PREFIX, _AUTOPILOT_NODE_PREFIX = 24, 26
"""Pods' addresses that each node takes: a /24 for up to 110 pods, in Autopilot a /26 for up to 32.
Source: https://cloud.google.com/kubernetes-engine/docs/how-to/flexible-pod-cidr"""
_RESERVED_ADDRESSES = 5
"""Addresses of a subnet that Google keeps (4), and that of the API server."""
_LONGEST_RETENTION = 3650
_SERVICES_PREFIX = (16, 28)


def check_gcp(source: Source) -> Iterator[Problem]:
    """Yield what a Google Cloud host cluster's document gets wrong in Google's own terms."""
    own = source.host.spec.gcp
    if own is None:
        return
    facts = catalog("gcp")
    if own.project_number is None:
        rule = f"is required; 'gcloud projects describe {own.project}' shows the number, write it in quotes"
        yield source.problem("gcp.projectNumber", "", rule)
    yield from _check_names(source, own)
    yield from _check_access(source, own)
    yield from _check_endpoint(source, own)
    yield from _check_ranges(source, own, facts)
    yield from _check_pools(source, facts)
    yield from _check_upkeep(source, own)


def domain_of(group: str) -> str | None:
    """Return the domain of a Google group; none if this is no group's address."""
    match = _GROUP.fullmatch(group)
    return match[1] if match else None


def _check_names(source: Source, own: GcpCluster) -> Iterator[Problem]:
    name = source.host.name
    if not own.cluster_name and (len(name) > LONGEST_NAME or not _NAME.fullmatch(name)):
        rule = f"GKE takes a letter first and at most {LONGEST_NAME} characters; choose another or set gcp.clusterName"
        yield source.problem("metadata.name", name, rule)
    for index, pool in enumerate(source.host.spec.node_pools):
        if not own.autopilot and len(name) + len(pool.name) > LONGEST_POOL:
            rule = f"is too long: cluster and pool together have at most {LONGEST_POOL} characters on Google Cloud"
            yield source.problem(f"nodePools[{index}].name", pool.name, rule)


def _check_access(source: Source, own: GcpCluster) -> Iterator[Problem]:
    domains: dict[str, None] = {own.groups_domain: None} if own.groups_domain else {}
    for index, group in enumerate(source.host.spec.admin_groups):
        domain = domain_of(group)
        if domain is None:
            rule = "is no address of a Google group such as 'platform-admins@example.com'"
            yield source.problem(f"adminGroups[{index}]", group, rule)
            continue
        domains[domain] = None
        if len(domains) > 1:
            rule = f"GKE asks the groups of one domain only, here {next(iter(domains))}; name a group from there"
            yield source.problem(f"adminGroups[{index}]", group, rule)
    if not source.host.spec.admin_groups:
        rule = "only those whom IAM of the project makes administrators can get in; name Google groups here"
        yield source.warning("adminGroups", "", rule)


def _check_endpoint(source: Source, own: GcpCluster) -> Iterator[Problem]:
    endpoint = source.host.spec.endpoint
    for index, text in enumerate(endpoint.allowed_cidrs):
        if ipaddress.ip_network(text).version != 4:
            rule = "GKE takes IPv4 ranges only; name those that administrators come from"
            yield source.problem(f"endpoint.allowedCidrs[{index}]", text, rule)
    if own.dns_endpoint and (endpoint.allowed_cidrs or not endpoint.private):
        rule = (
            "then there is no address that ranges could be allowed to reach; remove the block endpoint or dnsEndpoint"
        )
        yield source.problem("gcp.dnsEndpoint", "true", rule)


def _check_ranges(source: Source, own: GcpCluster, facts: Catalog) -> Iterator[Problem]:
    spec = source.host.spec
    ranges = ranges_of(spec)
    if not ranges:
        return
    for name, network in ranges.items():
        for text in facts.own["refused"]:
            if network.overlaps(ipaddress.IPv4Network(text)):
                yield source.problem(f"cidrs.{name}", network, f"overlaps {text}, which {facts.own['refused'][text]}")
    shortest, longest = _SERVICES_PREFIX
    if not shortest <= ranges["services"].prefixlen <= longest:
        rule = f"on gcp the prefix must be /{shortest} to /{longest}"
        yield source.problem("cidrs.services", ranges["services"], rule)
    prefix = _AUTOPILOT_NODE_PREFIX if own.autopilot else _NODE_PREFIX
    room = 2 ** (prefix - ranges["pods"].prefixlen) if ranges["pods"].prefixlen <= prefix else 0
    nodes = sum(pool.max + 1 for pool in spec.node_pools) if not own.autopilot else 1
    if nodes > room:
        rule = f"has room for {room} nodes, with upgrades there can be {nodes}; widen it or lower a pool's max"
        yield source.problem("cidrs.pods", ranges["pods"], rule)
    addresses = ranges["nodes"].num_addresses - _RESERVED_ADDRESSES
    if nodes > addresses:
        rule = f"has {addresses} addresses for nodes, with upgrades there can be {nodes}; widen it or lower a max"
        yield source.problem("cidrs.nodes", ranges["nodes"], rule)


def _check_pools(source: Source, facts: Catalog) -> Iterator[Problem]:
    spec = source.host.spec
    shared = [pool for pool in spec.node_pools if pool.tenant is None]
    if shared and not spec.automatic and all(pool.sandbox for pool in shared):
        rule = "GKE's own parts do not run in a sandbox; add a pool without tenant and sandbox"
        yield source.problem("nodePools", "", rule)
    for index, pool in enumerate(spec.node_pools):
        machine_type = machine_type_of(spec, pool)
        if pool.sandbox and machine_type in facts.own["tooSmallForSandbox"]:
            rule = "is too small for GKE Sandbox; use a type with two or more whole vCPUs, such as e2-standard-4"
            yield source.problem(f"nodePools[{index}].machineType", machine_type, rule)
        if pool.sandbox and pool.architecture is Architecture.ARM64:
            rule = "check that GKE Sandbox runs on this type of Arm machine in your version"
            yield source.warning(f"nodePools[{index}].architecture", pool.architecture, rule)
        for key in [*pool.labels, *(taint.key for taint in pool.taints)]:
            domain = f"{key.partition('/')[0]}/" if "/" in key else ""
            if domain.endswith(_GOOGLE_LABELS):
                rule = "keys of this domain are Google's or Kubernetes' own; use a domain of yours"
                yield source.problem(f"nodePools[{index}]", key, rule)


def _check_upkeep(source: Source, own: GcpCluster) -> Iterator[Problem]:
    spec = source.host.spec
    if spec.audit_retention_days > _LONGEST_RETENTION:
        rule = f"Cloud Logging keeps logs for at most {_LONGEST_RETENTION} days"
        yield source.problem("auditRetentionDays", spec.audit_retention_days, rule)
    if spec.budget is not None and own.billing_account is None:
        rule = "is required with a budget; 'gcloud billing projects describe' shows the project's"
        yield source.problem("gcp.billingAccount", "", rule)
    taken: dict[str, str] = {}
    for tag in spec.tags:
        other = taken.setdefault(label_key(tag), tag)
        if other != tag:
            rule = f"becomes the same label on Google Cloud as {other} ({label_key(tag)}); rename one"
            yield source.problem("tags", tag, rule)
    if own.autopilot and spec.network.roles == HostNetwork().roles:
        rule = "names are resolved outside the cluster's pods in Autopilot; say where, or tenants resolve nothing"
        yield source.warning("network.roles.dns", "", rule)


def label_key(tag: str) -> str:
    """Return the key of the label that a tag becomes: small letters, digits, ``-`` and ``_``.

    Source: https://cloud.google.com/resource-manager/docs/labels-overview#requirements
    """
    return re.sub(r"[^a-z0-9_-]", "_", tag.lower())
