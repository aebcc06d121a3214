"""KS-TEN-07: labels and annotations that only the platform sets."""

from collections.abc import Iterator

from kubespaces.plan.labels import MANAGED_BY, MANAGER, TENANT
from kubespaces.plan.rule_data import RESERVED_KEYS, UNGUARDED_LABELS, is_reserved_key
from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.kubernetes.objects import KubernetesObject
from kubespaces_policies.kubernetes.tenants import NAMESPACE
from kubespaces_policies.resource import Resource, kubernetes
from kubespaces_policies.settings import Role, Settings
from kubespaces_policies.value import Value

_METADATA_NAME = "kubernetes.io/metadata.name"
_POD_SECURITY = "pod-security.kubernetes.io/"
_WEAKENING = UNGUARDED_LABELS | {key for key in RESERVED_KEYS if key.endswith("/admin-access")}
"""What not even the platform may give a tenant's namespace: it would open it to devices, or close it to policies."""


@control(
    "KS-TEN-07",
    title="Reserved labels and annotations are left to the platform",
    severity=Severity.HIGH,
    why="Guard rails, quotas and admission plugins trust these keys; whoever sets them sets their own walls.",
    fix="remove the label or annotation; ask the platform team for what it was to achieve",
    sources=(
        "KEP-5018 (DRA admin access)",
        "PodNodeSelector and PodTolerationRestriction",
        "Kyverno restrict-annotations, allowed-label-changes",
        "MTB-PL1-BC-CPI-2",
    ),
    applies=kubernetes,
)
def reserved_keys_are_not_set(resource: Resource, check: Check) -> None:
    """Look at the metadata of objects and of the pods in them.

    A tenant's own Namespace may carry its identity and its Pod Security levels, whose values KS-TEN-01 to 03 judge. In
    the platform's stacks only tenants' namespaces are looked at, for what would take the walls away.
    """
    if check.settings.role is Role.PLATFORM:
        _judge_platform(resource, check)
        return
    for metadata in _metadata(resource):
        for field in ("labels", "annotations"):
            with check.guard():
                for key, value in metadata.at(field).entries():
                    _judge(key, value, check, namespace=_namespace_at(resource, metadata))


def _judge_platform(resource: Resource, check: Check) -> None:
    namespaces = [item for item in resource.of_kind(NAMESPACE) if item.label(TENANT).present]
    if not namespaces:
        check.not_applicable("only tenants' namespaces are looked at in the platform's stacks")
    for item in namespaces:
        for key in sorted(_WEAKENING):
            label = item.label(key)
            if label.present:
                check.require(label, lambda _: False, "would exempt the namespace from policies or open devices to it")
        _judge_name(item.label(_METADATA_NAME), item, check)


def _metadata(resource: Resource) -> Iterator[Value]:
    for item in resource.objects:
        yield item.at("metadata")
    yield from (pod.metadata for pod in resource.pods if pod.metadata.keys != ("metadata",))


def _namespace_at(resource: Resource, metadata: Value) -> KubernetesObject | None:
    return next((item for item in resource.of_kind(NAMESPACE) if item.at("metadata").keys == metadata.keys), None)


def _judge(key: str, value: Value, check: Check, *, namespace: KubernetesObject | None) -> None:
    if key == MANAGED_BY:
        check.require(value, lambda given: given.text() != MANAGER, "marks what the platform manages")
    elif namespace is not None and key == _METADATA_NAME:
        _judge_name(value, namespace, check)
    elif is_reserved_key(key) and not (namespace is not None and _is_identity(key, check.settings)):
        check.violation(value, "is the platform's to set", show=False)


def _judge_name(label: Value, namespace: KubernetesObject, check: Check) -> None:
    with check.guard():
        if label.present and label.text() != namespace.name.text():
            check.violation(label, "must be the namespace's own name, which the API server sets by itself")


def _is_identity(key: str, settings: Settings) -> bool:
    names = ("tenant", *settings.namespace_labels)
    return key.startswith(_POD_SECURITY) or key in {f"kubespaces.io/{name}" for name in names}
