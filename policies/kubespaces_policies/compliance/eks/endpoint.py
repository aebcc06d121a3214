"""KS-EKS-01: who can reach the API server of an EKS cluster."""

from kubespaces_policies.check import Check
from kubespaces_policies.clouds.ranges import judge_ranges
from kubespaces_policies.clouds.tokens import EKS_CLUSTER, cloud_types
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.predicates import is_given, is_not_off, is_true
from kubespaces_policies.resource import Resource


def _private(resource: Resource, edit: Edit) -> None:
    """Close the public endpoint unless somebody chose ranges for it: that choice is theirs to take back."""
    network = resource.props.at("vpcConfig")
    if is_given(network.at("publicAccessCidrs")):
        return
    for name, good in (("endpointPrivateAccess", True), ("endpointPublicAccess", False)):
        value = network.at(name)
        if not value.unknown and value.flag(default=not good) is not good:
            edit.set(value, good)


@control(
    "KS-EKS-01",
    title="The EKS API endpoint is private",
    severity=Severity.CRITICAL,
    why="EKS opens the API server of a new cluster to the whole internet; one stolen token is then enough.",
    fix=(
        "set vpcConfig.endpointPublicAccess: false and endpointPrivateAccess: true; where a public endpoint is agreed "
        "on (setting publicEndpoints), name the ranges that may reach it in vpcConfig.publicAccessCidrs"
    ),
    sources=("CIS EKS 1.8 5.4.1, 5.4.2", "CKV_AWS_38", "CKV_AWS_39", "AWS Security Hub EKS.1"),
    applies=cloud_types(EKS_CLUSTER),
    remedy=_private,
)
def private_endpoint(resource: Resource, check: Check) -> None:
    """Ask for the private endpoint, and for no public one or a bounded one; what is absent is what EKS makes of it."""
    network = resource.props.at("vpcConfig")
    check.require(
        network.at("endpointPrivateAccess"), is_true, "must be true: nodes would reach the API over the internet"
    )
    with check.guard():
        public = network.at("endpointPublicAccess")
        if not is_not_off(public):
            return
        if not check.settings.public_endpoints:
            check.violation(public, "must be false: it is on unless it is turned off, and open to the internet")
            return
        ranges = network.at("publicAccessCidrs")
        judge_ranges(check, ranges, list(ranges))
