"""The platform's own objects on a host cluster: what must be there before the first tenant."""

from .guard_rails import GUARD_RAILS, guard_rail_manifests
from .objects import PlannedObject
from .roles import cluster_roles


def plan_platform() -> list[PlannedObject]:
    """Return the roles that tenants get and the guard rails around them."""
    roles = [PlannedObject(_slug(manifest["metadata"]["name"]), manifest) for manifest in cluster_roles()]
    rails: list[PlannedObject] = []
    for rail in GUARD_RAILS:
        policy, binding = guard_rail_manifests(rail)
        rails += [
            PlannedObject(f"rail-{rail.name}", policy),
            PlannedObject(f"rail-{rail.name}-binding", binding),
        ]
    return roles + rails


def _slug(name: str) -> str:
    return name.replace("kubespaces:", "role-")
