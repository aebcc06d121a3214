"""What all nodes have in common, however they come to be."""

from typing import Any

from .keys import Keys

SCOPES = ("https://www.googleapis.com/auth/cloud-platform",)
"""What a node's token may be used for: everything, as far as the roles of the node's account let it."""

SHIELDED = {"enable_secure_boot": True, "enable_integrity_monitoring": True}
"""Only signed code starts, and a change of what started is noticed (control KS-GKE-06)."""

IMAGE = "COS_CONTAINERD"
"""Google's own operating system, which is read-only and updates itself."""


def hardened(account: str, keys: Keys) -> dict[str, Any]:
    """Return the part of a node's configuration that no document can weaken."""
    return {
        "image_type": IMAGE,
        "service_account": account,
        "oauth_scopes": list(SCOPES),
        "boot_disk_kms_key": keys.disks.id,
        "shielded_instance_config": SHIELDED,
        "workload_metadata_config": {"mode": "GKE_METADATA"},
        "kubelet_config": {"insecure_kubelet_readonly_port_enabled": "FALSE"},
        "metadata": {"disable-legacy-endpoints": "true"},
        "logging_variant": "DEFAULT",
    }
