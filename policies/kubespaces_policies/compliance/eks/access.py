"""KS-EKS-03: rights in an EKS cluster come from access entries alone."""

from kubespaces_policies.check import Check
from kubespaces_policies.clouds.tokens import EKS_CLUSTER, cloud_types
from kubespaces_policies.control import Severity, control
from kubespaces_policies.predicates import any_case_of, is_false
from kubespaces_policies.resource import Resource


@control(
    "KS-EKS-03",
    title="EKS takes access entries only, and whoever makes a cluster is no administrator",
    severity=Severity.HIGH,
    why="The ConfigMap aws-auth can be written from inside the cluster, and the creator's hidden rights show nowhere.",
    fix=(
        "set accessConfig: authenticationMode API, bootstrapClusterCreatorAdminPermissions false, and give access with "
        "AccessEntry resources; on an existing cluster plan it, for the second one replaces the cluster"
    ),
    sources=("CIS EKS 1.8 4.1.7, 5.5.1",),
    applies=cloud_types(EKS_CLUSTER),
)
def access_entries_only(resource: Resource, check: Check) -> None:
    """Ask for both words. There is no remedy: a change of the second one would replace an existing cluster."""
    access = resource.props.at("accessConfig")
    check.require(
        access.at("authenticationMode"), any_case_of("API"), "must be API: aws-auth can be written by workloads"
    )
    check.require(
        access.at("bootstrapClusterCreatorAdminPermissions"),
        is_false,
        "must be false: the creator becomes an administrator whom no access entry shows",
    )
