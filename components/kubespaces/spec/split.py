"""Splits a tenant's quota over its environments, exactly and the same way every time.

The split is static: it is settled before deployment, so there is no controller that could race with pods.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from typing import Any

from .quantity import format_bytes, format_count, format_cpu
from .resources import Quota
from .share import REMAINDER, format_share
from .tenant import Environment, TenantSpec

_MEBIBYTE = Decimal(2**20)

# The smallest step in which each amount is handed out, and how it is written.
_AMOUNTS: dict[str, tuple[Decimal, Callable[[Decimal], str]]] = {
    "cpu": (Decimal("0.001"), format_cpu),
    "memory": (_MEBIBYTE, format_bytes),
    "storage": (_MEBIBYTE, format_bytes),
    "ephemeral_storage": (_MEBIBYTE, format_bytes),
    "pods": (Decimal(1), format_count),
    "load_balancers": (Decimal(1), format_count),
}
_NEEDED = ("cpu", "memory", "ephemeral_storage", "pods")


def split(spec: TenantSpec) -> dict[str, Quota]:
    """Return each environment's quota.

    A fixed quota is taken as it is, a share is rounded down to whole steps (1m, 1Mi, one object), and the steps that
    rounding left over go to the shares with the largest fractions, in the order of the document. The remainder gets
    what is then left of the tenant's quota.
    """
    columns = {name: _split_one(spec, partial(_amount, name), step) for name, (step, _) in _AMOUNTS.items()}
    devices = {name: _split_one(spec, partial(_device, name), Decimal(1)) for name in spec.quota.devices}
    parts: dict[str, Quota] = {}
    for index, env in enumerate(spec.environments):
        amounts: dict[str, Any] = {name: column[index] for name, column in columns.items()}
        amounts["devices"] = {name: column[index] for name, column in devices.items()}
        parts[env.name] = Quota.model_construct(**amounts)
    return parts


def overdrawn(spec: TenantSpec) -> Iterator[tuple[str, str, str]]:
    """Yield (field, value, rule) for each environment that gets more than there is, or nothing at all."""
    parts = split(spec)
    for name, (_, written) in _AMOUNTS.items():
        yield from _overdrawn_one(spec, name, [_amount(name, parts[env.name]) for env in spec.environments], written)
    for index, env in enumerate(spec.environments):
        for device, count in (env.quota.devices if env.quota else {}).items():
            if count > spec.quota.devices.get(device, Decimal(0)):
                yield (
                    f"environments[{index}].quota.devices",
                    device,
                    "is more than the tenant has; raise the tenant's",
                )


def _overdrawn_one(
    spec: TenantSpec, name: str, parts: list[Decimal], written: Callable[[Decimal], str]
) -> Iterator[tuple[str, str, str]]:
    whole = _amount(name, spec.quota)
    words = name.replace("_", " ")
    for index, (env, part) in enumerate(zip(spec.environments, parts, strict=True)):
        field, value = _size_field(index, env)
        if part > whole:
            rule = f"{words} {written(part)} is more than the tenant's {written(whole)}; lower it or raise the tenant's"
            yield field, value, rule
        elif part <= 0 and name in _NEEDED:
            rule = f"leaves no {words} (the tenant has {written(whole)}); raise the quota or lower the others"
            yield field, value, rule
    allowed, total = whole * Decimal(str(spec.overcommit)), sum(parts, Decimal(0))
    fixed = [index for index, env in enumerate(spec.environments) if env.quota is not None]
    if total > allowed and fixed:
        field, value = _size_field(fixed[-1], spec.environments[fixed[-1]])
        rule = f"{words} of the environments adds up to {written(total)}; the tenant has {written(allowed)}"
        yield field, value, rule


def _size_field(index: int, env: Environment) -> tuple[str, str]:
    if env.share is None:
        return f"environments[{index}].quota", ""
    return f"environments[{index}].share", format_share(env.share)


def _amount(name: str, quota: Quota) -> Decimal:
    amount = getattr(quota, name)
    assert isinstance(amount, Decimal)  # noqa: S101 - tells mypy what _AMOUNTS guarantees
    return amount


def _device(name: str, quota: Quota) -> Decimal:
    return quota.devices.get(name, Decimal(0))


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
