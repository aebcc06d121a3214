"""Whether the host cluster that a tenant names can carry it."""

from collections.abc import Iterator, Mapping, Sequence, Set

from .errors import Problem, nearest
from .host_cluster import HostCluster
from .source import Source


def check_placement(
    tenants: Sequence[Source], hosts: Mapping[str, HostCluster], broken: Set[str] = frozenset()
) -> Iterator[Problem]:
    """Yield placements that name no host cluster, or one that breaks the tenant's own conditions."""
    for source in tenants:
        placement = source.tenant.spec.placement
        if placement.host_cluster is None or not hosts or placement.host_cluster in broken:
            continue
        host = hosts.get(placement.host_cluster)
        if host is None:
            rule = f"is no host cluster of this fleet; {nearest(placement.host_cluster, list(hosts))}"
            yield source.problem("placement.hostCluster", placement.host_cluster, rule)
            continue
        yield from check_conditions(source, host)


def check_conditions(source: Source, host: HostCluster) -> Iterator[Problem]:
    """Yield the conditions of a tenant that a host cluster does not meet."""
    for field in ("jurisdiction", "region", "cloud"):
        wanted, given = getattr(source.tenant.spec.placement, field), getattr(host.spec, field)
        if wanted is not None and wanted != given:
            has = f"has '{given}'" if given else "does not say"
            rule = f"host cluster {host.name} {has}; place the tenant elsewhere or change the condition"
            yield source.problem(f"placement.{field}", wanted, rule)
