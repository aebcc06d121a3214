"""KS-ENC-03: volumes are encrypted, under keys of one's own."""

from collections.abc import Mapping

from kubespaces_policies.check import Check
from kubespaces_policies.clouds.tokens import LAUNCH_TEMPLATE, cloud_types
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.kubernetes.objects import KubernetesObject
from kubespaces_policies.predicates import is_given, is_not_off, is_true
from kubespaces_policies.resource import Resource, any_of, kinds
from kubespaces_policies.value import Value

_BY_DEFAULT = "aws:ebs/encryptionByDefault:EncryptionByDefault"

_ENCRYPTED = "encrypted"
_KEY_PARAMETER: Mapping[str, str] = {
    "ebs.csi.aws.com": "kmsKeyId",
    "ebs.csi.eks.amazonaws.com": "kmsKeyId",
    "kubernetes.io/aws-ebs": "kmsKeyId",
    "pd.csi.storage.gke.io": "disk-encryption-kms-key",
    "disk.csi.azure.com": "diskEncryptionSetID",
    "kubernetes.io/azure-disk": "diskEncryptionSetID",
}
"""By provisioner, the parameter that names the key. Names of parameters are compared without case: Azure does."""
_SWITCHED = frozenset({"ebs.csi.aws.com", "ebs.csi.eks.amazonaws.com", "kubernetes.io/aws-ebs"}) | frozenset(
    {"rbd.csi.ceph.com", "rook-ceph.rbd.csi.ceph.com"}
)
"""Provisioners that encrypt only if ``encrypted`` says so."""


def _encrypted(resource: Resource, edit: Edit) -> None:
    """Turn encryption on where nothing is said; a key is for somebody to choose."""
    for item in resource.of_kind("StorageClass"):
        switch = _parameter(item, _ENCRYPTED)
        if item.at("provisioner").raw in _SWITCHED and not switch.present:
            edit.set(switch, "true")
    if resource.type == LAUNCH_TEMPLATE:
        for device in resource.props.at("blockDeviceMappings"):
            disk = device.at("ebs")
            if disk.is_map and not disk.at(_ENCRYPTED).present:
                edit.set(disk.at(_ENCRYPTED), "true")


@control(
    "KS-ENC-03",
    title="Volumes are encrypted under customer-managed keys",
    severity=Severity.HIGH,
    why="A snapshot of a plain volume can be read by whoever gets it, and EBS does not encrypt unless it is told to.",
    fix=(
        'StorageClass: parameters encrypted "true" and kmsKeyId (EBS), disk-encryption-kms-key (Google Cloud), '
        "diskEncryptionSetID (Azure); launch template: ebs.encrypted true; leave EncryptionByDefault on"
    ),
    sources=("CKV_AWS_3", "CKV_AWS_8", "CIS GKE 1.9 5.9.1"),
    applies=any_of(kinds("storage.k8s.io/StorageClass"), cloud_types(LAUNCH_TEMPLATE, _BY_DEFAULT)),
    unknown="Names of keys may be unknown at preview: that there are some is enough. Other values are deferred.",
    remedy=_encrypted,
)
def encrypted_volumes(resource: Resource, check: Check) -> None:
    """Judge classes of provisioners that are known, and machines' disks; KS-AVA-03 judges what becomes of volumes."""
    if resource.type == _BY_DEFAULT:
        check.require(resource.props.at("enabled"), is_not_off, "must not be false")
    elif resource.type == LAUNCH_TEMPLATE:
        with check.guard():
            for device in resource.props.at("blockDeviceMappings"):
                if device.at("ebs").present:
                    check.require(device.at("ebs", _ENCRYPTED), is_true, "must be true")
    for item in resource.of_kind("storage.k8s.io/StorageClass"):
        with check.guard():
            _judge_class(item, check)


def _judge_class(item: KubernetesObject, check: Check) -> None:
    provisioner = item.at("provisioner").text()
    if item.patch or (provisioner not in _SWITCHED and provisioner not in _KEY_PARAMETER):
        check.not_applicable("what its provisioner encrypts cannot be told from the class")
        return
    if provisioner in _SWITCHED:
        check.require(_parameter(item, _ENCRYPTED), is_true, 'must be the text "true"')
    key = _KEY_PARAMETER.get(provisioner)
    if key:
        check.require(_parameter(item, key), is_given, "names no key")


def _parameter(item: KubernetesObject, name: str) -> Value:
    parameters = item.at("parameters")
    found = next((value for key, value in parameters.entries() if key.lower() == name.lower()), None)
    return parameters.at(name) if found is None else found
