"""KS-AKS-04: secrets in etcd and disks under keys of one's own."""

from kubespaces_policies.check import Check
from kubespaces_policies.clouds.azure_pools import pools_of
from kubespaces_policies.clouds.tokens import AKS_CLUSTER, AKS_POOL, cloud_types, plain
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.predicates import any_case_of, is_given, is_true
from kubespaces_policies.resource import Resource


def _at_rest(resource: Resource, edit: Edit) -> None:
    for pool in pools_of(resource):
        value = pool.at("enableEncryptionAtHost")
        if not pool.unknown and not value.present:
            edit.set(value, True)


@control(
    "KS-AKS-04",
    title="AKS encrypts secrets and disks under customer-managed keys",
    severity=Severity.HIGH,
    why="Without a key of your own nobody can withdraw access to a copy of etcd or of a node's disk.",
    fix=(
        "set securityProfile.azureKeyVaultKms: enabled true, keyId, keyVaultNetworkAccess Private; set "
        "diskEncryptionSetID and, for every pool, enableEncryptionAtHost true"
    ),
    sources=("CIS AKS 1.8 5.3.1", "CKV_AZURE_117", "CKV_AZURE_226", "CKV_AZURE_227"),
    applies=cloud_types(AKS_CLUSTER, AKS_POOL),
    unknown="Ids of keys and encryption sets may be unknown at preview: that there are some is enough. Else deferred.",
    remedy=_at_rest,
)
def encrypted_cluster(resource: Resource, check: Check) -> None:
    """Judge a cluster's keys, and every pool's disks."""
    if plain(resource.type) == AKS_CLUSTER:
        props = resource.props
        kms = props.at("securityProfile", "azureKeyVaultKms")
        check.require(kms.at("enabled"), is_true, "must be true: secrets are under a key that only Azure holds")
        check.require(kms.at("keyId"), is_given, "names no key")
        check.require(kms.at("keyVaultNetworkAccess"), any_case_of("Private"), "must be Private")
        check.require(props.at("diskEncryptionSetID"), is_given, "names no encryption set for the nodes' disks")
    with check.guard():
        for pool in pools_of(resource):
            check.require(
                pool.at("enableEncryptionAtHost"), is_true, "must be true: caches and temporary disks are plain"
            )
