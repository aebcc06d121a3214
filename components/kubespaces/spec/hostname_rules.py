"""Host names are claimed by one tenant of the whole fleet only."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from .errors import Problem
from .host_cluster import HostCluster
from .source import Source
from .virtual_names import api_hostname, apps_hostname

LISTENERS = 64
"""Most listeners of a Gateway. Source: https://gateway-api.sigs.k8s.io/reference/spec/#gatewayspec"""


def check_hostnames(tenants: Sequence[Source]) -> Iterator[Problem]:
    """Yield every host name that two tenants claim, on whatever host clusters: DNS is one for all of them."""
    claims = [(name, field, source) for source in tenants for field, name in _claims(source)]
    exact: dict[str, set[str]] = defaultdict(set)
    below: dict[str, set[str]] = defaultdict(set)
    for name, _, source in claims:
        exact[name].add(source.document.name)
        for wildcard in _wildcards_over(name):
            below[wildcard].add(source.document.name)
    for name, field, source in claims:
        over = {owner for wildcard in _wildcards_over(name) for owner in exact.get(wildcard, ())}
        others = (exact[name] | over | below.get(name, set())) - {source.document.name}
        if others:
            rule = (
                f"is also claimed by tenant {', '.join(sorted(others))}; a host name has one owner in the whole fleet"
            )
            yield source.problem(field, name, rule)


def _claims(source: Source) -> Iterator[tuple[str, str]]:
    spec = source.tenant.spec
    for index, name in enumerate(spec.hostnames):
        yield f"hostnames[{index}]", name
    for place, env in enumerate(spec.environments):
        for index, name in enumerate(env.hostnames or []):
            yield f"environments[{place}].hostnames[{index}]", name
    if spec.virtual is not None and spec.virtual.domain is not None:
        for namespace in source.tenant.virtual_clusters():
            yield "virtual.domain", api_hostname(namespace, spec.virtual.domain)
            yield "virtual.domain", apps_hostname(namespace, spec.virtual.domain)


def _wildcards_over(name: str) -> Iterator[str]:
    labels = name.removeprefix("*.").split(".")
    first = 0 if name.startswith("*.") else 1
    for index in range(first, len(labels)):
        wildcard = f"*.{'.'.join(labels[index:])}"
        if wildcard != name:
            yield wildcard


def check_listeners(host: HostCluster, tenants: Sequence[Source]) -> Iterator[Problem]:
    """Yield the tenants whose apps find no room on the shared Gateway that they name."""
    count: Counter[int] = Counter()
    for source in tenants:
        virtual = source.tenant.spec.virtual
        if virtual is None or virtual.apps is None:
            continue
        count[virtual.apps_gateway] += len(source.tenant.virtual_clusters())
        if count[virtual.apps_gateway] > LISTENERS:
            rule = (
                f"Gateway {virtual.apps_gateway} of host cluster {host.name} would have {count[virtual.apps_gateway]} "
                f"listeners, at most {LISTENERS} are possible; write appsGateway: {virtual.apps_gateway + 1}"
            )
            yield source.problem("virtual.appsGateway", virtual.apps_gateway, rule)
