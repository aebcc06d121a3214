"""KS-AKS-03: network policies hold in an AKS cluster."""

from kubespaces_policies.check import Check
from kubespaces_policies.clouds.tokens import AKS_CLUSTER, cloud_types
from kubespaces_policies.control import Severity, control
from kubespaces_policies.predicates import any_case_of, is_given, or_absent
from kubespaces_policies.resource import Resource


@control(
    "KS-AKS-03",
    title="AKS enforces network policies",
    severity=Severity.HIGH,
    why="Without an engine AKS accepts network policies and ignores them: no tenant is walled off.",
    fix=(
        "set networkProfile: networkPlugin azure, networkPolicy cilium (or calico, azure), loadBalancerSku standard, "
        "and say outboundType; with a CNI of your own set networkPlugin none and the setting cilium"
    ),
    sources=("CIS AKS 1.8 5.4.4", "CKV_AZURE_7", "CKV2_AZURE_29"),
    applies=cloud_types(AKS_CLUSTER),
    unknown=(
        "Deferred. Which outboundType is right is a matter of the network's design: only that it is said is asked for."
    ),
)
def network_policies_hold(resource: Resource, check: Check) -> None:
    """Ask for an engine; what is absent is none."""
    network = resource.props.at("networkProfile")
    with check.guard():
        if not (check.settings.cilium and network.at("networkPlugin").text() == "none"):
            check.require(network.at("networkPlugin"), any_case_of("azure"), "must be azure")
            policy = network.at("networkPolicy")
            check.require(policy, any_case_of("azure", "calico", "cilium"), "must be azure, calico or cilium")
    check.require(network.at("loadBalancerSku"), or_absent(any_case_of("standard")), "must be standard")
    check.require(
        network.at("outboundType"), is_given, "is not said: nodes would reach the internet by the load balancer"
    )
