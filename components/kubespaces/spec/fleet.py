"""All documents together: what holds between them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from .dedicated_rules import check_dedicated
from .errors import Problem
from .host_cluster import HostCluster
from .host_cluster_rules import check_host_cluster
from .host_gcp_images import check_policies
from .host_ranges_rules import check_ranges_between
from .host_rules import carried_by, check_capacity, check_host
from .hostname_rules import check_hostnames, check_listeners
from .peering import check_peering
from .placement_rules import check_placement
from .source import Source
from .tenant import Tenant
from .tenant_rules import check_tenant


@dataclass(frozen=True)
class Fleet:
    """Every tenant and every host cluster, by name, in the order of their names."""

    tenants: dict[str, Tenant]
    hosts: dict[str, HostCluster]
    warnings: tuple[Problem, ...] = ()
    """What is worth a look and stops nothing, sorted."""

    @classmethod
    def of(cls, sources: Sequence[Source], warnings: Iterable[Problem] = ()) -> "Fleet":
        """Return the fleet that these documents make; they must have passed ``check_fleet``."""
        documents = sorted((source.document for source in sources), key=lambda document: document.name)
        return cls(
            tenants={doc.name: doc for doc in documents if isinstance(doc, Tenant)},
            hosts={doc.name: doc for doc in documents if isinstance(doc, HostCluster)},
            warnings=tuple(sorted(set(warnings))),
        )


def check_fleet(sources: Sequence[Source], broken: Set[str] = frozenset()) -> list[Problem]:
    """Return every problem inside and between documents that are each well-formed; warnings among them.

    Args:
        sources: the documents.
        broken: names of documents that are not well-formed; that others name them is no further problem.
    """
    tenants = [source for source in sources if isinstance(source.document, Tenant)]
    hosts = [source for source in sources if isinstance(source.document, HostCluster)]
    problems = [*_check_unique_names(sources), *_check_namespaces(tenants)]
    for source in hosts:
        problems += check_host_cluster(source)
    problems += check_ranges_between(hosts)
    problems += check_policies(hosts)
    for source in tenants:
        problems += check_tenant(source)
    fleet = Fleet.of(sources)
    problems += check_peering(tenants, fleet.tenants, broken)
    problems += check_placement(tenants, fleet.hosts, broken)
    problems += check_dedicated(tenants, hosts, broken)
    problems += check_hostnames(tenants)
    for host in fleet.hosts.values():
        names = {tenant.name for tenant in carried_by(host, fleet.tenants)}
        carried = [source for source in tenants if source.document.name in names]
        for source in carried:
            problems += check_host(host, source)
        problems += check_capacity(host, carried)
        problems += check_listeners(host, carried)
    return problems


def _check_unique_names(sources: Sequence[Source]) -> Iterator[Problem]:
    first: dict[tuple[str, str], Source] = {}
    for source in sources:
        other = first.setdefault((source.document.kind, source.document.name), source)
        if other is not source:
            rule = f"another {source.document.kind} has this name in {other.file or 'the same program'}; rename one"
            yield source.problem("metadata.name", source.document.name, rule)


def _check_namespaces(tenants: Sequence[Source]) -> Iterator[Problem]:
    """Two tenants can join to one namespace: ``a-b`` + ``c`` and ``a`` + ``b-c``."""
    owners: dict[str, list[tuple[Source, str]]] = defaultdict(list)
    for source in tenants:
        for environment, namespace in source.tenant.namespaces().items():
            owners[namespace].append((source, environment))
    for namespace, claims in owners.items():
        names = {source.document.name for source, _ in claims}
        for source, environment in claims if len(names) > 1 else []:
            others = ", ".join(sorted(names - {source.document.name}))
            rule = f"namespace '{namespace}' would also be tenant {others}'s; rename a tenant or an environment"
            yield source.problem("environments", environment, rule)
