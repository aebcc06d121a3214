"""Everything that the parts of a review are made from, worked out once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kubespaces.review.context import Context
from kubespaces.review.isolation import Cluster, Dimension, Facts, Posture, namespace_posture
from kubespaces.review.isolation.network import EGRESS, INGRESS, network
from kubespaces.review.preview import Preview, State, Step
from kubespaces.review.world import World, worlds
from kubespaces.review.world.build import by_resource
from kubespaces.review.world.clusters import Clusters
from kubespaces.review.world.objects import objects_of

from .tenancy import Belonging, belonging

Key = tuple[str, str]
"""A namespace: its cluster and its name."""


@dataclass(frozen=True)
class Scene:
    """The worlds before and after, and who is who in them."""

    previews: Sequence[Preview]
    context: Context
    drift: bool
    steps: Sequence[Step]
    before: World
    after: World
    clusters: Clusters
    old: Mapping[str, Cluster]
    """What clusters had in common before."""
    new: Mapping[str, Cluster]
    """What they will have in common."""
    owners: Mapping[Key, Belonging]
    """Whose each namespace is."""
    postures: dict[tuple[bool, Key], Posture] = field(default_factory=dict)
    """Postures that have been worked out: before or not, and of which namespace."""

    def posture(self, world: World, key: Key) -> Posture:
        """Return the posture of a namespace before or after."""
        is_before = world is self.before
        known = self.postures.get((is_before, key))
        if known is None:
            cluster = (self.old if is_before else self.new)[key[0]]
            known = self.postures[is_before, key] = namespace_posture(world, key, cluster)
        return known

    def network(self, world: World, key: Key, dimension: Dimension) -> Facts:
        """Return what a namespace's NetworkPolicies deny and open, in or out."""
        known = self.postures.get((world is self.before, key))
        if known is not None:
            return known[dimension]
        direction = INGRESS if dimension is Dimension.INGRESS else EGRESS
        return network(world.of_kind(key, "NetworkPolicy"), direction, complete=world.complete)

    def place_of(self, state: State) -> tuple[str, str] | None:
        """Return cluster and namespace of a Kubernetes object (no namespace: of what is in none), None for others."""
        found = next(iter(objects_of(state)), None)
        if found is None:
            return None
        return self.clusters.of(found.cluster, found.urn), found.name if found.kind == "Namespace" else found.namespace


def scene_of(previews: Sequence[Preview], context: Context, *, drift: bool) -> Scene:
    """Work out what the previews tell."""
    before, after, clusters = worlds(previews, live=drift)
    names = {cluster for cluster, _ in before.keys() | after.keys()} | {*before.cluster_wide, *after.cluster_wide}
    views = (before, after) if drift else (after, before)
    return Scene(
        previews=previews,
        context=context,
        drift=drift,
        steps=[step for preview in previews for step in by_resource(preview.steps)],
        before=before,
        after=after,
        clusters=clusters,
        old={name: Cluster(before.cluster_wide.get(name, ())) for name in names},
        new={name: Cluster(after.cluster_wide.get(name, ())) for name in names},
        owners={key: belonging(key, *views) for key in before.keys() | after.keys()},
    )


def tenants_on(scene: Scene) -> dict[str, list[str]]:
    """Return the tenants of each cluster."""
    found: dict[str, set[str]] = defaultdict(set)
    for (cluster, _), whose in scene.owners.items():
        if whose.tenant:
            found[cluster].add(whose.tenant)
    return {cluster: sorted(names) for cluster, names in found.items()}
