"""KS-TEN-10 and KS-TEN-11: what reaches other namespaces."""

from kubespaces_policies.value import UNKNOWN

from .case import Case, Cases, Given, Props, case, manifest

_RBAC = "rbac.authorization.k8s.io/v1"
_GATEWAY = "gateway.networking.k8s.io/v1"
_SECRETS = "external-secrets.io/v1"
BINDING = f"kubernetes:{_RBAC}:RoleBinding"
CONFIG = "kubernetes:core/v1:ConfigMap"


def _binding(namespace: object, home: str = "payments-dev", label: str = "") -> Props:
    subject = {"kind": "ServiceAccount", "name": "deployer", "namespace": namespace}
    reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "it"}
    props = manifest(_RBAC, "RoleBinding", namespace=home, roleRef=reference, subjects=[subject])
    if label:
        props["metadata"]["labels"] = {"kubespaces.io/tenant": label}
    return props


def _route(kind: str = "HTTPRoute", **spec: object) -> Given:
    return Given(f"kubernetes:{_GATEWAY}:{kind}", manifest(_GATEWAY, kind, spec=spec))


def _stored(kind: str, **spec: object) -> Given:
    return Given(f"kubernetes:{_SECRETS}:{kind}", manifest(_SECRETS, kind, spec=spec))


def _grant(namespace: str = "payments-web", **target: object) -> Given:
    spec = {
        "from": [{"group": "gateway.networking.k8s.io", "kind": "HTTPRoute", "namespace": namespace}],
        "to": [{"group": "", "kind": "Service", **target}],
    }
    return Given(
        "kubernetes:gateway.networking.k8s.io/v1beta1:ReferenceGrant",
        manifest("gateway.networking.k8s.io/v1beta1", "ReferenceGrant", spec=spec),
    )


def _claim(namespace: object) -> Props:
    source = {"apiGroup": "snapshot.storage.k8s.io", "kind": "VolumeSnapshot", "name": "it", "namespace": namespace}
    return manifest("v1", "PersistentVolumeClaim", spec={"dataSourceRef": source})


_TENANT = {"tenant": "payments"}
_ADMISSION = "admissionregistration.k8s.io/v1"
_VALIDATING = "ValidatingWebhookConfiguration"
_SELECTOR: Props = {
    "matchExpressions": [
        {
            "key": "kubernetes.io/metadata.name",
            "operator": "NotIn",
            "values": ["kube-system", "kubespaces-system", "ingress"],
        }
    ]
}
_RULE: Props = {"apiGroups": ["apps"], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["deployments"]}


def _webhook(kind: str = _VALIDATING, annotations: Props | None = None, without: str = "", **fields: object) -> Case:
    webhook = {
        "name": "it.example.com",
        "rules": [_RULE],
        "namespaceSelector": _SELECTOR,
        "timeoutSeconds": 5,
        "failurePolicy": "Fail",
        "sideEffects": "None",
        "clientConfig": {"service": {"name": "it", "namespace": "guard"}, "caBundle": "Q0E="},
        **fields,
    }
    if without:
        del webhook[without]
    props = {
        "apiVersion": _ADMISSION,
        "kind": kind,
        "metadata": {"name": "it", "annotations": annotations or {}},
        "webhooks": [webhook],
    }
    return case(f"kubernetes:{_ADMISSION}:{kind}", props, role="platform", platform_namespaces=["ingress"])


def _mutating(kind: str, **spec: object) -> Case:
    props = {"apiVersion": _ADMISSION, "kind": kind, "metadata": {"name": "it"}, "spec": spec}
    return case(f"kubernetes:{_ADMISSION}:{kind}", props, role="platform")


def _client(**fields: object) -> Props:
    return {"caBundle": "Q0E=", **fields}


def _only(operator: str, *values: str, key: str = "kubernetes.io/metadata.name") -> Props:
    return {"matchExpressions": [{"key": key, "operator": operator, "values": list(values)}]}


