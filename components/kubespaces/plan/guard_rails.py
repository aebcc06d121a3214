"""Admission policies without which a rung would be a promise only. They hold for tenants' namespaces alone.

ValidatingAdmissionPolicies run inside the API server: there is no webhook that could be down.
Source: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
"""

from dataclasses import dataclass

from .labels import ALLOWED, ISOLATION, MANAGED_BY, MANAGER, SANDBOX, TENANT
from .objects import Manifest, build

_PLATFORM = "authorizer.group('').resource('namespaces').name(request.namespace).check('update').allowed()"
"""Who may change the namespace itself is the platform; no tenant's role can."""

_NOT_KUBERNETES = "!('system:serviceaccounts:kube-system' in request.userInfo.groups)"
"""Leaves Kubernetes' own controllers alone: garbage collection and namespace deletion must go on."""

_RUNTIME_CLASSES = f"namespaceObject.metadata.annotations['{ALLOWED}runtime-classes'].split(',')"
_OWN_TENANT = f"namespaceObject.metadata.labels['{TENANT}']"
_LABELS = "metadata.?labels['{}'].orValue('')"


@dataclass(frozen=True)
class Check:
    """One condition that an object must meet."""

    expression: str
    """CEL; true means that the object may pass."""
    message: str
    """What is wrong and how to mend it."""


@dataclass(frozen=True)
class GuardRail:
    """One admission policy with its binding."""

    name: str
    """Name after ``kubespaces-``."""
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
    unless: tuple[str, ...] = (_NOT_KUBERNETES,)
    """CEL conditions that must all be true for the rail to look at a request."""


_PODS = ("pods",)
_MANAGED = f"(object == null ? '' : object.{_LABELS.format(MANAGED_BY)}) == '{MANAGER}'"
_WAS_MANAGED = f"(oldObject == null ? '' : oldObject.{_LABELS.format(MANAGED_BY)}) == '{MANAGER}'"

GUARD_RAILS = (
    GuardRail(
        "sandbox",
        "",
        _PODS,
        ("CREATE",),
        (
            Check(
                f"has(object.spec.runtimeClassName) && object.spec.runtimeClassName in {_RUNTIME_CLASSES}",
                "this environment is sandboxed: set spec.runtimeClassName to one that the namespace's annotation "
                f"{ALLOWED}runtime-classes lists (control KS-POD-14)",
            ),
        ),
        namespaces=((SANDBOX, "true"),),
        unless=(),
    ),
    GuardRail(
        "dedicated-nodes",
        "",
        _PODS,
        ("CREATE",),
        (
            Check(
                f"has(object.spec.nodeSelector) && object.spec.nodeSelector[?'{TENANT}'].orValue('') == {_OWN_TENANT}",
                f"this tenant has nodes of its own: set spec.nodeSelector {TENANT} to the tenant's name "
                "(control KS-POD-14)",
            ),
            Check(
                f"object.spec.?tolerations.orValue([]).exists(t, t.?key.orValue('') == '{TENANT}')",
                f"this tenant has nodes of its own: tolerate the taint {TENANT} (control KS-POD-14)",
            ),
        ),
        namespaces=((ISOLATION, "dedicated-nodes"),),
        unless=(),
    ),
    GuardRail(
        "scheduling",
        "",
        _PODS,
        ("CREATE", "UPDATE"),
        (
            Check(
                "request.operation != 'CREATE' || !has(object.spec.nodeName)",
                "spec.nodeName goes past the scheduler and its taints; leave it out (control KS-POD-14)",
            ),
            Check(
                "object.spec.?tolerations.orValue([]).all(t, t.?key.orValue('') != '' && "
                "!t.key.startsWith('node-role.kubernetes.io/') && t.key != 'CriticalAddonsOnly')",
                "tolerations of everything, of control-plane nodes or of CriticalAddonsOnly are the platform's; "
                "name the taint that you mean (control KS-POD-14)",
            ),
            Check(
                f"object.spec.?tolerations.orValue([]).all(t, t.?key.orValue('') != '{TENANT}' || "
                f"(t.?operator.orValue('Equal') == 'Equal' && t.?value.orValue('') == {_OWN_TENANT} && "
                f"namespaceObject.metadata.labels[?'{ISOLATION}'].orValue('') == 'dedicated-nodes'))",
                "these nodes are kept for another tenant; remove the toleration (control KS-POD-14)",
            ),
        ),
        unless=(),
    ),
    GuardRail(
        "platform-objects",
        "*",
        ("limitranges", "networkpolicies", "resourcequotas", "rolebindings", "serviceaccounts"),
        ("CREATE", "UPDATE", "DELETE"),
        (
            Check(
                f"!({_MANAGED} || {_WAS_MANAGED}) || {_PLATFORM}",
                f"objects labelled {MANAGED_BY}={MANAGER} belong to the platform; ask the platform team for the change "
                "(control KS-RBAC-09)",
            ),
        ),
    ),
    GuardRail(
        "delegation",
        "rbac.authorization.k8s.io",
        ("rolebindings",),
        ("CREATE", "UPDATE"),
        (
            Check(
                "object.roleRef.kind == 'ClusterRole' && object.roleRef.name.startsWith('kubespaces:tenant-')",
                "only the roles kubespaces:tenant-* may be handed on (control KS-RBAC-01)",
            ),
            Check(
                "object.?subjects.orValue([]).all(s, !s.name.startsWith('system:') && "
                "(s.kind != 'ServiceAccount' || s.?namespace.orValue('') == request.namespace))",
                "hand roles to your own groups, people or service accounts of this namespace, not to 'system:' groups "
                "or to other namespaces (control KS-RBAC-04)",
            ),
        ),
        unless=(_NOT_KUBERNETES, f"!{_PLATFORM}"),
    ),
    GuardRail(
        "token-secrets",
        "",
        ("secrets",),
        ("CREATE", "UPDATE"),
        (
            Check(
                "object.?type.orValue('') != 'kubernetes.io/service-account-token'",
                "tokens that never expire are not given; use `kubespaces kubeconfig` for a short-lived one "
                "(control KS-RBAC-08)",
            ),
        ),
        unless=(_NOT_KUBERNETES, f"!{_PLATFORM}"),
    ),
)
"""The rails, in the order in which they are installed."""


def guard_rail_manifests(rail: GuardRail) -> list[Manifest]:
    """Return the policy and its binding."""
    name = f"kubespaces-{rail.name}"
    metadata = {"name": name, "labels": {MANAGED_BY: MANAGER}}
    rule = {
        "apiGroups": [rail.group],
        "apiVersions": ["*"],
        "operations": list(rail.operations),
        "resources": list(rail.resources),
        "scope": "Namespaced",
    }
    policy = {
        "failurePolicy": "Fail",
        "matchConstraints": {"resourceRules": [rule]},
        "matchConditions": [
            {"name": f"condition-{index}", "expression": expression} for index, expression in enumerate(rail.unless)
        ],
        "validations": [{"expression": check.expression, "message": check.message} for check in rail.checks],
    }
    if not rail.unless:
        del policy["matchConditions"]
    selector = {
        "matchLabels": dict(rail.namespaces),
        "matchExpressions": [{"key": TENANT, "operator": "Exists"}],
    }
    binding = {
        "policyName": name,
        "validationActions": ["Deny"],
        "matchResources": {"namespaceSelector": selector},
    }
    group = "admissionregistration.k8s.io/v1"
    return [
        build(group, "ValidatingAdmissionPolicy", metadata, spec=policy),
        build(group, "ValidatingAdmissionPolicyBinding", dict(metadata), spec=binding),
    ]
