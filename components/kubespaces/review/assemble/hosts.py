"""What happens to host clusters, and to what is on them for everybody."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from kubespaces.review.context import HostFacts
from kubespaces.review.document import HostReview, Operation, Status
from kubespaces.review.isolation import Cluster, Direction, Posture, worst
from kubespaces.review.isolation.endpoints import CLUSTERS
from kubespaces.review.preview import State, Step, is_known

from .dimensions import dimension_reviews
from .scene import Scene, tenants_on

_COMPONENT = "HostCluster"
_DEPTH = 64
"""Parents of a resource that are looked at; far more than any program nests."""
_CLOUDS = {"aws": "aws", "azure-native": "azure", "azure": "azure", "gcp": "gcp"}


class HostIndex:
    """Tells which host cluster a resource belongs to: one made by its component, or one that is there by itself."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._parents: dict[str, str] = {}
        self._of_cluster: dict[str, str] = {}
        for step in steps:
            for state in (step.old, step.new):
                if state is not None:
                    self._parents[state.urn] = state.parent
                    if state.type in CLUSTERS:
                        self._of_cluster[state.urn] = state.name

    def of(self, urn: str) -> str | None:
        """Return the name of the host cluster that a resource is part of, or None."""
        at, cluster = urn, None
        for _ in range(_DEPTH):
            kind = at.split("::")[-2].split("$")[-1] if at.count("::") > 2 else ""
            if kind.endswith(_COMPONENT):
                return at.rsplit("::", 1)[-1]
            cluster = cluster or self._of_cluster.get(at)
            at = self._parents.get(at, "")
        return cluster


def host_reviews(scene: Scene, operations: Mapping[str, list[Operation]], index: HostIndex) -> list[HostReview]:
    """Return the host clusters that the previews show, in the order of their names.

    Args:
        scene: what is there before and after.
        operations: what happens to each, and to what is on it for everybody.
        index: which resource belongs to which.
    """
    old, new = _cloud(scene.before.cloud, index), _cloud(scene.after.cloud, index)
    on = tenants_on(scene)
    names = {*scene.old, *scene.new, *old, *new, *operations}
    return [
        _host(scene, name, operations.get(name, []), old.get(name, []), new.get(name, []), on.get(name, []))
        for name in sorted(names)
    ]


def _cloud(states: Sequence[State], index: HostIndex) -> dict[str, list[State]]:
    found: dict[str, list[State]] = defaultdict(list)
    for state in states:
        name = index.of(state.urn)
        if name is not None:
            found[name].append(state)
    return found


def _host(
    scene: Scene, name: str, operations: list[Operation], old: list[State], new: list[State], tenants: list[str]
) -> HostReview:
    before = _posture(scene.old.get(name), old)
    after = _posture(scene.new.get(name), new)
    status = _status(operations, old, new)
    isolation = dimension_reviews(before, after)
    if status is Status.NEW:  # there is nothing to compare it with
        isolation = [
            review.model_copy(
                update={
                    "direction": Direction.EQUAL,
                    "changes": [],
                    "after": review.after or review.before,
                    "before": [],
                }
            )
            for review in isolation
        ]
    facts = scene.context.hosts.get(name) or _facts([*new, *old])
    return HostReview(
        name=name,
        cloud=facts.cloud,
        region=facts.region,
        status=status,
        direction=worst(review.direction for review in isolation),
        isolation=isolation,
        operations=operations,
        tenants=tenants,
    )


def _posture(cluster: Cluster | None, cloud: list[State]) -> Posture:
    return (cluster or Cluster(())).posture(cloud)


def _status(operations: list[Operation], old: list[State], new: list[State]) -> Status:
    clusters = [operation.op for operation in operations if operation.type in CLUSTERS]
    if "create" in clusters or (new and not old):
        return Status.NEW
    if "delete" in clusters:
        return Status.REMOVED
    if "replace" in clusters:
        return Status.REPLACED
    return Status.CHANGED if operations else Status.UNCHANGED


def _facts(states: list[State]) -> HostFacts:
    cloud, region = "", ""
    for state in states:
        cloud = cloud or _CLOUDS.get(state.type.split(":")[0], "")
        for key in ("region", "location"):
            said = state.inputs.get(key)
            if not region and isinstance(said, str) and is_known(said):
                region = said
    return HostFacts(cloud, region)
