"""Compiles guard rails to ValidatingAdmissionPolicies and their bindings."""

from kubespaces.plan.labels import MANAGED_BY, MANAGER, TENANT
from kubespaces.plan.objects import Manifest, build
from kubespaces.spec.posture import GuardRailMode

from .cel import NOT_KUBERNETES, PLATFORM, text
from .ownership import IS_TENANTS
from .rail import Check, GuardRail, Scope
from .virtual import OF_CONTROL_PLANE

PREFIX = "kubespaces-"
"""How the names of the policies and of their bindings begin."""

ACTIONS = {GuardRailMode.ENFORCE: ["Deny"], GuardRailMode.AUDIT: ["Audit", "Warn"]}
"""What a binding does with what a policy would refuse."""

_GROUP = "admissionregistration.k8s.io/v1"


def guard_rail_manifests(rail: GuardRail, mode: GuardRailMode = GuardRailMode.ENFORCE) -> list[Manifest]:
    """Return the policy and its binding."""
    name = PREFIX + rail.name
    metadata = {"name": name, "labels": {MANAGED_BY: MANAGER}}
    binding: Manifest = {"policyName": name, "validationActions": ACTIONS[mode]}
    if not rail.on_namespaces:
        binding["matchResources"] = {"namespaceSelector": _selector(rail)}
    return [
        build(_GROUP, "ValidatingAdmissionPolicy", metadata, spec=_policy(rail)),
        build(
            _GROUP, "ValidatingAdmissionPolicyBinding", {"name": name, "labels": {MANAGED_BY: MANAGER}}, spec=binding
        ),
    ]


def _selector(rail: GuardRail) -> Manifest:
    selector: Manifest = {"matchExpressions": [{"key": TENANT, "operator": "Exists"}]}
    if rail.namespaces:
        selector["matchLabels"] = dict(rail.namespaces)
    return selector


def _policy(rail: GuardRail) -> Manifest:
    conditions, variables = _conditions(rail), _variables(rail)
    return {
        "failurePolicy": "Fail",
        "matchConstraints": {"resourceRules": [_rule(rail, scope) for scope in rail.scopes]},
        **({"matchConditions": conditions} if conditions else {}),
        **({"variables": variables} if variables else {}),
        "validations": [_validation(rail, check) for check in (*_has_parameters(rail), *rail.checks)],
    }


def _rule(rail: GuardRail, scope: Scope) -> Manifest:
    return {
        "apiGroups": [scope.group],
        "apiVersions": ["*"],
        "operations": list(scope.operations),
        "resources": list(scope.resources),
        "scope": "Cluster" if rail.on_namespaces else "Namespaced",
    }


def _conditions(rail: GuardRail) -> list[Manifest]:
    found: dict[str, str] = {}
    if rail.on_namespaces:
        found["is-a-tenants-namespace"] = IS_TENANTS
    if rail.changed:
        new, old = rail.changed.format("object"), rail.changed.format("oldObject")
        found["is-new-or-changed"] = f"request.operation != 'UPDATE' || ({new}) != ({old})"
    if rail.spares_kubernetes:
        found["is-not-kubernetes-itself"] = NOT_KUBERNETES
    return [{"name": name, "expression": expression} for name, expression in found.items()]


def _variables(rail: GuardRail) -> list[Manifest]:
    found = list(rail.variables)
    if rail.spares_platform:
        name = "request.name" if rail.on_namespaces else "request.namespace"
        found.append(("byPlatform", PLATFORM.format(name)))
    if rail.spares_control_planes:
        found.append(("ofControlPlane", OF_CONTROL_PLANE))
    return [{"name": name, "expression": expression} for name, expression in found]


def _has_parameters(rail: GuardRail) -> list[Check]:
    """Return checks that say what is missing; without them the API server would say that an expression failed."""
    return [
        Check(
            f"namespaceObject.metadata.?annotations[?{text(parameter)}].hasValue()",
            rail.checks[0].control,
            f"the namespace has no annotation {parameter}, so nothing is allowed; ask the platform team to put it back",
        )
        for parameter in rail.parameters
    ]


def _validation(rail: GuardRail, check: Check) -> Manifest:
    spared = ["variables.byPlatform"] if rail.spares_platform else []
    spared += ["variables.ofControlPlane"] if rail.spares_control_planes else []
    expression = " || ".join([f"({check.expression})", *spared]) if spared else check.expression
    validation = {
        "expression": expression,
        "message": check.says,
        # Without it a refusal would read as an invalid object (422) and not as a forbidden one (403).
        "reason": "Forbidden",
    }
    if check.found:
        # Where this is too long or has a line break, the API server takes the message above.
        named = f"{check.found}.filter(found, found != '')"
        validation["messageExpression"] = f"{text(check.says)} + ({named}.size() == 0 ? '' : ': ' + {named}.join(', '))"
    return validation
