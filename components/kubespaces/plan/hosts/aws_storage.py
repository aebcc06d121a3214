"""The storage classes of a host cluster on AWS."""

from typing import Any

from kubespaces.plan.objects import PlannedObject, build
from kubespaces.spec.host_cluster import HostClusterSpec

STANDARD = "standard"
"""Name of the storage class that every host cluster on AWS has."""

_KEPT = frozenset({"confidential", "restricted"})


def plan_storage_classes(spec: HostClusterSpec, key: Any) -> list[PlannedObject]:
    """Return the storage classes: encrypted with the cluster's own key (controls KS-ENC-03, KS-AVA-03).

    Volumes of confidential and restricted data (tag ``data-class``) outlive their claims.

    Args:
        spec: the host cluster's facts.
        key: ARN of the key, or an output of it.
    """
    provisioner = "ebs.csi.eks.amazonaws.com" if spec.automatic else "ebs.csi.aws.com"
    manifest = build(
        "storage.k8s.io/v1",
        "StorageClass",
        {"name": STANDARD},
        provisioner=provisioner,
        parameters={"type": "gp3", "encrypted": "true", "kmsKeyId": key},
        reclaimPolicy="Retain" if spec.tags.get("data-class") in _KEPT else "Delete",
        volumeBindingMode="WaitForFirstConsumer",
        allowVolumeExpansion=True,
    )
    return [PlannedObject(f"storage-{STANDARD}", manifest)]
