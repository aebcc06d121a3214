"""Where pods run: on nodes that are theirs to use, and in a sandbox where one is asked for."""

from kubespaces.plan.labels import ALLOWED, ISOLATION, SANDBOX, TENANT
from kubespaces.plan.rule_data import RESERVED_TAINT_PREFIXES, RESERVED_TAINTS

from .cel import OWN_TENANT, allowed, text, texts
from .pods import NEW_PODS, PODS, SPEC, SPEC_VARIABLE
from .rail import Check, GuardRail, Scope

SANDBOX_RAIL = GuardRail(
    "sandbox",
    NEW_PODS,
    (
        Check(
            "variables.spec.?runtimeClassName.orValue('') in variables.allowed",
            "KS-POD-14",
            "this environment is sandboxed: set spec.runtimeClassName to one that the namespace's annotation "
            f"{ALLOWED}runtime-classes lists",
        ),
    ),
    variables=(SPEC_VARIABLE, allowed("runtime-classes")),
    parameters=(f"{ALLOWED}runtime-classes",),
    changed=SPEC,
    namespaces=((SANDBOX, "true"),),
    spares_control_planes=True,
)
"""The sandbox that is mandatory where the namespace says so."""

DEDICATED_NODES = GuardRail(
    "dedicated-nodes",
    # Not the templates: the plugins PodNodeSelector and PodTolerationRestriction, where they run, fill both in on pods.
    (Scope("", ("pods",), ("CREATE",)),),
    (
        Check(
            f"object.spec.?nodeSelector[?{text(TENANT)}].orValue('') == {OWN_TENANT}",
            "KS-POD-14",
            f"this tenant has nodes of its own: set spec.nodeSelector {TENANT} to the tenant's name",
        ),
        Check(
            f"object.spec.?tolerations.orValue([]).exists(t, t.?key.orValue('') == {text(TENANT)})",
            "KS-POD-14",
            f"this tenant has nodes of its own: tolerate the taint {TENANT}",
        ),
    ),
    namespaces=((ISOLATION, "dedicated-nodes"),),
)
"""The tenant's own nodes, which its pods must use."""

_RESERVED = (
    f"({texts(RESERVED_TAINT_PREFIXES)}.exists(p, {{key}}.startsWith(p)) || {{key}} in {texts(RESERVED_TAINTS)})"
)
_OWN_TAINT = (
    f"t.?operator.orValue('Equal') == 'Equal' && t.?value.orValue('') == {OWN_TENANT} && "
    f"namespaceObject.metadata.labels[?{text(ISOLATION)}].orValue('') == 'dedicated-nodes'"
)
_NODE_AFFINITY = "variables.spec.?affinity.?nodeAffinity"
_TERMS = (
    "terms",
    (
        f"{_NODE_AFFINITY}.?requiredDuringSchedulingIgnoredDuringExecution.?nodeSelectorTerms.orValue([]) + "
        f"{_NODE_AFFINITY}.?preferredDuringSchedulingIgnoredDuringExecution.orValue([])"
        ".map(p, p.?preference.orValue({}))"
    ),
)
# Kept away from such nodes one may be; only what leads there is refused.
_AWAY = "e.operator in ['DoesNotExist', 'NotIn']"
_HARMLESS = (
    f"{_AWAY} || (!{_RESERVED.format(key='e.key')} && (e.key != {text(TENANT)} || "
    f"(e.operator == 'In' && e.?values.orValue([]).all(v, v == {OWN_TENANT}))))"
)

SCHEDULING = GuardRail(
    "scheduling",
    PODS,
    (
        Check(
            "(request.kind.kind == 'Pod' && request.operation == 'UPDATE') || "
            "variables.spec.?nodeName.orValue('') == ''",
            "KS-POD-14",
            "spec.nodeName goes past the scheduler and its taints; leave it out",
        ),
        Check(
            "variables.tolerated.all(key, key != '') && variables.reserved.size() == 0",
            "KS-POD-14",
            "tolerations of everything, of control-plane nodes or of CriticalAddonsOnly are the platform's; "
            "name the taint that you mean",
            "variables.reserved",
        ),
        Check(
            f"variables.tolerations.all(t, t.?key.orValue('') != {text(TENANT)} || ({_OWN_TAINT}))",
            "KS-POD-14",
            "these nodes are kept for another tenant; remove the toleration",
        ),
        Check(
            "variables.selected.size() == 0 && "
            f"variables.spec.?nodeSelector[?{text(TENANT)}].orValue({OWN_TENANT}) == {OWN_TENANT} && "
            f"variables.terms.all(t, t.?matchExpressions.orValue([]).all(e, {_HARMLESS}))",
            "KS-POD-14",
            "nodes of the control plane and of other tenants are not to be selected; remove the node selector or the "
            "node affinity",
            "variables.selected",
        ),
    ),
    variables=(
        SPEC_VARIABLE,
        ("tolerations", "variables.spec.?tolerations.orValue([])"),
        ("tolerated", "variables.tolerations.map(t, t.?key.orValue(''))"),
        ("reserved", f"variables.tolerated.filter(key, {_RESERVED.format(key='key')})"),
        ("selected", f"variables.spec.?nodeSelector.orValue({{}}).filter(key, {_RESERVED.format(key='key')})"),
        _TERMS,
    ),
    changed=SPEC,
)
"""Everybody's nodes but other tenants' and the platform's."""
