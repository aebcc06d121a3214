"""What must hold for a tenant on the rung ``virtual``."""

from collections.abc import Iterator

from .errors import Problem
from .host_cluster import HostCluster
from .posture import SANDBOXING, Isolation, PodSecurity
from .sharing_rules import check_sharing
from .source import Source
from .tenant import Environment
from .virtual_overhead import CONTROL_PLANE

_CONTAINER = {"cpu": ("cpu", "1"), "memory": ("memory", "2Gi"), "scratch": ("ephemeral_storage", "4Gi")}


def check_virtual(source: Source) -> Iterator[Problem]:
    """Yield the rules that a tenant breaks within itself."""
    spec = source.tenant.spec
    virtual = [(index, env) for index, env in enumerate(spec.environments) if spec.is_virtual(env)]
    if spec.virtual is not None and not virtual:
        rule = "is for the rung virtual, which no environment is on; write isolation: virtual or remove it"
        yield source.problem("virtual", "", rule)
    for index, env in virtual:
        if env.pod_security is PodSecurity.BASELINE:
            rule = "is looser than the rung virtual, which is restricted; remove it"
            yield source.problem(f"environments[{index}].podSecurity", env.pod_security, rule)
        yield from _check_room(source, index, env)
    for index, env in enumerate(spec.environments):
        if env.sandbox is False and env.isolation in SANDBOXING and spec.isolation not in SANDBOXING:
            rule = f"contradicts the rung {env.isolation}, whose pods are sandboxed; remove one"
            yield source.problem(f"environments[{index}].sandbox", "false", rule)
    yield from check_sharing(source)


def _check_room(source: Source, index: int, env: Environment) -> Iterator[Problem]:
    """Yield limits that would not let the control plane start, whose pods are in the same namespace."""
    limits, where = (
        (env.limits, f"environments[{index}].limits") if env.limits else (source.tenant.spec.limits, "limits")
    )
    for part, (name, written) in _CONTAINER.items():
        top = getattr(limits.max, name)
        if top is not None and top < getattr(CONTROL_PLANE, part):
            rule = f"is less than the virtual cluster's own control plane needs ({written}); raise or remove it"
            yield source.problem(f"{where}.max.{name}", "", rule)


def check_virtual_host(host: HostCluster, source: Source) -> Iterator[Problem]:
    """Yield what a tenant's virtual clusters ask of their host cluster that it does not have."""
    spec = source.tenant.spec
    if not any(spec.is_virtual(env) for env in spec.environments):
        return
    roles = host.spec.network.roles
    if roles.api_server is None:
        rule = f"needs host cluster {host.name} to say where its API is; add network.roles.apiServer there"
        yield source.problem("isolation", Isolation.VIRTUAL, rule)
    domain = spec.virtual.domain if spec.virtual else None
    if domain is None:
        return
    if host.spec.virtual_clusters.gateway is None:
        rule = f"host cluster {host.name} has no shared Gateways; add virtualClusters.gateway there or remove domain"
        yield source.problem("virtual.domain", domain, rule)
    if roles.ingress_controller is None:
        rule = f"host cluster {host.name} names no ingress controller; add network.roles.ingressController there"
        yield source.problem("virtual.domain", domain, rule)
