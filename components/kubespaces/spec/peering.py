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
        for field, network, environments in _networks(source.tenant):
            for side, peers, back in (
                ("allowFrom", network.allow_from, "allowTo"),
                ("allowTo", network.allow_to, "allowFrom"),
            ):
                for index, peer in enumerate(peers):
                    if peer.tenant is not None and peer.tenant not in broken:
                        where = f"{field}.{side}[{index}]"
                        yield from (
                            source.problem(f"{where}{inner}", value, rule)
                            for inner, value, rule in (
                                *_broken_rules(source.tenant, peer, back, by_name),
                                *_unclear_rules(source.tenant, peer, environments, by_name),
                            )
                        )


def _networks(tenant: Tenant) -> Iterator[tuple[str, Network, list[str]]]:
    """Yield (field, network, environments that it holds for)."""
    environments = tenant.spec.environments
    yield "network", tenant.spec.network, [env.name for env in environments if env.network is None]
    for index, env in enumerate(environments):
        if env.network is not None:
            yield f"environments[{index}].network", env.network, [env.name]


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
    carriers = other.carriers()
    theirs = list(dict.fromkeys(carriers.values()))
    for index, environment in enumerate(peer.environments or []):
        if environment in theirs:
            continue
        rule = f"is no environment of tenant {name}; {nearest(environment, theirs)}"
        if environment in carriers:
            rule = f"shares a virtual cluster of tenant {name} with other environments; write {carriers[environment]}"
        yield f".environments[{index}]", environment, rule
    if not any(_names(other, back, tenant.name)):
        rule = f"does not agree: add {{tenant: {tenant.name}}} to network.{back} of tenant {other.name}"
        yield ".tenant", name, rule
    here, there = tenant.spec.placement.host_cluster, other.spec.placement.host_cluster
    if here and there and here != there:
        yield ".tenant", name, f"is on host cluster {there}, this tenant on {here}; peering needs one cluster"


def _unclear_rules(
    tenant: Tenant, peer: Peer, environments: Sequence[str], by_name: Mapping[str, Tenant]
) -> Iterator[tuple[str, str, str]]:
    """Yield (field inside the peer, value, rule) where "the one of the same name" is in a shared virtual cluster."""
    other = by_name.get(peer.tenant or "")
    if other is None or other.name == tenant.name or peer.environments is not None:
        return
    ours, theirs = tenant.carriers(), other.carriers()
    for environment in environments:
        if environment in theirs and ours[environment] != theirs[environment]:
            whose = other.name if theirs[environment] != environment else tenant.name
            rule = (
                f"means {environment} to {environment}, but {environment} of tenant {whose} shares a virtual cluster: "
                f"name the environments to open, such as environments: [{theirs[environment]}]; environments that "
                "must not be mixed need a network of their own"
            )
            yield ".tenant", other.name, rule


def _names(tenant: Tenant, side: str, wanted: str) -> Iterator[bool]:
    for environment in tenant.spec.environments:
        network = network_of(tenant, environment)
        peers = network.allow_to if side == "allowTo" else network.allow_from
        yield any(peer.tenant == wanted for peer in peers)
