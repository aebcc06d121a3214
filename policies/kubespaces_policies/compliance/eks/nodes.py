"""KS-EKS-04: what machines of node pools give away."""

from kubespaces_policies.check import Check
from kubespaces_policies.clouds.tokens import EKS_NODE_GROUP, LAUNCH_TEMPLATE, cloud_types, plain
from kubespaces_policies.clouds.user_data import weakening_in
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.predicates import any_case_of, is_given, is_off, is_unset
from kubespaces_policies.resource import Resource
from kubespaces_policies.value import Value


def _tokens_required(resource: Resource, edit: Edit) -> None:
    """Fill in what is absent; a value that is there was somebody's choice."""
    if plain(resource.type) != LAUNCH_TEMPLATE or _metadata_is_off(resource):
        return
    options = resource.props.at("metadataOptions")
    for name, good in (("httpTokens", "required"), ("httpPutResponseHopLimit", 1)):
        if not options.at(name).present:
            edit.set(options.at(name), good)


@control(
    "KS-EKS-04",
    title="Nodes are private, their metadata needs a session, and nobody logs in to them",
    severity=Severity.HIGH,
    why="A pod that reaches the instance's metadata acts as the node; SSH and open kubelets lead past the API server.",
    fix=(
        "in the launch template set metadataOptions.httpTokens required and httpPutResponseHopLimit 1, no public "
        "addresses, no keyName, no user data that opens the kubelet; node groups: a launchTemplate and no remoteAccess"
    ),
    sources=("CIS EKS 1.8 5.4.3, 3.2", "CKV_AWS_79", "CKV_AWS_100", "CKV_AWS_341"),
    applies=cloud_types(LAUNCH_TEMPLATE, EKS_NODE_GROUP),
    remedy=_tokens_required,
)
def closed_nodes(resource: Resource, check: Check) -> None:
    """Judge launch templates and node groups; a launch template's own id may be unknown."""
    if plain(resource.type) == EKS_NODE_GROUP:
        _judge_group(resource, check)
    else:
        _judge_template(resource, check)


def _judge_group(resource: Resource, check: Check) -> None:
    remote = resource.props.at("remoteAccess")
    with check.guard():
        if remote.known().present and not is_given(remote.at("sourceSecurityGroupIds")):
            check.violation(remote, "opens SSH to every address")
    template = resource.props.at("launchTemplate")
    if not is_given(template):
        check.violation(template, "is missing: EKS would choose the options of the machines, pods reach their metadata")


def _judge_template(resource: Resource, check: Check) -> None:
    with check.guard():
        if not _metadata_is_off(resource):
            options = resource.props.at("metadataOptions")
            check.require(
                options.at("httpTokens"), any_case_of("required"), "must be required: without, any request is answered"
            )
            check.require(
                options.at("httpPutResponseHopLimit"), _is_one, "must be 1: answers then do not reach into pods"
            )
    check.require(resource.props.at("keyName"), is_unset, "lets whoever has the key log in over SSH", show=False)
    with check.guard():
        for interface in resource.props.at("networkInterfaces"):
            check.require(interface.at("associatePublicIpAddress"), is_off, "gives the node an address on the internet")
    with check.guard():
        data = resource.props.at("userData")
        found = weakening_in(data.text())
        if found:
            check.violation(data, found, show=False)


def _metadata_is_off(resource: Resource) -> bool:
    endpoint = resource.props.at("metadataOptions", "httpEndpoint")
    return not endpoint.unknown and endpoint.text() == "disabled"


def _is_one(value: Value) -> bool:
    return value.number() == 1
