"""What happens to each namespace, grouped by tenant."""

from collections import defaultdict
from collections.abc import Iterable

from kubespaces.review.document import EnvironmentReview, Operation, Status, TenantReview
from kubespaces.review.isolation import Direction, worst

from .dimensions import dimension_reviews, one_sided
from .scene import Key, Scene


def tenant_reviews(scene: Scene, operations: dict[Key, list[Operation]]) -> list[TenantReview]:
    """Return the tenants that are touched, in the order of their names; what is no tenant's comes last.

    Args:
        scene: what is there before and after.
        operations: what happens in each namespace; those in which nothing happens are left out.
    """
    tenants: dict[str, list[EnvironmentReview]] = defaultdict(list)
    for key in sorted(_touched(scene, operations)):
        tenants[scene.owners[key].tenant].append(_environment(scene, key, operations.get(key, [])))
    return [
        TenantReview(
            name=name,
            owner=_owner(scene, name),
            direction=worst(environment.direction for environment in tenants[name]),
            environments=tenants[name],
        )
        for name in sorted(tenants, key=lambda name: (not name, name))
    ]


def _touched(scene: Scene, operations: dict[Key, list[Operation]]) -> Iterable[Key]:
    """Return the namespaces in which something happens, or to which something happens from outside.

    From outside: to a role that their bindings name, to an admission policy that looks at them.
    """
    keys = {key for key in operations if key in scene.owners}
    changed = {cluster for cluster in scene.old if scene.old[cluster].objects != scene.new[cluster].objects}
    return keys | {key for key in {*scene.owners} - keys if key[0] in changed and _differs(scene, key)}


def _differs(scene: Scene, key: Key) -> bool:
    if key not in scene.before or key not in scene.after:
        return False
    reviews = dimension_reviews(scene.posture(scene.before, key), scene.posture(scene.after, key))
    return any(review.direction is not Direction.EQUAL for review in reviews)


def _environment(scene: Scene, key: Key, operations: list[Operation]) -> EnvironmentReview:
    whose = scene.owners[key]
    status = _status(scene, key, operations)
    if status is Status.NEW:
        isolation = one_sided(scene.posture(scene.after, key), new=True)
    elif status is Status.REMOVED:
        isolation = one_sided(scene.posture(scene.before, key), new=False)
    else:
        isolation = dimension_reviews(scene.posture(scene.before, key), scene.posture(scene.after, key))
    return EnvironmentReview(
        cluster=key[0],
        namespace=key[1],
        environment=whose.environment,
        production=whose.production,
        status=status,
        direction=worst(review.direction for review in isolation),
        isolation=isolation,
        operations=operations,
    )


def _status(scene: Scene, key: Key, operations: list[Operation]) -> Status:
    ops = {operation.op for operation in operations if operation.kind == "Namespace"}
    before, after = scene.before.namespaces.get(key), scene.after.namespaces.get(key)
    if "leave" in ops:
        return Status.LEFT
    if before is None and after is None:
        return Status.CHANGED if operations else Status.UNCHANGED  # it is made elsewhere, or not seen
    if before is None:
        # Its contents were there before, so it was only not seen.
        return Status.CHANGED if scene.before.contents.get(key) else Status.NEW
    if after is None:
        return Status.REMOVED
    if "replace" in ops:
        return Status.REPLACED
    return Status.CHANGED if operations else Status.UNCHANGED


def _owner(scene: Scene, tenant: str) -> str:
    owners = sorted({whose.owner for whose in scene.owners.values() if whose.tenant == tenant and whose.owner})
    return ", ".join(owners) if tenant else ""
