"""Where things are tried: the namespaces, who may do what in them, and what is there already."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from kubespaces.plan import NamespacePlan, plan_namespace, plan_tenant
from kubespaces.spec import Fleet, HostCluster
from kubespaces.spec.host_cluster import HostClusterSpec
from kubespaces.spec.host_rules import carried_by
from kubespaces.spec.namespace import NamespaceSpec
from kubespaces.spec.posture import GuardRailMode, Role

from .actors import Actor, actors_of


@dataclass(frozen=True)
class Place:
    """One namespace of a tenant."""

    spec: NamespaceSpec
    """What the documents say about it."""
    host: HostClusterSpec
    """The host cluster it is on."""
    plan: NamespacePlan
    """What it has to consist of."""
    other_tenants: tuple[str, ...] = ()
    """Names of the other tenants of the host cluster."""
    running_pod: str = ""
    """Name of a pod that is there; empty if there is none."""

    @property
    def name(self) -> str:
        """Name of the namespace."""
        return self.spec.name

    @property
    def auditing(self) -> bool:
        """Whether the guard rails only tell what they would refuse."""
        return self.host.guard_rails is GuardRailMode.AUDIT


@dataclass(frozen=True)
class Scene:
    """Everything that a run is about."""

    host: HostClusterSpec
    """The host cluster."""
    places: Sequence[Place]
    """The namespaces that are verified and exist."""
    missing: Sequence[Place] = ()
    """The namespaces that are verified and do not exist."""
    actors: Sequence[Actor] = ()
    """Everybody who tries."""
    namespaces: Sequence[str] = field(default_factory=tuple)
    """Every namespace of the cluster."""
    tenant_of: dict[str, str] = field(default_factory=dict)
    """The tenant of each namespace that is in the documents."""

    def foreign(self, actor: Actor) -> list[str]:
        """Return the namespaces in which an actor has no role."""
        return [name for name in self.namespaces if name not in actor.roles]

    def own(self, actor: Actor) -> list[Place]:
        """Return the verified namespaces in which an actor has a role."""
        return [place for place in self.places if place.name in actor.roles]

    def anybody_with(self, place: Place, roles: frozenset[Role]) -> Actor | None:
        """Return the first actor that has one of some roles in a namespace, people before accounts."""
        fitting = [actor for actor in self.actors if actor.has(place.name, roles)]
        return min(fitting, key=lambda actor: (bool(actor.token_of), actor.name), default=None)


def places_of(fleet: Fleet, host: HostCluster) -> list[Place]:
    """Return every namespace that the documents lay on a host cluster."""
    tenants = carried_by(host, fleet.tenants)
    names = [tenant.name for tenant in tenants]
    return [
        Place(spec, host.spec, plan_namespace(spec, host.spec), tuple(name for name in names if name != tenant.name))
        for tenant in tenants
        for spec in plan_tenant(tenant.name, tenant.spec)
    ]


def scene_of(fleet: Fleet, host: HostCluster, wanted: Sequence[str], live: dict[str, str]) -> Scene:
    """Return the scene of a run.

    Args:
        fleet: all documents.
        host: the host cluster.
        wanted: the tenants to verify; empty for all.
        live: every namespace of the cluster, with the name of a pod in it or an empty text.
    """
    everything = places_of(fleet, host)
    verified = [
        Place(place.spec, place.host, place.plan, place.other_tenants, live.get(place.name, ""))
        for place in everything
        if not wanted or place.spec.tenant in wanted
    ]
    names = {place.name for place in verified}
    actors = [
        actor
        for actor in actors_of(place.spec for place in everything)
        if not actor.roles or not names.isdisjoint(actor.roles)
    ]
    return Scene(
        host=host.spec,
        places=[place for place in verified if place.name in live],
        missing=[place for place in verified if place.name not in live],
        actors=[actor for actor in actors if not actor.token_of or actor.token_of in live],
        namespaces=sorted(live),
        tenant_of={place.name: place.spec.tenant for place in everything},
    )
