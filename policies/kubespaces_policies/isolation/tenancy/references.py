"""KS-TEN-10: references to other tenants' namespaces."""

from collections.abc import Iterator

from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.kubernetes.objects import KubernetesObject
from kubespaces_policies.kubernetes.scope import is_cluster_scoped, namespace_of
from kubespaces_policies.kubernetes.tenants import is_own_namespace, is_platform_namespace, tenant_of
from kubespaces_policies.resource import Resource, kubernetes
from kubespaces_policies.settings import Role
from kubespaces_policies.value import Value

_GATEWAY = ("gateway.networking.k8s.io", "gateway.networking.x-k8s.io")
_SECRETS = "external-secrets.io"
_GRANT = "ReferenceGrant"
_CLAIM = "/PersistentVolumeClaim"
_BINDING = "rbac.authorization.k8s.io/RoleBinding"
_STORE_REFERENCES = ("secretStoreRef", "storeRef", "secretStoreRefs")

_HOLDERS = frozenset(
    {
        "allowedRoutes",
        "auth",
        "dataFrom",
        "filters",
        "from",
        "listeners",
        "namespaces",
        "provider",
        "rules",
        "tls",
        "to",
    }
)
"""Properties, besides those called ``...Ref``, below which references are."""


@control(
    "KS-TEN-10",
    title="No references to other tenants' namespaces",
    severity=Severity.CRITICAL,
    why="A binding, route, volume or secret store that names another tenant's namespace carries rights, traffic or "
    "data over the wall between them.",
    fix="refer to the tenant's own namespaces only; what is shared on purpose goes into the setting namespaces or, for "
    "ClusterSecretStores, clusterSecretStores",
    sources=("MTB-PL1-CC-TI-2", "Gateway API GEP-709", "Gateway API ReferenceGrant"),
    applies=kubernetes,
)
def references_stay_within_the_tenant(resource: Resource, check: Check) -> None:
    """Compare every namespace that an object names with its own and its tenant's.

    Whose an object is, says the pack's setting ``tenant``, in the platform's stacks its label ``kubespaces.io/tenant``.
    In a tenant's stack the objects themselves must be in its namespaces too.
    """
    judged = False
    for item in resource.objects:
        own = namespace_of(resource, item)
        references = list(_references(item, check))
        judged = judged or bool(references)
        for reference in references:
            with check.guard():
                if not _is_allowed(reference.text(), own, item, check):
                    check.violation(reference, "is a namespace of somebody else")
        if _must_be_own(check) and own.present and not is_cluster_scoped(item):
            judged = True
            check.require(
                own,
                lambda value: is_own_namespace(value.text(), check.settings.tenant, check.settings),
                f"is no namespace of tenant {check.settings.tenant}",
            )
        judged = _judge_secrets(item, check) or judged
    if not judged:
        check.not_applicable("the object refers to no namespace")


def _must_be_own(check: Check) -> bool:
    return check.settings.role is Role.TENANT and bool(check.settings.tenant)


def _is_allowed(name: str, own: Value, item: KubernetesObject, check: Check) -> bool:
    settings = check.settings
    if not name or is_own_namespace(name, tenant_of(item, settings), settings) or name == own.text():
        return True
    both = (name, own.text())
    return settings.role is Role.PLATFORM and all(is_platform_namespace(one, settings) for one in both)


def _references(item: KubernetesObject, check: Check) -> Iterator[Value]:
    """Go through every namespace that an object names besides its own."""
    with check.guard():
        if item.is_a(_BINDING):
            yield from (subject.at("namespace") for subject in item.at("subjects") if subject.at("namespace").present)
    with check.guard():
        if item.is_a(_CLAIM):
            yield from _namespaces(item.at("spec", "dataSourceRef"))
    with check.guard():
        if any(found.group in (*_GATEWAY, _SECRETS) for found in item.identities):
            yield from _namespaces(item.at("spec"))


def _namespaces(value: Value) -> Iterator[Value]:
    """Walk through a part of a manifest and return every ``namespace`` that it names, and what is not known yet."""
    if value.unknown:
        yield value
    elif value.is_map:
        for key, child in value.entries():
            if key == "namespace" and not child.is_map and child.present:
                yield child
            elif key == "namespaces" and child.is_list:
                yield from (name for name in child if not name.is_map)
            elif child.is_map or child.is_list or (child.unknown and _holds_references(key)):
                yield from _namespaces(child)
    elif value.is_list:
        for child in value:
            yield from _namespaces(child)


def _holds_references(key: str) -> bool:
    return key in _HOLDERS or key.endswith(("Ref", "Refs"))


def _judge_secrets(item: KubernetesObject, check: Check) -> bool:
    """Judge how secrets cross the wall: grants for all Secrets of a namespace, and stores of the whole cluster."""
    judged = False
    if item.is_a(*(f"{group}/{_GRANT}" for group in _GATEWAY)):
        judged = True
        with check.guard():
            for target in item.at("spec", "to"):
                if target.at("kind").text() == "Secret":
                    check.require(target.at("name"), lambda name: name.text() != "", "must name the one Secret")
    if any(found.group == _SECRETS for found in item.identities) and not is_cluster_scoped(item):
        judged = True
        for reference in _stores(item.at("spec")):
            with check.guard():
                shared = reference.at("kind").text() == "ClusterSecretStore"
                if shared and reference.at("name").text() not in check.settings.cluster_secret_stores:
                    check.violation(reference.at("name"), "is a secret store of the whole cluster")
    return judged


def _stores(value: Value) -> Iterator[Value]:
    if value.is_map:
        for key, child in value.entries():
            if key in _STORE_REFERENCES and child.is_map:
                yield child
            elif key in _STORE_REFERENCES and child.is_list:
                yield from child
            else:
                yield from _stores(child)
    elif value.is_list:
        for child in value:
            yield from _stores(child)
