"""Classes that pods and volumes name: each must be in the namespace's allow-list."""

from kubespaces.plan.labels import ALLOWED, SANDBOX
from kubespaces.plan.rule_data import STORAGE_CLASS_ANNOTATION

from .cel import named_list, text
from .pods import NEW_PODS, SPEC, SPEC_VARIABLE
from .rail import Check, GuardRail, Scope

_SANDBOXED = f"namespaceObject.metadata.labels[?{text(SANDBOX)}].orValue('') == 'true'"


def _classes_of(claims: str) -> str:
    """Return CEL for the classes that some claims name; the old annotation goes before the field."""
    old = f"c.?metadata.?annotations[?{text(STORAGE_CLASS_ANNOTATION)}].orValue('')"
    return f"({claims}.map(c, {old}) + {claims}.map(c, c.?spec.?storageClassName.orValue(''))).filter(name, name != '')"


_STORAGE = Check(
    "variables.refused.size() == 0",
    "KS-POD-06",
    f"storage classes are those that the namespace's annotation {ALLOWED}storage-classes lists; use one of those",
    "variables.refused",
)
_REFUSED = ("refused", "variables.named.filter(name, !(name in variables.storage))")
_STORAGE_LIST = named_list("storage", "storage-classes")

_EPHEMERAL = (
    "claims",
    (
        "variables.spec.?volumes.orValue([]).filter(v, has(v.ephemeral))"
        ".map(v, v.ephemeral.?volumeClaimTemplate.orValue({}))"
    ),
)

POD_CLASSES = GuardRail(
    "pod-classes",
    NEW_PODS,
    (
        Check(
            "variables.priority == '' || variables.priority in variables.priorities",
            "KS-POD-15",
            "priority classes push other pods off their nodes; use one that the namespace's annotation "
            f"{ALLOWED}priority-classes lists, or none",
            "[variables.priority]",
        ),
        Check(
            # Where a sandbox is mandatory, the rail for it says more.
            f"variables.runtime == '' || variables.runtime in variables.runtimes || {_SANDBOXED}",
            "KS-POD-14",
            f"runtime classes are those that the namespace's annotation {ALLOWED}runtime-classes lists; use one of "
            "those, or none",
            "[variables.runtime]",
        ),
        _STORAGE,
    ),
    variables=(
        SPEC_VARIABLE,
        ("priority", "variables.spec.?priorityClassName.orValue('')"),
        ("runtime", "variables.spec.?runtimeClassName.orValue('')"),
        _EPHEMERAL,
        ("named", _classes_of("variables.claims")),
        named_list("priorities", "priority-classes"),
        named_list("runtimes", "runtime-classes"),
        _STORAGE_LIST,
        _REFUSED,
    ),
    parameters=tuple(f"{ALLOWED}{kind}-classes" for kind in ("priority", "runtime", "storage")),
    changed=SPEC,
    spares_control_planes=True,
)
"""Priority, runtime and, for volumes that live as long as the pod, storage."""

_IS_CLAIM = "request.kind.kind == 'PersistentVolumeClaim'"

STORAGE_CLASSES = GuardRail(
    "storage-classes",
    (Scope("", ("persistentvolumeclaims",)), Scope("apps", ("statefulsets",))),
    (
        Check(
            # The cluster's default class is filled in before; a template may leave it to that.
            f"variables.named.size() > 0 || !({_IS_CLAIM})",
            "KS-POD-06",
            "set spec.storageClassName to one that the namespace's annotation "
            f"{ALLOWED}storage-classes lists; a claim without one takes any volume that lies about",
        ),
        _STORAGE,
    ),
    variables=(
        ("claims", f"{_IS_CLAIM} ? [dyn(object)] : dyn(object).spec.?volumeClaimTemplates.orValue([])"),
        ("named", _classes_of("variables.claims")),
        _STORAGE_LIST,
        _REFUSED,
    ),
    parameters=(f"{ALLOWED}storage-classes",),
    changed=(
        f"[dyn(dyn({{0}}).metadata.?annotations[?{text(STORAGE_CLASS_ANNOTATION)}].orValue('')), "
        "dyn(dyn({0}).spec.?storageClassName.orValue(''))]"
    ),
    spares_control_planes=True,
)
"""Storage of claims, and of the claims that StatefulSets make."""
