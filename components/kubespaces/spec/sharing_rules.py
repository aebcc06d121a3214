"""What must hold for environments that share a virtual cluster, and with it one namespace of the host cluster."""

from collections.abc import Iterator

from .errors import Problem
from .names import is_inner_system_namespace
from .peering import network_of
from .posture import OnDelete
from .source import Source
from .tenant import Environment, Tenant
from .virtual import SHARED, Per

_APART = "or write virtual.per: environment"


def check_sharing(source: Source) -> Iterator[Problem]:
    """Yield the rules that a tenant with ``virtual.per: tenant`` breaks."""
    spec = source.tenant.spec
    if spec.virtual is None or spec.virtual.per is not Per.TENANT:
        return
    sharing = [(index, env) for index, env in enumerate(spec.environments) if spec.is_sharing(env)]
    if not sharing:
        yield from _check_anybody_shares(source)
        return
    for index, env in enumerate(spec.environments):
        if env.name == SHARED:
            rule = f"is what the environments that share a virtual cluster are called together; rename it {_APART}"
            yield source.problem(f"environments[{index}].name", env.name, rule)
    _, first = sharing[0]
    for index, env in sharing:
        for field, value, rule in _of_one(env):
            yield source.problem(f"environments[{index}].{field}", value, rule)
        for field in _differing(source.tenant, first, env):
            rule = (
                f"environment {env.name} shares a virtual cluster with {first.name} and differs from it here; what "
                f"isolates them is one for both: write the same {_APART}"
            )
            yield source.problem(f"environments[{index}].{field}", "", rule)


def _check_anybody_shares(source: Source) -> Iterator[Problem]:
    spec = source.tenant.spec
    if any(spec.is_virtual(env) for env in spec.environments):  # else the whole block is one problem already
        rule = (
            "every environment on the rung virtual is production, which shares no virtual cluster; remove it, or add "
            "an environment that is not production"
        )
        yield source.problem("virtual.per", Per.TENANT, rule)


def _of_one(env: Environment) -> Iterator[tuple[str, str, str]]:
    """Yield (field, value, rule) of what cannot be had in a shared virtual cluster."""
    if is_inner_system_namespace(env.name):
        rule = f"is a namespace of Kubernetes itself inside the shared virtual cluster; rename it {_APART}"
        yield "name", env.name, rule
    gone = "an environment that leaves a shared virtual cluster is deleted in it with everything it has"
    if env.protect:
        yield "protect", "true", f"{gone}; remove protect {_APART}"
    if env.on_delete is OnDelete.RETAIN:
        yield "onDelete", env.on_delete, f"{gone}; remove onDelete {_APART}"


def _differing(tenant: Tenant, first: Environment, env: Environment) -> Iterator[str]:
    """Yield the fields of an environment that must be those of the first one, for the host namespace has them once."""
    if network_of(tenant, env) != network_of(tenant, first):
        yield "network"
    if (env.limits or tenant.spec.limits) != (first.limits or tenant.spec.limits):
        yield "limits"
    if env.adopt is not first.adopt:
        yield "adopt"
