"""The amounts of a quota: how each is called, in which steps it is handed out and how it is written."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic.alias_generators import to_camel

from .quantity import format_bytes, format_count, format_cpu
from .resources import Quota

_MEBIBYTE = Decimal(2**20)


@dataclass(frozen=True)
class Amount:
    """One amount."""

    name: str
    """Its field of ``Quota``."""
    step: Decimal
    """The smallest part that is handed out."""
    written: Callable[[Decimal], str]
    """Writes it the way people do."""
    needed: bool
    """Whether nothing at all runs without it."""

    @property
    def words(self) -> str:
        """Its name in a sentence."""
        return self.name.replace("_", " ")

    @property
    def key(self) -> str:
        """Its name in a document."""
        return to_camel(self.name)

    def of(self, quota: Quota) -> Decimal:
        """Return how much of it a quota has."""
        value = getattr(quota, self.name)
        if not isinstance(value, Decimal):
            raise TypeError(f"{self.name} of a quota is a {type(value).__name__}")
        return value


AMOUNTS = (
    Amount("cpu", Decimal("0.001"), format_cpu, needed=True),
    Amount("memory", _MEBIBYTE, format_bytes, needed=True),
    Amount("storage", _MEBIBYTE, format_bytes, needed=False),
    Amount("ephemeral_storage", _MEBIBYTE, format_bytes, needed=True),
    Amount("pods", Decimal(1), format_count, needed=True),
    Amount("load_balancers", Decimal(1), format_count, needed=False),
)
"""All of them but devices, which have names of their own."""


def quota_sum(quotas: Iterable[Quota]) -> Quota:
    """Return a quota that has what some quotas have together."""
    parts = list(quotas)
    names = sorted({name for part in parts for name in part.devices})
    amounts: dict[str, Any] = {amount.name: sum(map(amount.of, parts), Decimal(0)) for amount in AMOUNTS}
    devices = {name: sum((part.devices.get(name, Decimal(0)) for part in parts), Decimal(0)) for name in names}
    return Quota.model_construct(**amounts, devices=devices)


def written_quota(quota: Quota) -> str:
    """Return a quota as one line, such as ``cpu: 2, memory: 4Gi``; what it has none of is left out."""
    parts = [f"{amount.key}: {amount.written(amount.of(quota))}" for amount in AMOUNTS if amount.of(quota)]
    return ", ".join([*parts, *(f"{name}: {count}" for name, count in sorted(quota.devices.items()) if count)])


def listed(words: list[str]) -> str:
    """Return ``a, b and c``."""
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)
