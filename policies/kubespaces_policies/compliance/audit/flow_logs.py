"""KS-AUD-03: networks write down who talked to whom."""

from kubespaces_policies.check import Check
from kubespaces_policies.clouds.references import unreferenced
from kubespaces_policies.clouds.tokens import all_of, cloud_types, plain
from kubespaces_policies.control import Severity, control, with_stack_rule
from kubespaces_policies.predicates import any_case_of, is_not_off, is_present, or_absent
from kubespaces_policies.resource import Resource, Stack

_VPC, _AWS_LOG = "aws:ec2/vpc:Vpc", "aws:ec2/flowLog:FlowLog"
_VNET, _AZURE_LOG = "azure-native:network:VirtualNetwork", "azure-native:network:FlowLog"
_SUBNET = "gcp:compute/subnetwork:Subnetwork"

_WITHOUT_LOGS = (
    "REGIONAL_MANAGED_PROXY",
    "GLOBAL_MANAGED_PROXY",
    "INTERNAL_HTTPS_LOAD_BALANCER",
    "PRIVATE_SERVICE_CONNECT",
    "PRIVATE_NAT",
)
"""Purposes of subnets that cannot have flow logs (https://cloud.google.com/vpc/docs/using-flow-logs)."""


@control(
    "KS-AUD-03",
    title="Networks have flow logs",
    severity=Severity.MEDIUM,
    why="Who talked to whom is what an investigation asks first, and no pod's own log says it.",
    fix=(
        "AWS: a FlowLog for each Vpc with trafficType ALL or REJECT. Azure: a FlowLog for each VirtualNetwork. Google "
        "Cloud: logConfig on each Subnetwork"
    ),
    sources=("CKV2_AWS_11", "CKV_GCP_26", "CKV_GCP_61", "AWS Security Hub EC2.6"),
    applies=cloud_types(_VPC, _AWS_LOG, _VNET, _AZURE_LOG, _SUBNET),
    unknown=(
        "Ids of networks may be unknown at preview: each flow log is then taken to be some network's. Else deferred."
    ),
)
def flow_logged_resource(resource: Resource, check: Check) -> None:
    """Judge what one resource says of itself."""
    kind, props = plain(resource.type), resource.props
    if kind == _AWS_LOG:
        check.require(props.at("trafficType"), or_absent(any_case_of("ALL", "REJECT")), "must be ALL or REJECT")
    elif kind == _AZURE_LOG:
        check.require(props.at("enabled"), is_not_off, "must not be false")
    elif kind == _SUBNET:
        with check.guard():
            if props.at("purpose").text() not in _WITHOUT_LOGS:
                check.require(props.at("logConfig"), is_present, "is missing: the subnet writes no flow logs")


@with_stack_rule(flow_logged_resource)
def flow_logs(stack: Stack, check: Check) -> None:
    """Ask for a flow log for each network."""
    for network, log, reference in ((_VPC, _AWS_LOG, "vpcId"), (_VNET, _AZURE_LOG, "targetResourceId")):
        references = [item.props.at(reference) for item in all_of(stack, log)]
        for found in unreferenced(all_of(stack, network), references):
            check.violation(None, "has no flow log in this stack", resource=found)
