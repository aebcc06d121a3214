"""The rung ``dedicated-cluster``: one tenant, one host cluster, and both say so."""

from collections.abc import Iterator, Mapping, Sequence, Set

from .errors import Problem
from .posture import Isolation
from .source import Source
from .tenant import Tenant


def asks_for_cluster(tenant: Tenant) -> str | None:
    """Return the first field in which a tenant asks for a cluster of its own; none if it does not."""
    rung = Isolation.DEDICATED_CLUSTER
    if tenant.spec.isolation is rung:
        return "isolation"
    environments = enumerate(tenant.spec.environments)
    return next((f"environments[{index}].isolation" for index, env in environments if env.isolation is rung), None)


def check_dedicated(
    tenants: Sequence[Source], hosts: Sequence[Source], broken: Set[str] = frozenset()
) -> Iterator[Problem]:
    """Yield tenants that ask for a cluster of their own and name none, and such clusters without their tenant.

    That a tenant finds the cluster it names dedicated to itself, and not to another, is for ``check_host`` to see.
    """
    for source in tenants:
        field = asks_for_cluster(source.tenant)
        if field and source.tenant.spec.placement.host_cluster is None:
            rule = "needs a host cluster of its own; name it in placement.hostCluster"
            yield source.problem(field, Isolation.DEDICATED_CLUSTER, rule)
    for source in hosts if tenants else []:
        yield from _check_host(source, {other.tenant.name: other.tenant for other in tenants}, broken)


def _check_host(source: Source, tenants: Mapping[str, Tenant], broken: Set[str]) -> Iterator[Problem]:
    host, owner = source.host, source.host.spec.dedicated_to
    if owner is None or owner in broken:
        return
    if owner not in tenants:
        yield source.problem("dedicatedTo", owner, "is no tenant of this fleet; write its document or remove the field")
    elif tenants[owner].spec.placement.host_cluster != host.name:
        rule = f"the tenant is not placed here; write placement.hostCluster: {host.name} there"
        yield source.problem("dedicatedTo", owner, rule)
