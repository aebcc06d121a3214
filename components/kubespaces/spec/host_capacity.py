"""How much a host cluster has to promise."""

from .base import Model
from .quantity import Bytes, Count, Cpu
from .resources import Device


class Capacity(Model):
    """What all tenants of a host cluster together may be promised; an amount that is not given is not checked."""

    cpu: Cpu | None = None
    """CPU cores; default: not checked."""
    memory: Bytes | None = None
    """Memory; default: not checked."""
    storage: Bytes | None = None
    """Persistent storage; default: not checked."""
    ephemeral_storage: Bytes | None = None
    """Scratch space on the nodes; default: not checked."""
    pods: Count | None = None
    """Pods; default: not checked."""
    load_balancers: Count | None = None
    """Services of type LoadBalancer; default: not checked."""
    devices: dict[Device, Count] = {}
    """Extended resources that the nodes offer, such as ``nvidia.com/gpu``; default none known. A tenant that names no
    quota for one of these cannot use it."""
