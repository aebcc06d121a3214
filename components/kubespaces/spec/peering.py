"""Peering between tenants: both sides must want it."""

from collections.abc import Iterator, Mapping, Sequence, Set

from .errors import Problem, nearest
from .network import Network, Peer
from .source import Source
from .tenant import Environment, Tenant


def network_of(tenant: Tenant, environment: Environment) -> Network:
    """Return the network isolation that holds for an environment."""
    return tenant.spec.network if environment.network is None else environment.network


def peer_environments(peer: Peer, own: str, other: Tenant) -> list[str]:
    """Return the environments of the other tenant that a peer entry means when written in environment ``own``."""
    names = [env.name for env in other.spec.environments]
    wanted = [own] if peer.environments is None else peer.environments
    return [name for name in names if name in wanted]


def check_peering(
    tenants: Sequence[Source], by_name: Mapping[str, Tenant], broken: Set[str] = frozenset()
) -> Iterator[Problem]:
    """Yield peerings that name nobody, oneself, or somebody who does not name this tenant back."""
    for source in tenants:
        for field, peers, back in _peer_lists(source.tenant):
            for index, peer in enumerate(peers):
                if peer.tenant is not None and peer.tenant not in broken:
                    rule = _broken_rule(source.tenant, peer, back, by_name)
                    if rule:
                        yield source.problem(f"{field}[{index}]", peer.tenant, rule)


def _peer_lists(tenant: Tenant) -> Iterator[tuple[str, list[Peer], str]]:
    networks = [("network", tenant.spec.network)] + [
        (f"environments[{index}].network", env.network)
        for index, env in enumerate(tenant.spec.environments)
        if env.network is not None
    ]
    for field, network in networks:
        yield f"{field}.allowFrom", network.allow_from, "allowTo"
        yield f"{field}.allowTo", network.allow_to, "allowFrom"


def _broken_rule(tenant: Tenant, peer: Peer, back: str, by_name: Mapping[str, Tenant]) -> str:
    if peer.tenant == tenant.name:
        return "is the tenant itself; use ingress: same-tenant"
    other = by_name.get(peer.tenant or "")
    if other is None:
        return f"is no tenant of this fleet; {nearest(peer.tenant or '', [n for n in by_name if n != tenant.name])}"
    theirs = [env.name for env in other.spec.environments]
    for environment in peer.environments or []:
        if environment not in theirs:
            return f"has no environment '{environment}'; {nearest(environment, theirs)}"
    if not any(_names(other, back, tenant.name)):
        return f"does not agree: add {{tenant: {tenant.name}}} to network.{back} of tenant {other.name}"
    here, there = tenant.spec.placement.host_cluster, other.spec.placement.host_cluster
    if here and there and here != there:
        return f"is on host cluster {there}, this tenant on {here}; peering needs one cluster"
    return ""


def _names(tenant: Tenant, side: str, wanted: str) -> Iterator[bool]:
    for environment in tenant.spec.environments:
        network = network_of(tenant, environment)
        peers = network.allow_to if side == "allowTo" else network.allow_from
        yield any(peer.tenant == wanted for peer in peers)
