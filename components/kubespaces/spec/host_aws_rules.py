"""What a host cluster on AWS must keep to in the cloud's own terms."""

import re
from collections.abc import Iterator

from .cidrs import PRIVATE
from .errors import Problem
from .host_aws import NatGateways, check_principal
from .host_defaults import machine_type_of, ranges_of, zones_of
from .source import Source

LONGEST_NAME = 36
"""What IAM's 64 characters for a role's name leave, once the part for its use and Pulumi's suffix are off."""
LONGEST_POOL = 48
"""What EKS' 63 characters for a node group's name leave for cluster and pool together, likewise."""

_SIZE = re.compile(r"\.(medium|large|(\d*)xlarge)$")
_SHARED_SPACE = PRIVATE[-1]


def check_aws(source: Source) -> Iterator[Problem]:
    """Yield what an AWS host cluster's document gets wrong in AWS' own terms."""
    if source.host.spec.aws is None:
        return
    yield from _check_names(source)
    yield from _check_access(source)
    yield from _check_network(source)
    yield from _check_add_ons(source)
    if source.host.spec.automatic:
        yield from _check_auto_mode(source)


def vcpus_of(machine_type: str) -> int | None:
    """Return the vCPUs that a machine type's size stands for; none for sizes that say nothing (``metal``).

    ``medium`` has 1 (of the burstable t families 2), ``large`` 2 and ``<n>xlarge`` 4 n.
    Source: https://docs.aws.amazon.com/ec2/latest/instancetypes/gp.html
    """
    match = _SIZE.search(machine_type)
    if match is None:
        return None
    medium = 2 if machine_type.startswith("t") else 1
    return {"medium": medium, "large": 2}.get(match[1]) or 4 * int(match[2] or 1)


def _check_names(source: Source) -> Iterator[Problem]:
    name = source.host.name
    if len(name) > LONGEST_NAME:
        rule = f"has {len(name)} characters; on AWS a host cluster's name has at most {LONGEST_NAME}"
        yield source.problem("metadata.name", name, rule)
    for index, pool in enumerate(source.host.spec.node_pools):
        if len(name) + len(pool.name) > LONGEST_POOL >= len(name):
            rule = f"is too long: cluster and pool together have at most {LONGEST_POOL} characters on AWS"
            yield source.problem(f"nodePools[{index}].name", pool.name, rule)


def _check_access(source: Source) -> Iterator[Problem]:
    spec = source.host.spec
    if spec.aws and spec.aws.platform_role is None and not spec.admin_groups:
        rule = "nobody could administer the cluster; name IAM roles here or set aws.platformRole"
        yield source.problem("adminGroups", "", rule)
    for index, principal in enumerate(spec.admin_groups):
        try:
            check_principal(principal)
        except ValueError as error:
            yield source.problem(f"adminGroups[{index}]", principal, str(error))


def _check_network(source: Source) -> Iterator[Problem]:
    spec = source.host.spec
    own, ranges = spec.aws, ranges_of(spec)
    if own and own.nat_gateways is NatGateways.NONE and not own.vpc_endpoints:
        rule = "without vpcEndpoints nodes reach no AWS service and never join; set vpcEndpoints: true"
        yield source.problem("aws.natGateways", own.nat_gateways, rule)
    if len(set(zones_of(spec))) == 1:
        yield source.problem("zones", zones_of(spec)[0], "EKS needs at least two zones; add one")
    pods, nodes = ranges.get("pods"), ranges.get("nodes")
    if pods is None or nodes is None:
        return
    # A VPC takes no second range from another private block than its first, but always the shared space.
    # Source: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html#add-cidr-block-restrictions
    home = next(private for private in PRIVATE if nodes.subnet_of(private))
    if not pods.subnet_of(home) and not pods.subnet_of(_SHARED_SPACE):
        yield source.problem("cidrs.pods", pods, f"must lie in {home} like the nodes, or in {_SHARED_SPACE}")
    if not 16 <= pods.prefixlen <= 20:
        yield source.problem("cidrs.pods", pods, "on aws the prefix must be /16 to /20")


def _check_add_ons(source: Source) -> Iterator[Problem]:
    own = source.host.spec.aws
    names = [add_on.name for add_on in own.add_ons] if own else []
    for index, name in enumerate(names):
        if name in names[:index]:
            yield source.problem(f"aws.addOns[{index}].name", name, "stands twice; remove one")


def _check_auto_mode(source: Source) -> Iterator[Problem]:
    spec = source.host.spec
    if spec.cidrs and spec.cidrs.pods:
        yield source.problem("cidrs.pods", spec.cidrs.pods, "in Auto Mode pods take addresses of the nodes; remove it")
    for index, pool in enumerate(spec.node_pools):
        machine_type = machine_type_of(spec, pool)
        if vcpus_of(machine_type) is None:
            rule = "says no number of vCPUs, by which Auto Mode bounds a pool; name a size such as 'xlarge'"
            yield source.problem(f"nodePools[{index}].machineType", machine_type, rule)
