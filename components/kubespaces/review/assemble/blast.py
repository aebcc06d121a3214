"""Whom and what a change touches."""

from collections import Counter
from collections.abc import Iterable

from kubespaces.review.document import BlastRadius, Destroyed, HostReview, Operation, TenantReview
from kubespaces.review.isolation.access import subject_words
from kubespaces.review.words import counted
from kubespaces.review.world.objects import items

from .scene import Key, Scene

_HOW = {"delete": "deleted", "replace": "replaced", "gone": "deleted by hand"}


def blast_radius(
    scene: Scene, tenants: Iterable[TenantReview], hosts: Iterable[HostReview], rest: Iterable[Operation]
) -> BlastRadius:
    """Return whom and what the change touches."""
    environments = [(tenant, environment) for tenant in tenants for environment in tenant.environments]
    keys = {(environment.cluster, environment.namespace) for _, environment in environments}
    operations = [operation for _, environment in environments for operation in environment.operations]
    touched = [host for host in hosts if host.operations]
    everything = [*operations, *(operation for host in touched for operation in host.operations), *rest]
    inside = {
        operation.urn: (environment.cluster, environment.namespace)
        for _, environment in environments
        for operation in environment.operations
        if operation.kind == "Namespace" and operation.name == environment.namespace
    }
    return BlastRadius(
        tenants=sorted({tenant.name for tenant, _ in environments if tenant.name}),
        environments=sorted({environment.namespace for _, environment in environments}),
        production=sorted({environment.namespace for _, environment in environments if environment.production}),
        people=sorted({*_people(scene, keys), *(tenant.owner for tenant, _ in environments if tenant.owner)}),
        hosts=sorted(host.name for host in touched),
        destroyed=_destroyed(scene, everything, inside),
        left=sorted(f"{operation.kind} {operation.name}" for operation in everything if operation.op == "leave"),
    )


def _people(scene: Scene, keys: Iterable[Key]) -> set[str]:
    """Return the people and groups with access to some namespaces; service accounts are nobody."""
    bindings = [
        binding
        for key in keys
        for world in (scene.before, scene.after)
        for binding in world.of_kind(key, "RoleBinding")
    ]
    words = {
        subject_words(subject, binding.namespace) for binding in bindings for subject in items(binding.body, "subjects")
    }
    return {who for who, known in words if known and not who.startswith("service account")}


def _destroyed(scene: Scene, operations: Iterable[Operation], inside: dict[str, Key]) -> list[Destroyed]:
    found = [
        Destroyed(
            where=f"{operation.kind} {operation.name}",
            how=_HOW[operation.op],
            lost=_lost(scene, operation, inside.get(operation.urn)),
        )
        for operation in operations
        if operation.op in _HOW and (operation.stateful or operation.protected)
    ]
    return sorted(found, key=lambda item: (item.where, item.how))


def _lost(scene: Scene, operation: Operation, key: Key | None) -> str:
    if key is None:
        return operation.stateful or "what is protected"
    kinds = Counter(found.kind for found in scene.before.contents.get(key, ()))
    known = ", ".join(counted(number, kind) for kind, number in sorted(kinds.items()))
    return f"{operation.stateful}; of this stack: {known}" if known else operation.stateful
