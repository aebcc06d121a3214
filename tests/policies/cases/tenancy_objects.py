"""KS-TEN-06 to KS-TEN-09: where objects go, and what they are."""

from kubespaces_policies.value import UNKNOWN

from .case import Case, Cases, Given, Props, case, deployment, manifest, pod
from .tenancy_namespaces import NAMESPACE, namespace

CONFIG = "kubernetes:core/v1:ConfigMap"
POD = "kubernetes:core/v1:Pod"
LIST = "kubernetes:core/v1:List"
_KUBERNETES = "pulumi:providers:kubernetes"


def _in(home: object, kind: str = "ConfigMap", api_version: str = "v1") -> Props:
    props = manifest(api_version, kind)
    props["metadata"]["namespace"] = home
    return props


def _homeless(kind: str = "ConfigMap", api_version: str = "v1", **metadata: object) -> Props:
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": "it", **metadata}}


def _marked(field: str, key: str, value: object = "x") -> Props:
    props = manifest("v1", "ConfigMap")
    props["metadata"][field] = {key: value}
    return props


def _list(*items: Props) -> Props:
    return {"apiVersion": "v1", "kind": "List", "items": list(items)}


def _cluster_wide(kind: str, group: str) -> Case:
    version = f"{group}/v1".lstrip("/")
    return case(f"kubernetes:{group or 'core'}/v1:{kind}", _homeless(kind, version), at="kind")


_LABELLED_PODS = deployment()
_LABELLED_PODS["spec"]["template"]["metadata"]["labels"] = {"kubespaces.io/tenant": "web"}
_MARK = 'metadata.{}["{}"]'
_EXEMPT = namespace()
_EXEMPT["metadata"]["labels"] = {**_EXEMPT["metadata"]["labels"], "admission.gatekeeper.sh/ignore": "true"}
_MISNAMED = namespace()
_MISNAMED["metadata"]["labels"] = {**_MISNAMED["metadata"]["labels"], "kubernetes.io/metadata.name": "kube-system"}
_ALLOWING = namespace()
_ALLOWING["metadata"]["annotations"] = {"kubespaces.io/allowed-registries": "docker.io"}

