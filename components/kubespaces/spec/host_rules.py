"""Whether a host cluster has what its tenants ask for."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial

from .amounts import AMOUNTS
from .errors import Problem, nearest
from .host_cluster import HostCluster
from .host_defaults import catalog_of, sandbox_classes_of, storage_classes_of
from .host_gcp_images import check_images
from .network import Network, PlatformRole
from .posture import SANDBOXING, Isolation
from .quantity import format_count
from .resources import Quota
from .source import Source
from .tenant import Tenant
from .virtual_overhead import overhead_of_tenant
from .virtual_rules import check_virtual_host


def carried_by(host: HostCluster, tenants: Mapping[str, Tenant]) -> list[Tenant]:
    """Return the tenants that a host cluster carries, in the order of their names."""
    return [
        tenant
        for _, tenant in sorted(tenants.items())
        if host.spec.takes == "all" or tenant.spec.placement.host_cluster == host.name
    ]


def check_host(host: HostCluster, source: Source) -> Iterator[Problem]:
    """Yield what one tenant asks of its host cluster that the cluster does not have."""
    yield from _check_rungs(host, source)
    yield from _check_classes(host, source)
    yield from _check_roles(host, source)
    yield from check_virtual_host(host, source)
    yield from check_images(host.spec, host.name, source)


def _check_rungs(host: HostCluster, source: Source) -> Iterator[Problem]:
    spec = source.tenant.spec
    asked = [("", spec.isolation, spec.sandbox)] + [
        (f"environments[{index}].", env.isolation, env.sandbox) for index, env in enumerate(spec.environments)
    ]
    for prefix, rung, sandbox in asked:
        if (sandbox or rung in SANDBOXING) and not sandbox_classes_of(host.spec):
            by_rung = rung in SANDBOXING
            field, value = (f"{prefix}isolation", str(rung)) if by_rung else (f"{prefix}sandbox", "true")
            yield source.problem(field, value, _sandbox_rule(host))
        if rung is Isolation.DEDICATED_NODES and all(
            pool.tenant != source.tenant.name for pool in host.spec.node_pools
        ):
            name = source.tenant.name
            rule = f"host cluster {host.name} keeps no node pool for this tenant; add one with tenant: {name}"
            yield source.problem(f"{prefix}isolation", rung, rule)
        # A host that takes all tenants stands in for the others, on a laptop or in a test.
        if rung is Isolation.DEDICATED_CLUSTER and host.spec.takes != "all" and not host.spec.dedicated_to:
            rule = f"host cluster {host.name} is shared; write dedicatedTo: {source.tenant.name} there or name another"
            yield source.problem(f"{prefix}isolation", rung, rule)
    if host.spec.dedicated_to not in (None, source.tenant.name):
        rule = f"host cluster {host.name} is dedicated to {host.spec.dedicated_to}; place this tenant on another"
        yield source.problem("placement.hostCluster", host.name, rule)


def _sandbox_rule(host: HostCluster) -> str:
    facts = catalog_of(host.spec)
    if facts is not None and facts.sandbox is not None:
        return f"host cluster {host.name} has no sandbox ({facts.sandbox}); set sandbox: true on a node pool there"
    return f"host cluster {host.name} names no sandboxClasses; install gVisor or Kata there and name its class"


def _check_classes(host: HostCluster, source: Source) -> Iterator[Problem]:
    classes = source.tenant.spec.classes
    for kind in ("storage", "ingress", "gateway", "priority"):
        offered = storage_classes_of(host.spec) if kind == "storage" else getattr(host.spec, f"{kind}_classes")
        for index, name in enumerate(getattr(classes, kind).allowed):
            if offered and name not in offered:
                rule = f"host cluster {host.name} has no such {kind} class; {nearest(name, offered)}"
                yield source.problem(f"classes.{kind}.allowed[{index}]", name, rule)


def _check_roles(host: HostCluster, source: Source) -> Iterator[Problem]:
    spec = source.tenant.spec
    roles = host.spec.network.roles
    networks = [("network", spec.network)] + [
        (f"environments[{index}].network", env.network) for index, env in enumerate(spec.environments) if env.network
    ]
    for field, network in networks:
        for side, role in _roles_named(network):
            if getattr(roles, role.replace("-", "_")) is None:
                rule = f"host cluster {host.name} does not say where it is; add network.roles.{_camel(role)} there"
                yield source.problem(f"{field}.{side}", role, rule)
    claims_hosts = spec.hostnames or any(env.hostnames for env in spec.environments)
    if claims_hosts and roles.ingress_controller is None:
        rule = f"host cluster {host.name} names no ingress controller; add network.roles.ingressController there"
        yield source.problem("hostnames", "", rule)


def _roles_named(network: Network) -> Iterator[tuple[str, PlatformRole]]:
    for side, peers in (("allowFrom", network.allow_from), ("allowTo", network.allow_to)):
        for index, peer in enumerate(peers):
            if peer.role is not None:
                yield f"{side}[{index}]", peer.role


def _camel(role: str) -> str:
    first, *rest = role.split("-")
    return first + "".join(part.title() for part in rest)


def check_capacity(host: HostCluster, tenants: Sequence[Source]) -> Iterator[Problem]:
    """Yield the amounts that all tenants together are promised beyond what the host cluster has."""
    capacity = host.spec.capacity
    if capacity is None:
        return
    columns = [
        (amount.name, amount.words, f"quota.{amount.key}", amount.of, amount.written, getattr(capacity, amount.name))
        for amount in AMOUNTS
    ] + [
        (name, name, f'quota.devices["{name}"]', partial(_device, name), format_count, available)
        for name, available in (capacity.devices or {}).items()
    ]
    for name, words, field, amount_of, written, available in columns:
        extra = [overhead_of_tenant(source.tenant).get(name, Decimal(0)) for source in tenants]
        promised = [amount_of(source.tenant.spec.quota) + more for source, more in zip(tenants, extra, strict=True)]
        if available is not None and sum(promised) > available:
            last = max(index for index, amount in enumerate(promised) if amount)
            rule = (
                f"{words} of all tenants adds up to {written(sum(promised, Decimal(0)))}, host cluster {host.name} has "
                f"{written(available)}; lower a quota, place a tenant elsewhere or raise the host's capacity"
            )
            yield tenants[last].problem(field, written(promised[last]), rule)


def _device(name: str, quota: Quota) -> Decimal:
    return quota.devices.get(name, Decimal(0))
