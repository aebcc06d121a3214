"""KS-GKE-02: private nodes, addresses of the VPC, and network policies that hold."""

from kubespaces_policies.check import Check
from kubespaces_policies.clouds.gke_nodes import is_autopilot, pools_of
from kubespaces_policies.clouds.tokens import GKE_CLUSTER, GKE_POOL, cloud_types, plain
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.predicates import is_not_off, is_present, is_true
from kubespaces_policies.resource import Resource
from kubespaces_policies.value import Value


def _seen(resource: Resource, edit: Edit) -> None:
    """Turn on what can be on an existing cluster; all else is chosen when it is made."""
    if plain(resource.type) == GKE_CLUSTER and not is_autopilot(resource):
        value = resource.props.at("enableIntranodeVisibility")
        if not value.present:
            edit.set(value, True)


@control(
    "KS-GKE-02",
    title="GKE nodes are private, pods have addresses of the VPC, and network policies hold",
    severity=Severity.HIGH,
    why="Without an engine GKE accepts network policies and ignores them; a node on the internet is a way in.",
    fix=(
        "set privateClusterConfig.enablePrivateNodes true, datapathProvider ADVANCED_DATAPATH, ipAllocationPolicy and "
        "enableIntranodeVisibility true; leave networkConfig.enablePrivateNodes of pools on"
    ),
    sources=("CIS GKE 1.9 4.3.1, 5.6.1, 5.6.2, 5.6.5", "CKV_GCP_12", "CKV_GCP_23", "CKV_GCP_61", "CKV_GCP_64"),
    applies=cloud_types(GKE_CLUSTER, GKE_POOL),
    remedy=_seen,
)
def private_nodes(resource: Resource, check: Check) -> None:
    """Judge a cluster's network and every pool's; Autopilot brings Dataplane V2 and its visibility along."""
    if plain(resource.type) == GKE_CLUSTER:
        _judge_cluster(resource, check)
    with check.guard():
        for pool in pools_of(resource):
            check.require(pool.at("networkConfig", "enablePrivateNodes"), is_not_off, "gives nodes public addresses")


def _judge_cluster(resource: Resource, check: Check) -> None:
    props = resource.props
    check.require(
        props.at("privateClusterConfig", "enablePrivateNodes"), is_true, "must be true: nodes get public addresses"
    )
    check.require(props.at("ipAllocationPolicy"), is_present, "is not said: pods would not have addresses of the VPC")
    with check.guard():
        if is_autopilot(resource):
            return
        problem = "must be true: traffic between pods of one node shows in no flow log"
        check.require(props.at("enableIntranodeVisibility"), is_true, problem)
        _judge_engine(props, check)


def _judge_engine(props: Value, check: Check) -> None:
    provider = props.at("datapathProvider")
    if provider.text() == "ADVANCED_DATAPATH":
        return
    calico = props.at("networkPolicy", "enabled").flag()
    add_on_off = props.at("addonsConfig", "networkPolicyConfig", "disabled").flag(default=True)
    if not calico or add_on_off:
        check.violation(provider, "must be ADVANCED_DATAPATH: network policies are ignored")
