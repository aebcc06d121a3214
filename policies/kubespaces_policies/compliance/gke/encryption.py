"""KS-GKE-04: secrets in etcd and boot disks under keys of one's own."""

from kubespaces_policies.check import Check
from kubespaces_policies.clouds.gke_nodes import added_nodes, node_configs
from kubespaces_policies.clouds.tokens import GKE_CLUSTER, GKE_POOL, cloud_types, plain
from kubespaces_policies.control import Severity, control
from kubespaces_policies.predicates import any_case_of, is_given
from kubespaces_policies.resource import Resource

_ENCRYPTED = ("ENCRYPTED", "ALL_OBJECTS_ENCRYPTION_ENABLED")


@control(
    "KS-GKE-04",
    title="GKE encrypts secrets and boot disks under customer-managed keys",
    severity=Severity.HIGH,
    why="Without a key of your own nobody can withdraw access to a copy of etcd or of a node's disk.",
    fix="set databaseEncryption: state ENCRYPTED and keyName; set nodeConfig.bootDiskKmsKey for every pool",
    sources=("CIS GKE 1.9 5.3.1, 5.9.1, 5.9.2",),
    applies=cloud_types(GKE_CLUSTER, GKE_POOL),
    unknown="Names of keys may be unknown at preview: that there are some is enough. Other values are deferred.",
)
def encrypted_gke(resource: Resource, check: Check) -> None:
    """Judge a cluster's key, and the disks of every pool and of machines that GKE adds."""
    if plain(resource.type) == GKE_CLUSTER:
        database = resource.props.at("databaseEncryption")
        check.require(database.at("state"), any_case_of(*_ENCRYPTED), f"must be {' or '.join(_ENCRYPTED)}")
        check.require(database.at("keyName"), is_given, "names no key")
    with check.guard():
        added = added_nodes(resource)
        for config in (*node_configs(resource), *([] if added is None else [added])):
            check.require(config.at("bootDiskKmsKey"), is_given, "names no key for the nodes' disks")
