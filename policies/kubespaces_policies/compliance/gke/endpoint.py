"""KS-GKE-01: who can reach the control plane of a GKE cluster."""

from kubespaces_policies.check import Check
from kubespaces_policies.clouds.ranges import judge_ranges
from kubespaces_policies.clouds.tokens import GKE_CLUSTER, cloud_types
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.predicates import is_false, is_not_off, is_off, is_true
from kubespaces_policies.resource import Resource
from kubespaces_policies.value import Value

_NETWORKS = "masterAuthorizedNetworksConfig"


def _google_kept_out(resource: Resource, edit: Edit) -> None:
    """Keep other customers of Google Cloud out; all else is a choice of the network's design."""
    networks = resource.props.at(_NETWORKS)
    if networks.present and not networks.at("gcpPublicCidrsAccessEnabled").present:
        edit.set(networks.at("gcpPublicCidrsAccessEnabled"), False)


@control(
    "KS-GKE-01",
    title="The GKE control plane is private",
    severity=Severity.CRITICAL,
    why=(
        "GKE opens the control plane to the whole internet; with Google's public ranges every customer's machine is in."
    ),
    fix=(
        "set privateClusterConfig.enablePrivateEndpoint true, "
        "masterAuthorizedNetworksConfig.gcpPublicCidrsAccessEnabled false and no external traffic at the DNS "
        "endpoint; where a public endpoint is agreed on (setting publicEndpoints), name the ranges in "
        "masterAuthorizedNetworksConfig.cidrBlocks"
    ),
    sources=("CIS GKE 1.9 5.6.3, 5.6.4", "CKV_GCP_18", "CKV_GCP_20", "CKV_GCP_25"),
    applies=cloud_types(GKE_CLUSTER),
    remedy=_google_kept_out,
)
def private_control_plane(resource: Resource, check: Check) -> None:
    """Judge both ways in: by address and by name. An authorised network of a private endpoint may be any size."""
    props = resource.props
    endpoints = props.at("controlPlaneEndpointsConfig")
    external = endpoints.at("dnsEndpointConfig", "allowExternalTraffic")
    if not check.settings.public_endpoints:
        check.require(
            external, is_off, "opens the name of the control plane to the internet; only IAM stands before it"
        )
    with check.guard():
        if is_not_off(endpoints.at("ipEndpointsConfig", "enabled")):
            _judge_addresses(props, check)


def _judge_addresses(props: Value, check: Check) -> None:
    networks = props.at(_NETWORKS)
    private = props.at("privateClusterConfig", "enablePrivateEndpoint")
    with check.guard():
        if networks.known().present:
            problem = "must be false by word: else every customer's machines at Google may connect"
            check.require(networks.at("gcpPublicCidrsAccessEnabled"), is_false, problem)
    if is_true(private):
        return
    if not check.settings.public_endpoints:
        check.violation(private, "must be true: the control plane is open to the internet")
        return
    blocks = networks.at("cidrBlocks")
    judge_ranges(check, blocks, [block.at("cidrBlock") for block in blocks])
