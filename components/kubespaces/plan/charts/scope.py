"""Which kinds are in no namespace. At preview there may be no cluster yet that could be asked."""

from collections.abc import Container

_CLUSTER_SCOPED = {
    "": ("ComponentStatus", "Namespace", "Node", "PersistentVolume"),
    "admissionregistration.k8s.io": (
        "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding", "MutatingWebhookConfiguration",
        "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration",
    ),
    "apiextensions.k8s.io": ("CustomResourceDefinition",),
    "apiregistration.k8s.io": ("APIService",),
    "certificates.k8s.io": ("CertificateSigningRequest", "ClusterTrustBundle"),
    "flowcontrol.apiserver.k8s.io": ("FlowSchema", "PriorityLevelConfiguration"),
    "gateway.networking.k8s.io": ("GatewayClass",),
    "internal.apiserver.k8s.io": ("StorageVersion",),
    "networking.k8s.io": ("IPAddress", "IngressClass", "ServiceCIDR"),
    "node.k8s.io": ("RuntimeClass",),
    "policy": ("PodSecurityPolicy",),
    "rbac.authorization.k8s.io": ("ClusterRole", "ClusterRoleBinding"),
    "resource.k8s.io": ("DeviceClass", "ResourceSlice"),
    "scheduling.k8s.io": ("PriorityClass",),
    "storage.k8s.io": ("CSIDriver", "CSINode", "StorageClass", "VolumeAttachment", "VolumeAttributesClass"),
    "storagemigration.k8s.io": ("StorageVersionMigration",),
}  # fmt: skip
"""By API group. Source: ``kubectl api-resources --namespaced=false`` of Kubernetes 1.34, and the Gateway API."""


def is_cluster_scoped(group: str, kind: str, custom: Container[str] = ()) -> bool:
    """Tell whether objects of a kind are in no namespace.

    Args:
        group: API group, empty for the core group.
        kind: the kind.
        custom: further ones as ``<kind>.<group>``; the kind may be written as in the name of a definition.
    """
    if kind in _CLUSTER_SCOPED.get(group, ()):
        return True
    plural = kind.lower()
    spellings = (kind, plural, f"{plural}s", f"{plural}es", f"{plural[:-1]}ies")
    return any(f"{spelling}.{group}" in custom for spelling in spellings)
