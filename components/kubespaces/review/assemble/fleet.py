"""Ways between tenants, and from them to the world: the lines in the picture of the fleet."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from kubespaces.plan.labels import NAMESPACE_NAME, TENANT
from kubespaces.review.document import FleetOpening
from kubespaces.review.isolation import Dimension
from kubespaces.review.isolation.exposure import EXPOSING, Exposed, exposure
from kubespaces.review.isolation.network import Opening
from kubespaces.review.isolation.peers import Peer, is_everywhere
from kubespaces.review.isolation.selectors import Selector
from kubespaces.review.world import World

from .scene import Key, Scene

INTERNET = "internet"
_Line = tuple[str, str, str]
"""Host, source and target."""


def fleet_openings(scene: Scene) -> list[FleetOpening]:
    """Return the ways that lead beyond a tenant, before and after, in a stable order."""
    before, after = _lines(scene, scene.before), _lines(scene, scene.after)
    return [_opening(line, before.get(line, set()), after.get(line, set())) for line in sorted({*before, *after})]


def _opening(line: _Line, before: set[str], after: set[str]) -> FleetOpening:
    host, source, target = line
    gained, lost = after - before, before - after
    status = "opened" if gained else "closed" if lost else "equal"
    words = [*(f"+ {item}" for item in sorted(gained)), *(f"- {item}" for item in sorted(lost))]
    return FleetOpening(host=host, source=source, target=target, status=status, words=words or sorted(after))


def _lines(scene: Scene, world: World) -> Mapping[_Line, set[str]]:
    found: dict[_Line, set[str]] = defaultdict(set)
    homes = _Homes(scene, world)
    for key in world:
        me = homes.name(key)
        for dimension in (Dimension.INGRESS, Dimension.EGRESS):
            for opening in scene.network(world, key, dimension).openings:
                if isinstance(opening, Opening) and not opening.unselected:
                    for other in homes.of_peer(key, opening.peer):
                        if other != me:
                            ends = (other, me) if dimension is Dimension.INGRESS else (me, other)
                            found[key[0], *ends].add(_words(scene, key, dimension, opening))
        for exposed in exposure(world.of_kind(key, *EXPOSING)).openings:
            if isinstance(exposed, Exposed) and exposed.public:
                found[key[0], INTERNET, me].add(f"{scene.owners[key].environment}: {exposed}")
    return found


def _words(scene: Scene, key: Key, dimension: Dimension, opening: Opening) -> str:
    environment = scene.owners[key].environment
    return f"{environment} {'accepts' if dimension is Dimension.INGRESS else 'may connect to'} {opening}"


class _Homes:
    """Tells who is behind a peer."""

    def __init__(self, scene: Scene, world: World) -> None:
        self._scene, self._world = scene, world
        self._by_tenant: dict[tuple[str, str], list[Key]] = defaultdict(list)
        for key in world:
            self._by_tenant[key[0], scene.owners[key].tenant].append(key)

    def name(self, key: Key) -> str:
        """Return the tenant of a namespace, or the namespace itself."""
        return self._scene.owners[key].tenant or key[1]

    def of_peer(self, key: Key, peer: Peer) -> set[str]:
        """Return who a peer is: tenants, namespaces, networks or everybody."""
        if peer.anybody:
            return {INTERNET}
        if peer.unknown:
            return set()
        if peer.cidr:
            return {INTERNET if is_everywhere(peer.cidr) else peer.cidr}
        selector = peer.namespaces or Selector()
        named = selector.values_of(NAMESPACE_NAME)
        if named is not None:
            return {self._of_namespace(key[0], name) for name in named}
        return {self.name(other) for other in self._candidates(key[0], selector) if self._matches(other, selector)}

    def _of_namespace(self, cluster: str, name: str) -> str:
        return self.name((cluster, name)) if (cluster, name) in self._scene.owners else name

    def _candidates(self, cluster: str, selector: Selector) -> Iterable[Key]:
        tenants = selector.values_of(TENANT)
        if tenants is None:
            return [key for key in self._world if key[0] == cluster]
        return self._of_tenants(cluster, tenants)

    def _of_tenants(self, cluster: str, tenants: Iterable[str]) -> Iterator[Key]:
        for tenant in sorted(tenants):
            yield from self._by_tenant.get((cluster, tenant), ())

    def _matches(self, key: Key, selector: Selector) -> bool:
        namespace = self._world.namespaces.get(key)
        return namespace is not None and selector.matches({**namespace.labels, NAMESPACE_NAME: key[1]})
