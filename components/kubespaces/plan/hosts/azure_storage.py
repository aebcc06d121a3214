"""The storage classes of a host cluster on Azure."""

from typing import Any

from kubespaces.plan.objects import PlannedObject, build
from kubespaces.spec.host_cluster import HostClusterSpec

STANDARD = "standard"
"""Name of the storage class that every host cluster on Azure has."""

_KEPT = frozenset({"confidential", "restricted"})


def plan_storage_classes(spec: HostClusterSpec, disk_encryption_set: Any) -> list[PlannedObject]:
    """Return the storage classes: under the cluster's own key (controls KS-ENC-03, KS-AVA-03).

    Volumes of confidential and restricted data (tag ``data-class``) outlive their claims.

    Args:
        spec: the host cluster's facts.
        disk_encryption_set: resource id of the key of the disks, or an output of it.
    """
    manifest = build(
        "storage.k8s.io/v1",
        "StorageClass",
        {"name": STANDARD},
        provisioner="disk.csi.azure.com",
        parameters={
            "skuName": "Premium_LRS",
            "diskEncryptionSetID": disk_encryption_set,
            "networkAccessPolicy": "DenyAll",  # nobody downloads a disk past the cluster
        },
        reclaimPolicy="Retain" if spec.tags.get("data-class") in _KEPT else "Delete",
        volumeBindingMode="WaitForFirstConsumer",
        allowVolumeExpansion=True,
    )
    return [PlannedObject(f"storage-{STANDARD}", manifest)]
