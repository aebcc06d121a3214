"""Amounts of compute, storage and objects."""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from .base import Model
from .quantity import Bytes, Count, Cpu


class Quota(Model):
    """What a tenant, or one environment, may use at most. CPU and memory bound requests and limits alike."""

    cpu: Cpu
    """CPU cores."""
    memory: Bytes
    """Memory."""
    storage: Bytes = Decimal(0)
    """Persistent storage over all volume claims; 0 (the default) means no volume claims."""
    ephemeral_storage: Bytes = Decimal(20 * 2**30)
    """Scratch space of pods on their node's disk; default 20Gi."""
    pods: Count = Decimal(50)
    """Pods that run at the same time; default 50."""
    load_balancers: Count = Decimal(0)
    """Services of type LoadBalancer; default 0. Node ports are never given."""
    devices: dict[Annotated[str, Field(pattern=r"^[a-z0-9.-]+/[A-Za-z0-9._-]+$")], Count] = {}
    """Extended resources such as ``nvidia.com/gpu``; those not named are refused where the host offers them."""

    @model_validator(mode="after")
    def _is_usable(self) -> Self:
        for name in ("cpu", "memory", "pods", "ephemeral_storage"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name.replace('_', ' ')} must be more than 0, or nothing could run")
        return self


class Compute(Model):
    """Amounts for one container; what is not given keeps the library's default."""

    cpu: Cpu | None = None
    """CPU cores."""
    memory: Bytes | None = None
    """Memory."""
    ephemeral_storage: Bytes | None = None
    """Scratch space."""


class Limits(Model):
    """Defaults and bounds for single containers (the LimitRange that goes with every quota)."""

    default: Compute = Compute()
    """Limit of a container that names none; default 500m, 512Mi, 1Gi."""
    default_request: Compute = Compute()
    """Request of a container that names none; default 100m, 128Mi, 256Mi."""
    max: Compute = Compute()
    """The largest container; default: the environment's whole quota."""
