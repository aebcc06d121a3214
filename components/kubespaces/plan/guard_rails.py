"""Admission policies without which a rung would be a promise only. They hold for tenants' namespaces alone.

ValidatingAdmissionPolicies run inside the API server: there is no webhook that could be down.
Source: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
"""

from dataclasses import dataclass

from .labels import ALLOWED, ISOLATION, MANAGED_BY, MANAGER, SANDBOX, TENANT, VIRTUAL_CLUSTER
from .objects import Manifest, build

PREFIX = "kubespaces-"
"""How the names of the policies and of their bindings begin."""

_PLATFORM = "authorizer.group('').resource('namespaces').name(request.namespace).check('update').allowed()"
"""Who may change the namespace itself is the platform; no tenant's role can."""

_NOT_KUBERNETES = (
    "!('system:serviceaccounts:kube-system' in request.userInfo.groups || "
    "request.userInfo.username == 'system:kube-controller-manager')"
)
"""Leaves Kubernetes' own controllers alone: garbage collection and namespace deletion must go on. They act as service
accounts of kube-system, on clusters without --use-service-account-credentials as the controller manager itself."""

_NEW_TOLERATIONS = (
    "request.operation == 'CREATE' || object.spec.?tolerations.orValue([]) != oldObject.spec.?tolerations.orValue([])"
)
"""Pods that were there before a rail can still be changed, or nobody could remove their finalizers."""

_OWN_TENANT = f"namespaceObject.metadata.labels['{TENANT}']"
_CLUSTER = f"namespaceObject.metadata.labels['{VIRTUAL_CLUSTER}']"
_CONTROL_PLANE = (
    f"(namespaceObject.metadata.?labels[?'{VIRTUAL_CLUSTER}'].orValue('') != '' && "
    "object.metadata.?labels[?'app'].orValue('') in ['vcluster', 'vcluster-etcd'] && "
    "!request.userInfo.username.startsWith('system:serviceaccount:' + request.namespace + ':'))"
)
"""A pod of a virtual cluster's control plane: no account of the namespace made it, but Kubernetes' controllers did, of
workloads that only the platform can make there."""
_LABELS = "metadata.?labels['{}'].orValue('')"
_MANAGED = f"(object == null ? '' : object.{_LABELS.format(MANAGED_BY)}) == '{MANAGER}'"
_WAS_MANAGED = f"(oldObject == null ? '' : oldObject.{_LABELS.format(MANAGED_BY)}) == '{MANAGER}'"


def _allowed(kind: str) -> str:
    """Return CEL for one of the namespace's allow-lists; a missing one is an error, and an error refuses."""
    return f"namespaceObject.metadata.annotations['{ALLOWED}{kind}'].split(',')"


@dataclass(frozen=True)
class Check:
    """One condition that an object must meet."""

    expression: str
    """CEL; true means that the object may pass."""
    control: str
    """The control that it enforces."""
    message: str
    """What is wrong and how to mend it."""


@dataclass(frozen=True)
class GuardRail:
    """One admission policy with its binding."""

    name: str
    """Name after the prefix."""
    group: str
    """API group of the resources it looks at."""
    resources: tuple[str, ...]
    """The resources."""
    operations: tuple[str, ...]
    """CREATE, UPDATE, DELETE."""
    checks: tuple[Check, ...]
    """What must hold."""
    namespaces: tuple[tuple[str, str], ...] = ()
    """Labels of the namespaces it is for, besides being a tenant's."""
    conditions: tuple[str, ...] = ()
    """CEL; the rail looks at a request only where all are true. Without any it holds for everybody: the platform's
    own people and Kubernetes' controllers, which make the pods of a tenant's Deployments."""


