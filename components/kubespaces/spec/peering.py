"""Peering between tenants: both sides must want it."""

from collections.abc import Iterator, Mapping, Sequence, Set

from .errors import Problem, nearest
from .network import Network, Peer
from .source import Source
from .tenant import Environment, Tenant


def network_of(tenant: Tenant, environment: Environment) -> Network:
    """Return the network isolation that holds for an environment."""
    return tenant.spec.network if environment.network is None else environment.network


def check_peering(
    tenants: Sequence[Source], by_name: Mapping[str, Tenant], broken: Set[str] = frozenset()
) -> Iterator[Problem]:
    """Yield peerings that name nobody, oneself, or somebody who does not name this tenant back."""
    for source in tenants:
        for field, peers, back in _peer_lists(source.tenant):
            for index, peer in enumerate(peers):
                if peer.tenant is not None and peer.tenant not in broken:
                    where = f"{field}[{index}]"
                    yield from (
                        source.problem(f"{where}{inner}", value, rule)
                        for inner, value, rule in _broken_rules(source.tenant, peer, back, by_name)
                    )


def _peer_lists(tenant: Tenant) -> Iterator[tuple[str, list[Peer], str]]:
    networks = [("network", tenant.spec.network)] + [
        (f"environments[{index}].network", env.network)
        for index, env in enumerate(tenant.spec.environments)
        if env.network is not None
    ]
    for field, network in networks:
        yield f"{field}.allowFrom", network.allow_from, "allowTo"
        yield f"{field}.allowTo", network.allow_to, "allowFrom"


def _broken_rules(
    tenant: Tenant, peer: Peer, back: str, by_name: Mapping[str, Tenant]
) -> Iterator[tuple[str, str, str]]:
    """Yield (field inside the peer, value, rule)."""
    name = peer.tenant or ""
    if name == tenant.name:
        yield ".tenant", name, "is the tenant itself; use ingress: same-tenant"
        return
    other = by_name.get(name)
    if other is None:
        yield ".tenant", name, f"is no tenant of this fleet; {nearest(name, [n for n in by_name if n != tenant.name])}"
        return
    theirs = [env.name for env in other.spec.environments]
    for index, environment in enumerate(peer.environments or []):
        if environment not in theirs:
            rule = f"is no environment of tenant {name}; {nearest(environment, theirs)}"
            yield f".environments[{index}]", environment, rule
    if not any(_names(other, back, tenant.name)):
        rule = f"does not agree: add {{tenant: {tenant.name}}} to network.{back} of tenant {other.name}"
        yield ".tenant", name, rule
    here, there = tenant.spec.placement.host_cluster, other.spec.placement.host_cluster
    if here and there and here != there:
        yield ".tenant", name, f"is on host cluster {there}, this tenant on {here}; peering needs one cluster"


def _names(tenant: Tenant, side: str, wanted: str) -> Iterator[bool]:
    for environment in tenant.spec.environments:
        network = network_of(tenant, environment)
        peers = network.allow_to if side == "allowTo" else network.allow_from
        yield any(peer.tenant == wanted for peer in peers)
