"""What a host cluster on AWS must keep to in the cloud's own terms."""

from collections.abc import Iterator

from .errors import Problem
from .host_aws import NatGateways, check_principal
from .source import Source


def check_aws(source: Source) -> Iterator[Problem]:
    """Yield what an AWS host cluster's document gets wrong in AWS' own terms."""
    spec = source.host.spec
    own = spec.aws
    if own is None:
        return
    if own.platform_role is None and not spec.admin_groups:
        rule = "nobody could administer the cluster; name IAM roles here or set aws.platformRole"
        yield source.problem("adminGroups", "", rule)
    for index, principal in enumerate(spec.admin_groups):
        try:
            check_principal(principal)
        except ValueError as error:
            yield source.problem(f"adminGroups[{index}]", principal, str(error))
    names = [add_on.name for add_on in own.add_ons]
    for index, name in enumerate(names):
        if name in names[:index]:
            yield source.problem(f"aws.addOns[{index}].name", name, "stands twice; remove one")
    if own.nat_gateways is NatGateways.NONE and not own.vpc_endpoints:
        rule = "without vpcEndpoints nodes reach no AWS service and never join; set vpcEndpoints: true"
        yield source.problem("aws.natGateways", own.nat_gateways, rule)
