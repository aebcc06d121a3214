"""Which kinds are cluster-wide, and where the others' objects go."""

from kubespaces_policies.resource import Resource
from kubespaces_policies.value import Value

from .objects import KubernetesObject

_BY_GROUP = {
    "": "ComponentStatus Namespace Node PersistentVolume",
    "admissionregistration.k8s.io": (
        "MutatingAdmissionPolicy MutatingAdmissionPolicyBinding MutatingWebhookConfiguration "
        "ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration"
    ),
    "apiextensions.k8s.io": "CustomResourceDefinition",
    "apiregistration.k8s.io": "APIService",
    "certificates.k8s.io": "CertificateSigningRequest ClusterTrustBundle",
    "flowcontrol.apiserver.k8s.io": "FlowSchema PriorityLevelConfiguration",
    "internal.apiserver.k8s.io": "StorageVersion",
    "networking.k8s.io": "ClusterCIDR IPAddress IngressClass ServiceCIDR",
    "node.k8s.io": "RuntimeClass",
    "policy": "PodSecurityPolicy",
    "rbac.authorization.k8s.io": "ClusterRole ClusterRoleBinding",
    "resource.k8s.io": "DeviceClass DeviceTaintRule ResourceSlice",
    "scheduling.k8s.io": "PriorityClass",
    "storage.k8s.io": "CSIDriver CSINode StorageClass VolumeAttachment VolumeAttributesClass",
    "storagemigration.k8s.io": "StorageVersionMigration",
    # Custom resources of common add-ons.
    "cert-manager.io": "ClusterIssuer",
    "cilium.io": "CiliumClusterwideEnvoyConfig CiliumClusterwideNetworkPolicy CiliumIdentity CiliumNode",
    "crd.projectcalico.org": "BGPConfiguration FelixConfiguration GlobalNetworkPolicy GlobalNetworkSet IPPool Tier",
    "external-secrets.io": "ClusterExternalSecret ClusterPushSecret ClusterSecretStore",
    "gateway.networking.k8s.io": "GatewayClass",
    "karpenter.sh": "NodeClaim NodePool",
    "kyverno.io": "ClusterCleanupPolicy ClusterPolicy",
    "policy.networking.k8s.io": "AdminNetworkPolicy BaselineAdminNetworkPolicy ClusterNetworkPolicy",
    "projectcalico.org": "BGPConfiguration FelixConfiguration GlobalNetworkPolicy GlobalNetworkSet IPPool Tier",
    "templates.gatekeeper.sh": "ConstraintTemplate",
}

CLUSTER_SCOPED = frozenset(f"{group}/{kind}" for group, names in _BY_GROUP.items() for kind in names.split())
"""Cluster-wide kinds as ``group/Kind``: all of Kubernetes 1.34, and custom resources that reach across tenants."""

_BUILT_IN = frozenset({"", "apps", "autoscaling", "batch", "extensions", "policy"})


def is_built_in(group: str) -> bool:
    """Tell whether an API group is Kubernetes' own, so that the scope of all its kinds is known."""
    return group in _BUILT_IN or (group.endswith(".k8s.io") and group.count(".") == 2) or group in _BY_GROUP


def is_cluster_scoped(item: KubernetesObject) -> bool:
    """Tell whether an object is, by token or manifest, of a kind that is known to be cluster-wide."""
    return item.is_a(*CLUSTER_SCOPED)


def may_be_cluster_scoped(item: KubernetesObject) -> bool:
    """Tell whether an object is cluster-wide or of a custom kind, whose scope only the cluster knows."""
    return is_cluster_scoped(item) or not any(is_built_in(found.group) for found in item.identities)


def namespace_of(resource: Resource, item: KubernetesObject) -> Value:
    """Return the namespace that an object goes to: its own, or the one that its provider fills in."""
    if item.namespace.present or resource.provider is None:
        return item.namespace
    from_provider = resource.provider.props.at("namespace")
    return from_provider if from_provider.present else item.namespace
