"""The kinds that are tried, as every supported Kubernetes serves them. No discovery: it would cost two requests."""

from kubespaces.kube import Resource


def _core(kind: str, plural: str, *, namespaced: bool = True) -> Resource:
    return Resource("", "v1", kind, plural, namespaced)


def _in(group: str, kind: str, plural: str, *, namespaced: bool = True, version: str = "v1") -> Resource:
    return Resource(group, version, kind, plural, namespaced)


_RBAC = "rbac.authorization.k8s.io"
_ADMISSION = "admissionregistration.k8s.io"

CONFIG_MAP = _core("ConfigMap", "configmaps")
ENDPOINTS = _core("Endpoints", "endpoints")
LIMIT_RANGE = _core("LimitRange", "limitranges")
NAMESPACE = _core("Namespace", "namespaces", namespaced=False)
NODE = _core("Node", "nodes", namespaced=False)
PERSISTENT_VOLUME = _core("PersistentVolume", "persistentvolumes", namespaced=False)
PERSISTENT_VOLUME_CLAIM = _core("PersistentVolumeClaim", "persistentvolumeclaims")
POD = _core("Pod", "pods")
RESOURCE_QUOTA = _core("ResourceQuota", "resourcequotas")
SECRET = _core("Secret", "secrets")
SERVICE = _core("Service", "services")
SERVICE_ACCOUNT = _core("ServiceAccount", "serviceaccounts")

CRON_JOB = _in("batch", "CronJob", "cronjobs")
DEPLOYMENT = _in("apps", "Deployment", "deployments")
HORIZONTAL_POD_AUTOSCALER = _in("autoscaling", "HorizontalPodAutoscaler", "horizontalpodautoscalers", version="v2")
INGRESS = _in("networking.k8s.io", "Ingress", "ingresses")
JOB = _in("batch", "Job", "jobs")
NETWORK_POLICY = _in("networking.k8s.io", "NetworkPolicy", "networkpolicies")
POD_DISRUPTION_BUDGET = _in("policy", "PodDisruptionBudget", "poddisruptionbudgets")
STATEFUL_SET = _in("apps", "StatefulSet", "statefulsets")

CLUSTER_ROLE = _in(_RBAC, "ClusterRole", "clusterroles", namespaced=False)
CLUSTER_ROLE_BINDING = _in(_RBAC, "ClusterRoleBinding", "clusterrolebindings", namespaced=False)
ROLE = _in(_RBAC, "Role", "roles")
ROLE_BINDING = _in(_RBAC, "RoleBinding", "rolebindings")

ADMISSION_POLICY = _in(_ADMISSION, "ValidatingAdmissionPolicy", "validatingadmissionpolicies", namespaced=False)
ADMISSION_POLICY_BINDING = _in(
    _ADMISSION, "ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings", namespaced=False
)
API_SERVICE = _in("apiregistration.k8s.io", "APIService", "apiservices", namespaced=False)
CERTIFICATE_REQUEST = _in(
    "certificates.k8s.io", "CertificateSigningRequest", "certificatesigningrequests", namespaced=False
)
CUSTOM_RESOURCE = _in("apiextensions.k8s.io", "CustomResourceDefinition", "customresourcedefinitions", namespaced=False)
MUTATING_WEBHOOK = _in(_ADMISSION, "MutatingWebhookConfiguration", "mutatingwebhookconfigurations", namespaced=False)
PRIORITY_CLASS = _in("scheduling.k8s.io", "PriorityClass", "priorityclasses", namespaced=False)
RUNTIME_CLASS = _in("node.k8s.io", "RuntimeClass", "runtimeclasses", namespaced=False)
STORAGE_CLASS = _in("storage.k8s.io", "StorageClass", "storageclasses", namespaced=False)
VALIDATING_WEBHOOK = _in(
    _ADMISSION, "ValidatingWebhookConfiguration", "validatingwebhookconfigurations", namespaced=False
)

BY_KIND = {
    (resource.api_version, resource.kind): resource
    for resource in (
        CONFIG_MAP, CRON_JOB, DEPLOYMENT, HORIZONTAL_POD_AUTOSCALER, INGRESS, JOB, PERSISTENT_VOLUME_CLAIM, POD,
        POD_DISRUPTION_BUDGET, SECRET, SERVICE, SERVICE_ACCOUNT, STATEFUL_SET,
    )
}  # fmt: skip
"""The kinds of daily work, by ``apiVersion`` and ``kind``."""
