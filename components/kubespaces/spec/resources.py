"""Amounts of compute, storage and objects."""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import model_validator

from .base import Model
from .patterns import Form
from .quantity import Bytes, Count, Cpu

Device = Annotated[
    str,
    Form(
        r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?/[A-Za-z0-9]([-A-Za-z0-9._]*[A-Za-z0-9])?",
        "is no device such as 'nvidia.com/gpu'",
    ),
]
"""Name of an extended resource."""


class Quota(Model):
    """What a tenant, or one environment, may use at most. CPU and memory bound requests and limits alike."""

    cpu: Cpu
    """CPU cores, such as ``4`` or ``500m``."""
    memory: Bytes
    """Bytes of memory, such as ``8Gi``."""
    storage: Bytes = Decimal(0)
    """Bytes of persistent storage over all volume claims; default 0: no volume claims."""
    ephemeral_storage: Bytes = Decimal(20 * 2**30)
    """Bytes of scratch space on the nodes' disks; default ``20Gi``."""
    pods: Count = Decimal(50)
    """Pods that run at the same time; default 50."""
    load_balancers: Count = Decimal(0)
    """Services of type LoadBalancer; default 0. Node ports are never given."""
    devices: dict[Device, Count] = {}
    """Extended resources by name, such as ``nvidia.com/gpu``; default none. Those that the host cluster's ``capacity``
    lists and that are not named here are refused."""

    @model_validator(mode="after")
    def _is_usable(self) -> Self:
        for name in ("cpu", "memory", "pods", "ephemeral_storage"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name.replace('_', ' ')} must be more than 0, or nothing could run")
        return self


class Compute(Model):
    """Amounts for one container; what is not given keeps the default."""

    cpu: Cpu | None = None
    """CPU cores, such as ``500m``."""
    memory: Bytes | None = None
    """Bytes of memory, such as ``512Mi``."""
    ephemeral_storage: Bytes | None = None
    """Bytes of scratch space, such as ``1Gi``."""

    @model_validator(mode="after")
    def _is_usable(self) -> Self:
        for name in ("cpu", "memory", "ephemeral_storage"):
            if getattr(self, name) == 0:
                raise ValueError(f"{name.replace('_', ' ')} must be more than 0, or no container could run")
        return self


class Limits(Model):
    """Defaults and bounds for single containers (the LimitRange that goes with every quota)."""

    default: Compute = Compute()
    """Limit of a container that names none; default 500m, 512Mi, 1Gi."""
    default_request: Compute = Compute()
    """Request of a container that names none; default 100m, 128Mi, 256Mi."""
    max: Compute = Compute()
    """The largest container; default: the environment's whole quota."""


DEFAULT_LIMIT = Compute.model_validate({"cpu": "500m", "memory": "512Mi", "ephemeralStorage": "1Gi"})
"""Limit of a container that names none."""

DEFAULT_REQUEST = Compute.model_validate({"cpu": "100m", "memory": "128Mi", "ephemeralStorage": "256Mi"})
"""Request of a container that names none."""
