"""KS-GKE-03: pods have identities of their own, and nodes have few rights."""

import re

from kubespaces_policies.check import Check
from kubespaces_policies.clouds.gke_nodes import added_nodes, is_autopilot, node_configs
from kubespaces_policies.clouds.tokens import GKE_CLUSTER, GKE_POOL, cloud_types, plain
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.predicates import any_case_of, is_given
from kubespaces_policies.resource import Resource
from kubespaces_policies.value import Value

_DEFAULT_ACCOUNT = re.compile(r"default|\d+-compute@developer\.gserviceaccount\.com")
_WIDE_SCOPES = frozenset(
    {"compute", "compute-rw", "devstorage.full_control", "devstorage.read_write", "storage-full", "storage-rw"}
)
"""Scopes of the time before custom service accounts, which let every pod change machines or buckets."""


def _metadata_server(resource: Resource, edit: Edit) -> None:
    for config in node_configs(resource):
        mode = config.at("workloadMetadataConfig", "mode")
        if not config.unknown and not mode.present:
            edit.set(mode, "GKE_METADATA")


@control(
    "KS-GKE-03",
    title="GKE pods have their own identities and cannot take their node's",
    severity=Severity.CRITICAL,
    why=(
        "Without the metadata server every pod gets the node's token, by default with an editor's rights in the "
        "project."
    ),
    fix=(
        "set workloadIdentityConfig.workloadPool, and for every pool nodeConfig: workloadMetadataConfig.mode "
        "GKE_METADATA, a serviceAccount made for nodes, and the scope cloud-platform alone"
    ),
    sources=("CIS GKE 1.9 5.2.1, 5.2.2, 5.4.1", "CKV_GCP_69", "CKV2_GCP_1"),
    applies=cloud_types(GKE_CLUSTER, GKE_POOL),
    unknown=(
        "A service account and a workload pool may be unknown at preview: that there are some is enough. Else deferred."
    ),
    remedy=_metadata_server,
)
def workload_identity(resource: Resource, check: Check) -> None:
    """Judge a cluster's workload pool and what its machines are; Autopilot brings the metadata server along."""
    with check.guard():
        if plain(resource.type) == GKE_CLUSTER and not is_autopilot(resource):
            pool = resource.props.at("workloadIdentityConfig", "workloadPool")
            check.require(pool, is_given, "is not set: pods cannot have identities of their own")
    with check.guard():
        for config in node_configs(resource):
            mode = config.at("workloadMetadataConfig", "mode")
            check.require(mode, any_case_of("GKE_METADATA"), "must be GKE_METADATA: pods get the node's token")
            _judge_account(config, check)
    with check.guard():
        added = added_nodes(resource)
        if added is not None:
            _judge_account(added, check)


def _judge_account(config: Value, check: Check) -> None:
    account = config.at("serviceAccount")
    if not is_given(account):
        check.violation(account, "is not set: nodes are the project's default account, often an editor")
    elif not account.unknown and _DEFAULT_ACCOUNT.fullmatch(account.text()):
        check.violation(account, "is the project's default account, often an editor; make one for nodes")
    with check.guard():
        for scope in config.at("oauthScopes"):
            problem = "is a wide scope of old; use cloud-platform with an account that has few rights"
            check.require(scope, _is_narrow, problem)


def _is_narrow(value: Value) -> bool:
    return value.text().rpartition("/auth/")[2] not in _WIDE_SCOPES
