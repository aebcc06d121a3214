"""What is the platform's: its objects, its labels, and the namespaces themselves."""

from kubespaces.plan.labels import MANAGED_BY, MANAGER, TENANT
from kubespaces.plan.roles import cluster_roles
from kubespaces.plan.rule_data import RESERVED_DOMAINS, RESERVED_KEYS, UNGUARDED_LABELS

from .cel import annotations, labels, text, texts
from .pods import TEMPLATE
from .rail import Check, GuardRail, Scope

_ALWAYS_PLATFORMS = {"": ("limitranges", "resourcequotas"), "networking.k8s.io": ("networkpolicies",)}
_TOO_BUSY = frozenset({"leases"})
"""Renewed every few seconds by whoever leads; nothing looks at their labels."""


def _tenants_kinds() -> dict[str, set[str]]:
    """Return the kinds that some role of a tenant may make, by group."""
    found: dict[str, set[str]] = {}
    for rule in (rule for role in cluster_roles() for rule in role["rules"] if "create" in rule["verbs"]):
        for group in rule["apiGroups"]:
            kinds = {name for name in rule["resources"] if "/" not in name} - _TOO_BUSY
            found.setdefault(group, set()).update(kinds)
    return {group: kinds for group, kinds in found.items() if kinds}


def _scopes(kinds: dict[str, set[str]], *operations: str) -> tuple[Scope, ...]:
    return tuple(Scope(group, tuple(sorted(kinds[group])), operations) for group in sorted(kinds))


def _with_platforms(kinds: dict[str, set[str]]) -> dict[str, set[str]]:
    groups = kinds.keys() | _ALWAYS_PLATFORMS.keys()
    return {group: kinds.get(group, set()) | set(_ALWAYS_PLATFORMS.get(group, ())) for group in groups}


def _is_managed(obj: str) -> str:
    return f"({obj} == null ? '' : {labels(obj)}[?{text(MANAGED_BY)}].orValue('')) == {text(MANAGER)}"


PLATFORM_OBJECTS = GuardRail(
    "platform-objects",
    _scopes(_with_platforms(_tenants_kinds()), "CREATE", "UPDATE", "DELETE"),
    (
        Check(
            f"!({_is_managed('object')} || {_is_managed('oldObject')})",
            "KS-RBAC-09",
            f"objects labelled {MANAGED_BY}={MANAGER} belong to the platform; ask the platform team for the change",
        ),
    ),
    spares_kubernetes=True,
    spares_platform=True,
)
"""Objects that the platform has put into the namespace, and objects that say so."""


def _is_reserved(key: str) -> str:
    """Return CEL that tells whether a label or annotation is the platform's to set, on any kind."""
    domain = f"{key}.split('/')[0]"
    below = f"{texts(sorted(RESERVED_DOMAINS))}.exists(d, {domain} == d || {domain}.endsWith('.' + d))"
    return f"({key}.contains('/') && {below} || {key} in {texts(sorted(RESERVED_KEYS))})"


def _touched(new: str, old: str, reserved: str) -> str:
    """Return CEL for the reserved keys that are added, changed or removed; ``reserved`` tells about ``key``."""
    return (
        f"({new}.filter(key, {reserved} && (!(key in {old}) || {old}[key] != {new}[key])) + "
        f"{old}.filter(key, {reserved} && !(key in {new})))"
    )


def _old(cel: str) -> str:
    """Return CEL for something of the object as it was; an empty map where there was none."""
    return f"oldObject == null ? {{}} : {cel}"


_METADATA = f"({TEMPLATE}).?metadata"
_TEMPLATE_LABELS, _TEMPLATE_ANNOTATIONS = (
    f"{_METADATA}.?labels.orValue({{{{}}}})",
    f"{_METADATA}.?annotations.orValue({{{{}}}})",
)
_RESERVED_KEY = _is_reserved("key")

RESERVED_LABELS = GuardRail(
    "reserved-labels",
    _scopes(_tenants_kinds(), "CREATE", "UPDATE"),
    (
        Check(
            "variables.touched.size() == 0",
            "KS-TEN-07",
            "these labels and annotations are the platform's; leave them out",
            "variables.touched",
        ),
    ),
    variables=(
        ("labels", labels()),
        ("annotations", annotations()),
        ("oldLabels", _old(labels("oldObject"))),
        ("oldAnnotations", _old(annotations("oldObject"))),
        ("podLabels", _TEMPLATE_LABELS.format("object")),
        ("podAnnotations", _TEMPLATE_ANNOTATIONS.format("object")),
        ("oldPodLabels", _old(_TEMPLATE_LABELS.format("oldObject"))),
        ("oldPodAnnotations", _old(_TEMPLATE_ANNOTATIONS.format("oldObject"))),
        ("touched", " + ".join((
            _touched("variables.labels", "variables.oldLabels", _RESERVED_KEY),
            _touched("variables.annotations", "variables.oldAnnotations", _RESERVED_KEY),
            _touched("variables.podLabels", "variables.oldPodLabels", _RESERVED_KEY),
            _touched("variables.podAnnotations", "variables.oldPodAnnotations", _RESERVED_KEY),
        ))),
    ),
    spares_kubernetes=True,
    spares_platform=True,
)  # fmt: skip
"""Labels and annotations that the platform's rules rely on."""

_NAMESPACE_KEY = f"({_RESERVED_KEY} || key in {texts(sorted({MANAGED_BY, *UNGUARDED_LABELS}))})"

NAMESPACES = GuardRail(
    "namespaces",
    (Scope("", ("namespaces",), ("CREATE", "UPDATE", "DELETE")),),
    (
        Check(
            "request.operation != 'DELETE'",
            "KS-RBAC-09",
            "tenants' namespaces are the platform's; ask the platform team to remove the environment",
        ),
        Check(
            "request.operation == 'DELETE' || variables.touched.size() == 0",
            "KS-TEN-07",
            "these labels and annotations of a tenant's namespace are the platform's; ask the platform team for the "
            "change",
            "variables.touched",
        ),
    ),
    variables=(
        ("labels", f"object == null ? {{}} : {labels()}"),
        ("annotations", f"object == null ? {{}} : {annotations()}"),
        ("oldLabels", _old(labels("oldObject"))),
        ("oldAnnotations", _old(annotations("oldObject"))),
        ("touched", " + ".join((
            _touched("variables.labels", "variables.oldLabels", _NAMESPACE_KEY),
            _touched("variables.annotations", "variables.oldAnnotations", _NAMESPACE_KEY),
        ))),
    ),
    spares_kubernetes=True,
    spares_platform=True,
    on_namespaces=True,
)  # fmt: skip
"""Tenants' namespaces: their Pod Security levels, allow-lists and identity, and that they are there."""


def _is_tenants(obj: str) -> str:
    return f"({obj} != null && {text(TENANT)} in {labels(obj)})"


IS_TENANTS = f"{_is_tenants('object')} || {_is_tenants('oldObject')}"
"""CEL: whether a Namespace is a tenant's, before or after. A selector would look at it as it is afterwards, and a
namespace could be taken out of the rails by taking the label off."""