CASES = {
    "KS-TEN-06": Cases(
        good={
            "a tenant's namespace": case(CONFIG, _in("payments-dev")),
            "the provider's namespace": Case(
                [Given(CONFIG, _homeless(), provider=(_KUBERNETES, {"namespace": "payments-dev"}))]
            ),
            "an add-on in a listed system namespace": case(
                CONFIG, _in("kube-system"), role="platform", platform_namespaces=["kube-system"]
            ),
        },
        bad={
            "none": case(CONFIG, _homeless(), at="metadata.namespace"),
            "none, and the provider has none": Case(
                [Given(CONFIG, _homeless(), provider=(_KUBERNETES, {"context": "x"}))]
            ),
            "default by the provider": Case(
                [Given(CONFIG, _homeless(), provider=(_KUBERNETES, {"namespace": "default"}))]
            ),
            "an empty one": case(CONFIG, _in("")),
            "listed in a tenant's stack": case(CONFIG, _in("kube-system"), platform_namespaces=["kube-system"]),
            "default, though listed": case(CONFIG, _in("default"), role="platform", platform_namespaces=["default"]),
            "a custom kind without": case("kubernetes:example.com/v1:Thing", _homeless("Thing", "example.com/v1")),
            "an item of a List": case(LIST, _list(_in("kube-system")), at="items[0].metadata.namespace"),
            **{
                f"in {name}": case(POD, _in(name, "Pod"), at="metadata.namespace", role="platform")
                for name in (
                    *("default", "kube-system", "kube-public", "gke-managed-system", "calico-system"),
                    *("gatekeeper-system", "azure-arc", "amazon-cloudwatch", "kubespaces-system"),
                )
            },
        },
        other={
            "a cluster-wide kind": case(NAMESPACE, namespace()),
            "a custom kind in a platform's stack": case(
                "kubernetes:example.com/v1:Thing", _homeless("Thing", "example.com/v1"), role="platform"
            ),
        },
        deferred={"a namespace": case(CONFIG, _in(UNKNOWN))},
    ),
    "KS-TEN-07": Cases(
        good={
            "labels of its own": case(CONFIG, _marked("labels", "app.kubernetes.io/name")),
            "a domain that only looks like it": case(CONFIG, _marked("labels", "notkubespaces.io/tenant")),
            "identity and Pod Security of its own namespace": case(
                NAMESPACE,
                namespace(),
                namespace_labels=[
                    "environment",
                    "owner",
                    "cost-center",
                    "production",
                ],
            ),
            "the API server's label": case(
                NAMESPACE,
                {
                    **_homeless("Namespace"),
                    "metadata": {"name": "it", "labels": {"kubernetes.io/metadata.name": "it"}},
                },
            ),
            "a tenant's namespace in a platform's stack": case(NAMESPACE, namespace(), role="platform"),
        },
        bad={
            **{
                f"{field} {key}": case(CONFIG, _marked(field, key), at=_MARK.format(field, key))
                for field, key in (
                    ("labels", "kubespaces.io/tenant"),
                    ("annotations", "kubespaces.io/allowed-registries"),
                    ("labels", "guard.kubespaces.io/off"),
                    ("labels", "pod-security.kubernetes.io/enforce"),
                    ("labels", "resource.kubernetes.io/admin-access"),
                    ("annotations", "scheduler.alpha.kubernetes.io/node-selector"),
                    ("annotations", "scheduler.alpha.kubernetes.io/defaultTolerations"),
                    ("annotations", "scheduler.alpha.kubernetes.io/tolerationsWhitelist"),
                    ("annotations", "openshift.io/node-selector"),
                    ("annotations", "security.openshift.io/scc"),
                    ("labels", "admission.gatekeeper.sh/ignore"),
                    ("labels", "policies.kyverno.io/ignore"),
                )
            },
            "control-plane": case(CONFIG, _marked("labels", "control-plane"), at="metadata.labels.control-plane"),
            "what the platform manages": case(CONFIG, _marked("labels", "app.kubernetes.io/managed-by", "kubespaces")),
            "labels of pods": case(
                "kubernetes:apps/v1:Deployment",
                _LABELLED_PODS,
                at='spec.template.metadata.labels["kubespaces.io/tenant"]',
            ),
            "allow-lists of its own namespace": case(NAMESPACE, _ALLOWING),
            "another namespace's name": case(NAMESPACE, _MISNAMED, role="platform"),
            "the same in a tenant's stack": case(NAMESPACE, _MISNAMED),
            "an item of a List": case(LIST, _list(_marked("labels", "kubespaces.io/tenant"))),
            "the platform exempts a tenant": case(NAMESPACE, _EXEMPT, role="platform"),
        },
        other={
            "an object in a platform's stack": case(CONFIG, _marked("labels", "kubespaces.io/tenant"), role="platform"),
        },
        deferred={
            "labels": case(CONFIG, {**_homeless(), "metadata": {"name": "it", "labels": UNKNOWN}}),
        },
    ),
    "KS-TEN-08": Cases(
        good={
            "a namespaced kind": case(CONFIG, _in("payments-dev")),
            "a Namespace": case(NAMESPACE, namespace()),
            "a custom kind with a namespace": case(
                "kubernetes:cluster.x-k8s.io/v1:ClusterThing",
                _in("payments-dev", "ClusterThing", "cluster.x-k8s.io/v1"),
            ),
            "a namespaced kind that begins alike": case(
                "kubernetes:postgresql.cnpg.io/v1:Cluster", _in("payments-dev", "Cluster", "postgresql.cnpg.io/v1")
            ),
        },
        bad={
            **{
                kind: _cluster_wide(kind, group)
                for kind, group in (
                    ("CustomResourceDefinition", "apiextensions.k8s.io"),
                    ("APIService", "apiregistration.k8s.io"),
                    ("ClusterRole", "rbac.authorization.k8s.io"),
                    ("ClusterRoleBinding", "rbac.authorization.k8s.io"),
                    ("PersistentVolume", ""),
                    ("StorageClass", "storage.k8s.io"),
                    ("VolumeAttributesClass", "storage.k8s.io"),
                    ("PriorityClass", "scheduling.k8s.io"),
                    ("RuntimeClass", "node.k8s.io"),
                    ("IngressClass", "networking.k8s.io"),
                    ("ValidatingWebhookConfiguration", "admissionregistration.k8s.io"),
                    ("MutatingWebhookConfiguration", "admissionregistration.k8s.io"),
                    ("ValidatingAdmissionPolicy", "admissionregistration.k8s.io"),
                    ("MutatingAdmissionPolicyBinding", "admissionregistration.k8s.io"),
                    ("CSIDriver", "storage.k8s.io"),
                    ("Node", ""),
                    ("DeviceClass", "resource.k8s.io"),
                    ("ClusterTrustBundle", "certificates.k8s.io"),
                    ("FlowSchema", "flowcontrol.apiserver.k8s.io"),
                    ("GatewayClass", "gateway.networking.k8s.io"),
                    ("ClusterIssuer", "cert-manager.io"),
                    ("ClusterSecretStore", "external-secrets.io"),
                    ("CiliumClusterwideNetworkPolicy", "cilium.io"),
                    ("ClusterPolicy", "kyverno.io"),
                    ("ClusterWorkflowTemplate", "argoproj.io"),
                )
            },
            "a Patch": case(
                "kubernetes:core/v1:NodePatch", {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "it"}}
            ),
            "an old group": case(
                "kubernetes:rbac.authorization.k8s.io/v1beta1:ClusterRole",
                _homeless("ClusterRole", "rbac.authorization.k8s.io/v1beta1"),
            ),
            "under the token of a ConfigMap": case(CONFIG, _homeless("ClusterRole", "rbac.authorization.k8s.io/v1")),
            "an item of a List": case(LIST, _list(_homeless("PersistentVolume"))),
        },
        other={"a platform's stack": case("kubernetes:core/v1:Node", _homeless("Node"), role="platform")},
    ),
    "KS-TEN-09": Cases(
        good={
            "core": case(POD, pod()),
            "a group": case("kubernetes:apps/v1:Deployment", deployment()),
            "a Patch": case("kubernetes:apps/v1:DeploymentPatch", deployment()),
            "a custom kind that ends in Patch": case(
                "kubernetes:example.com/v1:HotPatch", _in("payments-dev", "HotPatch", "example.com/v1")
            ),
            "an old group": case(
                "kubernetes:extensions/v1beta1:Deployment", {**deployment(), "apiVersion": "extensions/v1beta1"}
            ),
            "nothing said": case(CONFIG, {"metadata": {"name": "it", "namespace": "payments-dev"}}),
            "a List": case(LIST, _list(pod(), _in("payments-dev"))),
            "a typed List": case(
                "kubernetes:core/v1:PodList",
                {"apiVersion": "v1", "kind": "PodList", "items": [pod(), {"metadata": {"name": "it"}}]},
            ),
            "a component of YAML files": case("kubernetes:yaml:ConfigFileX", {"file": "x"}),
        },
        bad={
            "another kind": case(CONFIG, pod(), at="kind"),
            "another version": case(
                "kubernetes:apps/v1:Deployment", {**deployment(), "apiVersion": "apps/v1beta1"}, at="apiVersion"
            ),
            "another group only": case(
                "kubernetes:example.com/v1:Service", _in("payments-dev", "Service"), at="apiVersion"
            ),
            "only the apiVersion said": case(CONFIG, {"apiVersion": "apps/v1", "metadata": {"name": "it"}}),
            "a Patch of something else": case("kubernetes:core/v1:ConfigMapPatch", pod()),
            "a typed List of something else": case(
                "kubernetes:core/v1:ConfigMapList",
                {"apiVersion": "v1", "kind": "ConfigMapList", "items": [_in("payments-dev"), pod()]},
                at="items[1].kind",
            ),
            "a List under another token": case(CONFIG, _list(pod())),
            "an item that does not say what it is": case(LIST, _list({"metadata": {"name": "it"}})),
            "a List in a List": case(LIST, _list(_list({"metadata": {"name": "it"}}))),
            "a Pod under the token of a component": case("kubernetes:yaml:ConfigFile", pod(), at="kind"),
            "a Pod under a token like a component's": case("kubernetes:helm.sh/v9:Release", pod(), at="kind"),
        },
        other={
            "a component": case("kubernetes:yaml:ConfigFile", {"file": "x.yaml"}),
            "a cloud's resource": case("aws:s3/bucket:Bucket", {"kind": "Pod"}),
        },
        deferred={
            "a kind": case(CONFIG, {**_in("payments-dev"), "kind": UNKNOWN}),
            "an apiVersion": case(CONFIG, {**_in("payments-dev"), "apiVersion": UNKNOWN}),
            "items": case(LIST, {**_list(), "items": UNKNOWN}),
        },
    ),
}
