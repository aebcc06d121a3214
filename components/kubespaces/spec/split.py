"""Splits a tenant's quota over its environments, exactly and the same way every time.

The split is static: it is settled before deployment, so there is no controller that could race with pods.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .amounts import AMOUNTS, listed
from .quantity import format_count
from .resources import Quota
from .share import REMAINDER, format_share
from .tenant import Environment, TenantSpec


@dataclass(frozen=True)
class _Column:
    """One amount, split over the environments."""

    words: str
    written: Callable[[Decimal], str]
    needed: bool
    whole: Decimal
    parts: list[Decimal]


def split(spec: TenantSpec) -> dict[str, Quota]:
    """Return each environment's quota.

    A fixed quota is taken as it is, a share is rounded down to whole steps (1m, 1Mi, one object), and the steps that
    rounding left over go to the shares with the largest fractions, in the order of the document. The remainder gets
    what is then left of the tenant's quota.
    """
    amounts = {amount.name: _split_one(spec, amount.of, amount.step) for amount in AMOUNTS}
    devices = {name: _split_device(spec, name) for name in spec.quota.devices}
    quotas: dict[str, Quota] = {}
    for index, env in enumerate(spec.environments):
        fields: dict[str, Any] = {name: parts[index] for name, parts in amounts.items()}
        fields["devices"] = {name: parts[index] for name, parts in devices.items()}
        quotas[env.name] = Quota.model_construct(**fields)
    return quotas


def overdrawn(spec: TenantSpec) -> Iterator[tuple[str, str, str]]:
    """Yield (field, value, rule) for each environment that gets more than there is, or nothing at all."""
    columns = list(_columns(spec))
    for column in columns:
        yield from _more_than_there_is(spec, column)
    for index, env in enumerate(spec.environments):
        missing = [column.words for column in columns if column.needed and column.parts[index] <= 0]
        if missing:
            rule = f"leaves it no {listed(missing)}; raise the tenant's quota or lower the other environments'"
            yield *_size_field(index, env), rule


def _columns(spec: TenantSpec) -> Iterator[_Column]:
    for amount in AMOUNTS:
        parts = _split_one(spec, amount.of, amount.step)
        yield _Column(amount.words, amount.written, amount.needed, amount.of(spec.quota), parts)
    fixed = (env.quota.devices for env in spec.environments if env.quota)
    for name in sorted({*spec.quota.devices, *(name for devices in fixed for name in devices)}):
        whole = spec.quota.devices.get(name, Decimal(0))
        yield _Column(name, format_count, needed=False, whole=whole, parts=_split_device(spec, name))


def _more_than_there_is(spec: TenantSpec, column: _Column) -> Iterator[tuple[str, str, str]]:
    written, whole = column.written, column.whole
    too_large = [index for index, part in enumerate(column.parts) if part > whole]
    for index in too_large:
        part = written(column.parts[index])
        rule = f"{column.words} {part} is more than the tenant's {written(whole)}; lower it or raise the tenant's"
        yield *_size_field(index, spec.environments[index]), rule
    allowed, total = whole * Decimal(str(spec.overcommit)), sum(column.parts, Decimal(0))
    fixed = [index for index, env in enumerate(spec.environments) if env.quota is not None]
    if total > allowed and fixed and not too_large:
        rule = (
            f"{column.words} of the environments adds up to {written(total)}, the tenant has {written(allowed)}; "
            "lower an environment's or raise the tenant's"
        )
        yield *_size_field(fixed[-1], spec.environments[fixed[-1]]), rule


def _size_field(index: int, env: Environment) -> tuple[str, str]:
    if env.share is None:
        return f"environments[{index}].quota", ""
    return f"environments[{index}].share", format_share(env.share)


def _split_device(spec: TenantSpec, name: str) -> list[Decimal]:
    return _split_one(spec, lambda quota: quota.devices.get(name, Decimal(0)), Decimal(1))


def _split_one(spec: TenantSpec, amount_of: Callable[[Quota], Decimal], step: Decimal) -> list[Decimal]:
    whole = amount_of(spec.quota)
    exact = [_exact_steps(env, whole, step) for env in spec.environments]
    steps = [value // 1 for value in exact]
    shared = [i for i, env in enumerate(spec.environments) if env.share not in (None, REMAINDER)]
    spare = int(sum((exact[i] for i in shared), Decimal(0)) // 1 - sum((steps[i] for i in shared), Decimal(0)))
    for index in sorted(shared, key=lambda i: steps[i] - exact[i])[:spare]:
        steps[index] += 1
    parts = [
        amount_of(env.quota) if env.quota is not None else count * step
        for env, count in zip(spec.environments, steps, strict=True)
    ]
    for index, env in enumerate(spec.environments):
        if env.share == REMAINDER:
            parts[index] = max(Decimal(0), whole - sum(parts, Decimal(0)))
    return parts


def _exact_steps(env: Environment, whole: Decimal, step: Decimal) -> Decimal:
    return Decimal(0) if env.share in (None, REMAINDER) else whole * (env.share or Decimal(0)) / 100 / step