GUARD_RAILS = (
    GuardRail(
        "sandbox",
        "",
        ("pods",),
        ("CREATE",),
        (
            Check(
                f"{_CONTROL_PLANE} || object.spec.?runtimeClassName.orValue('') in {_allowed('runtime-classes')} && "
                "object.spec.?runtimeClassName.orValue('') != ''",
                "KS-POD-14",
                "this environment is sandboxed: set spec.runtimeClassName to one that the namespace's annotation "
                f"{ALLOWED}runtime-classes lists",
            ),
        ),
        namespaces=((SANDBOX, "true"),),
    ),
    GuardRail(
        "virtual-accounts",
        "",
        ("pods",),
        ("CREATE", "UPDATE"),
        (
            Check(
                f"!(object.spec.?serviceAccountName.orValue('') in ['deployer', 'vc-' + {_CLUSTER}])",
                "KS-POD-13",
                "pods out of a virtual cluster may not act as its control plane",
            ),
            Check(
                "object.spec.?volumes.orValue([]).all(v, !(v.?secret.?secretName.orValue('') in "
                f"['vc-' + {_CLUSTER}, 'vc-config-' + {_CLUSTER}, {_CLUSTER} + '-certs']))",
                "KS-POD-13",
                "pods out of a virtual cluster may not read its control plane's secrets",
            ),
        ),
        namespaces=((ISOLATION, "virtual"),),
        conditions=(f"!{_CONTROL_PLANE}",),
    ),
    GuardRail(
        "dedicated-nodes",
        "",
        ("pods",),
        ("CREATE",),
        (
            Check(
                f"has(object.spec.nodeSelector) && object.spec.nodeSelector[?'{TENANT}'].orValue('') == {_OWN_TENANT}",
                "KS-POD-14",
                f"this tenant has nodes of its own: set spec.nodeSelector {TENANT} to the tenant's name",
            ),
            Check(
                f"object.spec.?tolerations.orValue([]).exists(t, t.?key.orValue('') == '{TENANT}')",
                "KS-POD-14",
                f"this tenant has nodes of its own: tolerate the taint {TENANT}",
            ),
        ),
        namespaces=((ISOLATION, "dedicated-nodes"),),
    ),
    GuardRail(
        "scheduling",
        "",
        ("pods",),
        ("CREATE", "UPDATE"),
        (
            Check(
                "request.operation != 'CREATE' || object.spec.?nodeName.orValue('') == ''",
                "KS-POD-14",
                "spec.nodeName goes past the scheduler and its taints; leave it out",
            ),
            Check(
                "object.spec.?tolerations.orValue([]).all(t, t.?key.orValue('') != '' && "
                "!t.key.startsWith('node-role.kubernetes.io/') && t.key != 'CriticalAddonsOnly')",
                "KS-POD-14",
                "tolerations of everything, of control-plane nodes or of CriticalAddonsOnly are the platform's; "
                "name the taint that you mean",
            ),
            Check(
                f"object.spec.?tolerations.orValue([]).all(t, t.?key.orValue('') != '{TENANT}' || "
                f"(t.?operator.orValue('Equal') == 'Equal' && t.?value.orValue('') == {_OWN_TENANT} && "
                f"namespaceObject.metadata.labels[?'{ISOLATION}'].orValue('') == 'dedicated-nodes'))",
                "KS-POD-14",
                "these nodes are kept for another tenant; remove the toleration",
            ),
            Check(
                "request.operation != 'CREATE' || !object.spec.?priorityClassName.orValue('').startsWith('system-') || "
                f"object.spec.priorityClassName in {_allowed('priority-classes')}",
                "KS-POD-15",
                "priority classes 'system-...' push other tenants' pods off their nodes; use one that the namespace's "
                f"annotation {ALLOWED}priority-classes lists, or none",
            ),
        ),
        conditions=(_NEW_TOLERATIONS,),
    ),
    GuardRail(
        "service-addresses",
        "",
        ("services",),
        ("CREATE", "UPDATE"),
        (
            Check(
                "object.spec.?externalIPs.orValue([]).size() == 0",
                "KS-NET-06",
                "spec.externalIPs takes over other people's traffic (CVE-2020-8554); leave it out",
            ),
        ),
        conditions=(_NOT_KUBERNETES, f"!{_PLATFORM}"),
    ),
    GuardRail(
        "platform-objects",
        "*",
        ("limitranges", "networkpolicies", "resourcequotas", "rolebindings", "serviceaccounts"),
        ("CREATE", "UPDATE", "DELETE"),
        (
            Check(
                f"!({_MANAGED} || {_WAS_MANAGED}) || {_PLATFORM}",
                "KS-RBAC-09",
                f"objects labelled {MANAGED_BY}={MANAGER} belong to the platform; ask the platform team for the change",
            ),
        ),
        conditions=(_NOT_KUBERNETES,),
    ),
    GuardRail(
        "delegation",
        "rbac.authorization.k8s.io",
        ("rolebindings",),
        ("CREATE", "UPDATE"),
        (
            Check(
                "object.roleRef.kind == 'ClusterRole' && object.roleRef.name.startsWith('kubespaces:tenant-')",
                "KS-RBAC-01",
                "only the roles kubespaces:tenant-* may be handed on",
            ),
            Check(
                "object.?subjects.orValue([]).all(s, !s.name.startsWith('system:') && "
                "(s.kind != 'ServiceAccount' || s.?namespace.orValue('') == request.namespace))",
                "KS-RBAC-04",
                "hand roles to your own groups, people or service accounts of this namespace, not to 'system:' groups "
                "or to other namespaces",
            ),
        ),
        conditions=(_NOT_KUBERNETES, f"!{_PLATFORM}"),
    ),
    GuardRail(
        "token-secrets",
        "",
        ("secrets",),
        ("CREATE",),  # the type of a Secret cannot be changed later
        (
            Check(
                "object.?type.orValue('') != 'kubernetes.io/service-account-token'",
                "KS-RBAC-08",
                "tokens that never expire are not given; use `kubespaces kubeconfig` for a short-lived one",
            ),
        ),
        conditions=(_NOT_KUBERNETES, f"!{_PLATFORM}"),
    ),
)
"""The rails, in the order in which they are installed."""


def guard_rail_manifests(rail: GuardRail) -> list[Manifest]:
    """Return the policy and its binding."""
    name = PREFIX + rail.name
    metadata = {"name": name, "labels": {MANAGED_BY: MANAGER}}
    group = "admissionregistration.k8s.io/v1"
    selector: Manifest = {"matchExpressions": [{"key": TENANT, "operator": "Exists"}]}
    if rail.namespaces:
        selector["matchLabels"] = dict(rail.namespaces)
    binding = {
        "policyName": name,
        "validationActions": ["Deny"],
        "matchResources": {"namespaceSelector": selector},
    }
    return [
        build(group, "ValidatingAdmissionPolicy", metadata, spec=_policy(rail)),
        build(group, "ValidatingAdmissionPolicyBinding", dict(metadata), spec=binding),
    ]


def _policy(rail: GuardRail) -> Manifest:
    rule = {
        "apiGroups": [rail.group],
        "apiVersions": ["*"],
        "operations": list(rail.operations),
        "resources": list(rail.resources),
        "scope": "Namespaced",
    }
    conditions = [
        {"name": f"condition-{index}", "expression": expression} for index, expression in enumerate(rail.conditions)
    ]
    return {
        "failurePolicy": "Fail",
        "matchConstraints": {"resourceRules": [rule]},
        **({"matchConditions": conditions} if conditions else {}),
        "validations": [
            {
                "expression": check.expression,
                "message": f"{check.message} (control {check.control})",
                # Without it a refusal would read as an invalid object (422) and not as a forbidden one (403).
                "reason": "Forbidden",
            }
            for check in rail.checks
        ],
    }
