"""KS-AKS-01: who can reach the API server of an AKS cluster."""

from kubespaces_policies.check import Check
from kubespaces_policies.clouds.ranges import judge_ranges
from kubespaces_policies.clouds.tokens import AKS_CLUSTER, cloud_types
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.predicates import any_case_of, is_false, is_true
from kubespaces_policies.resource import Resource


def _closed(resource: Resource, edit: Edit) -> None:
    """Fill in what is absent. Whether a cluster is private is chosen when it is made, so that is left alone."""
    access = resource.props.at("apiServerAccessProfile")
    if not access.at("disableRunCommand").present:
        edit.set(access.at("disableRunCommand"), True)
    if not is_true(access.at("enablePrivateCluster")):
        return
    for value, good in (
        (access.at("enablePrivateClusterPublicFQDN"), False),
        (resource.props.at("publicNetworkAccess"), "Disabled"),
    ):
        if not value.present:
            edit.set(value, good)


@control(
    "KS-AKS-01",
    title="The AKS API server is private",
    severity=Severity.CRITICAL,
    why="AKS opens the API server to the whole internet, and the run command opens it past every network rule.",
    fix=(
        "set apiServerAccessProfile: enablePrivateCluster true, enablePrivateClusterPublicFQDN false, "
        "disableRunCommand true, and publicNetworkAccess Disabled; where a public endpoint is agreed on (setting "
        "publicEndpoints), name authorizedIPRanges"
    ),
    sources=("CIS AKS 1.8 5.4.1, 5.4.2", "CKV_AZURE_6", "CKV_AZURE_115"),
    applies=cloud_types(AKS_CLUSTER),
    remedy=_closed,
)
def private_api_server(resource: Resource, check: Check) -> None:
    """Ask for a private cluster, or for bounded ranges where public endpoints are agreed on."""
    access = resource.props.at("apiServerAccessProfile")
    check.require(access.at("disableRunCommand"), is_true, "must be true: commands would run past every network rule")
    with check.guard():
        private = access.at("enablePrivateCluster")
        if is_true(private):
            problem = "must be false by word: AKS gives private clusters a public name"
            check.require(access.at("enablePrivateClusterPublicFQDN"), is_false, problem)
            check.require(resource.props.at("publicNetworkAccess"), any_case_of("Disabled"), "must be Disabled")
        elif check.settings.public_endpoints:
            ranges = access.at("authorizedIPRanges")
            judge_ranges(check, ranges, list(ranges))
        else:
            check.violation(private, "must be true: the API server is open to the internet")
