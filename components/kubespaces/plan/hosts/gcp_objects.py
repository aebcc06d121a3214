"""Objects that only host clusters on Google Cloud have: storage classes."""

import hashlib
from typing import Any

from kubespaces.plan.objects import PlannedObject, build
from kubespaces.spec.host_cluster import HostClusterSpec

from .gcp_pools import BALANCED, HYPERDISK

STORAGE_CLASSES = {"encrypted": BALANCED, "encrypted-hyperdisk": HYPERDISK}
"""Storage classes of every host cluster on Google Cloud, and their types of disks. The name ``standard`` is taken: GKE
makes a class of that name, which knows nothing of the cluster's key."""

_KEPT = frozenset({"confidential", "restricted"})


def plan_storage_classes(spec: HostClusterSpec, key: Any) -> list[PlannedObject]:
    """Return the storage classes: encrypted with the cluster's own key (controls KS-ENC-03, KS-AVA-03).

    Volumes of confidential and restricted data (tag ``data-class``) outlive their claims.
    Source: https://cloud.google.com/kubernetes-engine/docs/how-to/using-cmek

    Args:
        spec: the host cluster's facts.
        key: full name of the key, or an output of it.
    """
    return [
        PlannedObject(
            f"storage-{name}",
            build(
                "storage.k8s.io/v1",
                "StorageClass",
                {"name": name},
                provisioner="pd.csi.storage.gke.io",
                parameters={"type": disk_type, "disk-encryption-kms-key": key},
                reclaimPolicy="Retain" if spec.tags.get("data-class") in _KEPT else "Delete",
                volumeBindingMode="WaitForFirstConsumer",
                allowVolumeExpansion=True,
            ),
        )
        for name, disk_type in STORAGE_CLASSES.items()
    ]


def group_slug(group: str) -> str:
    """Return a short name that stays with the group, whoever else comes or goes."""
    name = "".join(char if char.isalnum() else "-" for char in group.partition("@")[0].lower())
    return f"{name[:24].strip('-')}-{hashlib.sha256(group.encode()).hexdigest()[:8]}"
