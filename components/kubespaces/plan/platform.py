"""The platform's own objects on a host cluster: what must be there before the first tenant."""

from kubespaces.spec.posture import GuardRailMode

from .guard_rails import GUARD_RAILS, guard_rail_manifests
from .objects import PlannedObject
from .roles import cluster_roles


def plan_platform(mode: GuardRailMode = GuardRailMode.ENFORCE) -> list[PlannedObject]:
    """Return the roles that tenants get and the guard rails around them.

    Args:
        mode: what the rails do with what breaks a rule; default: refuse it.
    """
    roles = [PlannedObject(_slug(manifest["metadata"]["name"]), manifest) for manifest in cluster_roles()]
    return roles + plan_guard_rails(mode)


def plan_guard_rails(mode: GuardRailMode = GuardRailMode.ENFORCE) -> list[PlannedObject]:
    """Return the guard rails alone: for each a policy and its binding."""
    rails: list[PlannedObject] = []
    for rail in GUARD_RAILS:
        policy, binding = guard_rail_manifests(rail, mode)
        rails += [
            PlannedObject(f"rail-{rail.name}", policy),
            PlannedObject(f"rail-{rail.name}-binding", binding),
        ]
    return rails


def _slug(name: str) -> str:
    return name.replace("kubespaces:", "role-")