CASES = {
    "KS-TEN-10": Cases(
        good={
            "its own namespace": case(BINDING, _binding("payments-dev"), **_TENANT),
            "another of the tenant's": case(BINDING, _binding("payments-test"), **_TENANT),
            "one that is listed": case(BINDING, _binding("delivery"), namespaces=["delivery"], **_TENANT),
            "a group has no namespace": case(BINDING, _binding(None), **_TENANT),
            "by its label in a platform's stack": case(
                BINDING, _binding("payments-test", label="payments"), role="platform"
            ),
            "between namespaces of the platform": case(
                BINDING,
                _binding("certificates", home="ingress"),
                role="platform",
                platform_namespaces=["ingress", "certificates"],
            ),
            "a route to its own": Case([_route(parentRefs=[{"name": "it"}])], _TENANT),
            "a route to a shared Gateway": Case(
                [_route(parentRefs=[{"name": "it", "namespace": "ingress"}])], {"namespaces": ["ingress"], **_TENANT}
            ),
            "a grant of one Secret": Case([_grant(kind="Secret", name="certificate")], _TENANT),
            "a shared store that is listed": Case(
                [_stored("ExternalSecret", secretStoreRef={"kind": "ClusterSecretStore", "name": "vault"})],
                {"cluster_secret_stores": ["vault"], **_TENANT},
            ),
            "a store of its own": Case(
                [_stored("ExternalSecret", secretStoreRef={"kind": "SecretStore", "name": "vault"})], _TENANT
            ),
        },
        bad={
            "another tenant's account": case(BINDING, _binding("web-dev"), at="subjects[0].namespace", **_TENANT),
            "a name that begins alike": case(BINDING, _binding("paymentsx"), **_TENANT),
            "without a setting": case(BINDING, _binding("payments-test")),
            "in a platform's stack": case(BINDING, _binding("web-dev", label="payments"), role="platform"),
            "a namespace of the platform": case(BINDING, _binding("kube-system"), role="platform"),
            "an object in another tenant's namespace": case(
                CONFIG, manifest("v1", "ConfigMap", namespace="web-dev"), at="metadata.namespace", **_TENANT
            ),
            "a route's Gateway": Case(
                [_route(parentRefs=[{"name": "it", "namespace": "web-dev"}])], _TENANT, "spec.parentRefs[0].namespace"
            ),
            "a route's backend": Case(
                [_route("GRPCRoute", rules=[{"backendRefs": [{"name": "it", "namespace": "web-dev"}]}])],
                _TENANT,
                "spec.rules[0].backendRefs[0].namespace",
            ),
            "a route's mirror": Case(
                [_route(rules=[{"filters": [{"requestMirror": {"backendRef": {"namespace": "web-dev"}}}]}])], _TENANT
            ),
            "a Gateway's certificate": Case(
                [_route("Gateway", listeners=[{"tls": {"certificateRefs": [{"namespace": "web-dev"}]}}])], _TENANT
            ),
            "a grant to another tenant": Case([_grant("web-dev")], _TENANT, "spec.from[0].namespace"),
            "a grant of all Secrets": Case([_grant(kind="Secret")], _TENANT, "spec.to[0].name"),
            "a volume from another tenant's snapshot": case(
                "kubernetes:core/v1:PersistentVolumeClaim",
                _claim("web-dev"),
                at="spec.dataSourceRef.namespace",
                **_TENANT,
            ),
            "a store that signs in with another's account": Case(
                [
                    _stored(
                        "SecretStore",
                        provider={"vault": {"auth": {"kubernetes": {"serviceAccountRef": {"namespace": "web-dev"}}}}},
                    )
                ],
                _TENANT,
            ),
            "a store of the whole cluster": Case(
                [_stored("ExternalSecret", secretStoreRef={"kind": "ClusterSecretStore", "name": "vault"})],
                _TENANT,
                "spec.secretStoreRef.name",
            ),
            "a store of the whole cluster, further down": Case(
                [
                    _stored(
                        "ExternalSecret",
                        dataFrom=[{"sourceRef": {"storeRef": {"kind": "ClusterSecretStore", "name": "vault"}}}],
                    )
                ],
                _TENANT,
            ),
            "many stores": Case(
                [_stored("PushSecret", secretStoreRefs=[{"kind": "ClusterSecretStore", "name": "vault"}])], _TENANT
            ),
            "namespaces by list": Case([_stored("ExternalSecret", namespaces=["web-dev"])], _TENANT),
            "under the token of a ConfigMap": case(CONFIG, _binding("web-dev"), **_TENANT),
        },
        other={
            "nothing referred to": case(CONFIG, manifest("v1", "ConfigMap"), role="platform"),
            "a cluster-wide object": case(
                "kubernetes:core/v1:Node", {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "it"}}, **_TENANT
            ),
        },
        deferred={
            "a namespace": case(BINDING, _binding(UNKNOWN), **_TENANT),
            "routes": Case([_route(parentRefs=UNKNOWN)], _TENANT),
        },
    ),
    "KS-TEN-11": Cases(
        good={
            "scoped by name": _webhook(),
            "scoped by a label to join in": _webhook(namespaceSelector={"matchLabels": {"guard": "on"}}),
            "scoped to tenants": _webhook(namespaceSelector=_only("Exists", key="kubespaces.io/tenant")),
            "a bundle that is filled in": _webhook(
                annotations={"cert-manager.io/inject-ca-from": "guard/it"}, clientConfig={"service": {"name": "it"}}
            ),
            "the default timeout": _webhook(without="timeoutSeconds"),
            "an address inside": _webhook(clientConfig=_client(url="https://it.guard.svc:8443/validate")),
            "a mutating policy": _mutating("MutatingAdmissionPolicy", matchConstraints={"resourceRules": [_RULE]}),
            "its binding": _mutating("MutatingAdmissionPolicyBinding", matchResources={"namespaceSelector": _SELECTOR}),
        },
        bad={
            "everything": _webhook(rules=[{**_RULE, "apiGroups": ["*"], "resources": ["*"]}]),
            "everything and its parts": _webhook(rules=[{**_RULE, "apiGroups": ["*"], "resources": ["*/*"]}]),
            "everything among others": _webhook(
                rules=[_RULE, {**_RULE, "apiGroups": ["apps", "*"], "resources": ["pods", "*"]}]
            ),
            "the whole core group": _webhook(rules=[{**_RULE, "apiGroups": [""], "resources": ["*"]}]),
            "a mutating one": _webhook(
                "MutatingWebhookConfiguration", rules=[{**_RULE, "apiGroups": ["*"], "resources": ["*"]}]
            ),
            "no scope": _webhook(without="namespaceSelector"),
            "an empty scope": _webhook(namespaceSelector={}),
            "a scope that leaves out others": _webhook(namespaceSelector=_only("NotIn", "default")),
            "a scope that leaves out kube-system only": _webhook(namespaceSelector=_only("NotIn", "kube-system")),
            "a scope that names kube-system": _webhook(namespaceSelector=_only("In", "kube-system", "x")),
            "a label to leave": _webhook(namespaceSelector=_only("NotIn", "off", key="guard")),
            "a long timeout": _webhook(timeoutSeconds=30),
            "side effects": _webhook(sideEffects="Some"),
            "side effects not said": _webhook(without="sideEffects"),
            "an address outside": _webhook(clientConfig=_client(url="https://guard.example.com/svc")),
            "an address that only looks inside": _webhook(clientConfig=_client(url="https://x.svc.example.com/")),
            "no bundle": _webhook(clientConfig={"service": {"name": "it"}}),
            "a mutating policy on everything": _mutating(
                "MutatingAdmissionPolicy",
                matchConstraints={"resourceRules": [{**_RULE, "apiGroups": ["*"], "resources": ["*"]}]},
            ),
            "a binding without scope": _mutating("MutatingAdmissionPolicyBinding", policyName="it"),
        },
        deferred={"a scope": _webhook(namespaceSelector=UNKNOWN)},
    ),
}
