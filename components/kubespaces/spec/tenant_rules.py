"""What must hold between the fields of one tenant."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from .amounts import AMOUNTS, Amount
from .errors import Problem, nearest
from .network import Network
from .posture import SANDBOXING, Egress, Ingress
from .resources import DEFAULT_LIMIT, Limits
from .share import REMAINDER, format_share
from .source import Source
from .split import overdrawn
from .tenant import Environment, TenantSpec
from .virtual_rules import check_virtual


def check_tenant(source: Source) -> Iterator[Problem]:
    """Yield every rule that a well-formed tenant breaks within itself."""
    yield from _check_environment_names(source)
    yield from _check_shares(source)
    yield from _check_only_tighter(source)
    yield from _check_access(source)
    yield from _check_limits(source)
    yield from check_virtual(source)


def _check_environment_names(source: Source) -> Iterator[Problem]:
    environments = source.tenant.spec.environments
    for name, count in Counter(env.name for env in environments).items():
        if count > 1:
            yield source.problem("environments", name, f"stands {count} times; names are unique in a tenant")
    reserved = set(source.tenant.reserved_namespaces())
    for index, env in enumerate(environments):
        namespace = source.tenant.namespaces()[env.name]
        if namespace in reserved:
            rule = f"makes the namespace '{namespace}', which is reserved for the platform; rename the tenant"
            yield source.problem(f"environments[{index}].name", env.name, rule)


def _check_shares(source: Source) -> Iterator[Problem]:
    spec = source.tenant.spec
    shares = [env.share for env in spec.environments]
    total = sum((share for share in shares if share is not None and share != REMAINDER), Decimal(0))
    allowed = Decimal(100) * Decimal(str(spec.overcommit))
    if total > allowed:
        index, share = next((i, s) for i, s in reversed(list(enumerate(shares))) if s not in (None, REMAINDER))
        rule = f"shares add up to {_percent(total)} of the tenant's quota; at most {_percent(allowed)}"
        yield source.problem(f"environments[{index}].share", format_share(share or Decimal(0)), rule)
    if shares.count(REMAINDER) > 1:
        index = max(i for i, share in enumerate(shares) if share == REMAINDER)
        rule = "only one environment can have the remainder; give the others a percentage"
        yield source.problem(f"environments[{index}].share", "remainder", rule)
    if total <= allowed and shares.count(REMAINDER) <= 1:  # else what follows would only say the same again
        yield from (source.problem(field, value, rule) for field, value, rule in overdrawn(spec))


def _percent(share: Decimal) -> str:
    return f"{share.normalize():f}%"


def _check_only_tighter(source: Source) -> Iterator[Problem]:
    spec = source.tenant.spec
    for index, env in enumerate(spec.environments):
        for field, value, floor in _loosened(env, spec):
            rule = f"is looser than the tenant's '{floor}'; an environment may only be tighter"
            yield source.problem(f"environments[{index}].{field}", value, rule)


def _loosened(env: Environment, spec: TenantSpec) -> Iterator[tuple[str, str, str]]:
    if env.isolation is not None and env.isolation.rank < spec.isolation.rank:
        yield "isolation", env.isolation, spec.isolation
    if env.sandbox is False and (spec.sandbox or spec.isolation in SANDBOXING):
        yield "sandbox", "false", "sandbox"
    if env.pod_security is not None and env.pod_security.rank < spec.pod_security.rank:
        yield "podSecurity", env.pod_security, spec.pod_security
    if env.network is not None:
        yield from _loosened_network(env.network, spec.network)


def _loosened_network(inner: Network, outer: Network) -> Iterator[tuple[str, str, str]]:
    ingress, egress = list(Ingress), list(Egress)
    if ingress.index(inner.ingress) < ingress.index(outer.ingress):
        yield "network.ingress", inner.ingress, outer.ingress
    if egress.index(inner.egress) < egress.index(outer.egress):
        yield "network.egress", inner.egress, outer.egress
    for field, mine, theirs in (
        ("allowFrom", inner.allow_from, outer.allow_from),
        ("allowTo", inner.allow_to, outer.allow_to),
    ):
        for index, peer in enumerate(mine):
            if peer not in theirs:
                yield f"network.{field}[{index}]", "an opening of its own", "list of openings"


def _check_access(source: Source) -> Iterator[Problem]:
    spec = source.tenant.spec
    names = [env.name for env in spec.environments]
    own_namespaces = set(source.tenant.namespaces().values())
    for index, access in enumerate(spec.access):
        for position, environment in enumerate(access.environments or []):
            if environment not in names:
                rule = f"is no environment of this tenant; {nearest(environment, names)}"
                yield source.problem(f"access[{index}].environments[{position}]", environment, rule)
        namespace = (access.service_account or "/").split("/")[0]
        if namespace.startswith("kube-") or namespace == "default":
            rule = "is a service account that others can use as well; give the tool a namespace and account of its own"
            yield source.problem(f"access[{index}].serviceAccount", access.service_account, rule)
        if namespace in own_namespaces and access.role.changes_by_hand:
            rule = f"a workload of the tenant would get '{access.role}'; its own accounts get view or deployer only"
            yield source.problem(f"access[{index}].role", access.role, rule)


def _check_limits(source: Source) -> Iterator[Problem]:
    spec = source.tenant.spec
    for where, limits in [("limits", spec.limits)] + [
        (f"environments[{index}].limits", env.limits) for index, env in enumerate(spec.environments) if env.limits
    ]:
        for amount in (amount for amount in AMOUNTS if hasattr(limits.max, amount.name)):
            for field, value, rule in _limits_broken(limits, amount):
                yield source.problem(f"{where}.{field}.{amount.key}", value, rule)


def _limits_broken(limits: Limits, amount: Amount) -> Iterator[tuple[str, str, str]]:
    top: Decimal | None = getattr(limits.max, amount.name)
    default: Decimal | None = getattr(limits.default, amount.name)
    request: Decimal | None = getattr(limits.default_request, amount.name)
    if default is not None and top is not None and default > top:
        yield "default", amount.written(default), f"is larger than max {amount.written(top)}; lower it or raise max"
    usual: Decimal = getattr(DEFAULT_LIMIT, amount.name)
    effective = default if default is not None else min(usual, usual if top is None else top)
    if request is not None and request > effective:
        rule = f"is larger than the default limit {amount.written(effective)}; lower it or raise default.{amount.key}"
        yield "defaultRequest", amount.written(request), rule
