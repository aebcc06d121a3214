"""What a virtual cluster itself takes of its host cluster."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from .tenant import Tenant
from .virtual import BackingStore, VirtualCluster

_MEBIBYTE = Decimal(2**20)
_GIBIBYTE = Decimal(2**30)

VOLUME = 5 * _GIBIBYTE
"""Bytes of the volume that a replica keeps its store on; the chart's default."""


@dataclass(frozen=True)
class Part:
    """One kind of pod of a virtual cluster: its limits count against a quota, its requests reserve room on nodes."""

    cpu: Decimal
    memory: Decimal
    scratch: Decimal
    request_cpu: Decimal
    request_memory: Decimal
    request_scratch: Decimal


CONTROL_PLANE = Part(Decimal(1), 2 * _GIBIBYTE, 4 * _GIBIBYTE, Decimal("0.25"), 512 * _MEBIBYTE, _GIBIBYTE)
"""API server, controller manager, store and syncer. Measured: 550 MiB when idle; the chart allows 4 GiB."""

COREDNS = Part(Decimal("0.25"), 170 * _MEBIBYTE, 256 * _MEBIBYTE, Decimal("0.0625"), 64 * _MEBIBYTE, 64 * _MEBIBYTE)
"""Name resolution inside."""

ETCD = Part(Decimal("0.5"), _GIBIBYTE, _GIBIBYTE, Decimal("0.125"), 256 * _MEBIBYTE, 256 * _MEBIBYTE)
"""One replica of a deployed etcd."""


def overhead_of(virtual: VirtualCluster) -> dict[str, Decimal]:
    """Return how much a virtual cluster takes of each amount of a quota, while it is updated as well.

    A rolling update starts a second CoreDNS before the first one goes, and with ``etcd`` a second control plane.
    """
    pods = list(_pods(virtual))
    stateful = virtual.replicas
    return {
        "cpu": sum((part.cpu for part in pods), Decimal(0)),
        "memory": sum((part.memory for part in pods), Decimal(0)),
        "ephemeral_storage": sum((part.scratch for part in pods), Decimal(0)),
        "pods": Decimal(len(pods)),
        "storage": VOLUME * stateful,
    }


def overhead_of_tenant(tenant: Tenant) -> dict[str, Decimal]:
    """Return how much all virtual clusters of a tenant take of each amount, besides its quota."""
    virtual = tenant.spec.virtual or VirtualCluster()
    count = len(tenant.virtual_clusters())
    return {name: amount * count for name, amount in overhead_of(virtual).items()} if count else {}


def _pods(virtual: VirtualCluster) -> Iterable[Part]:
    deployed = virtual.backing_store is BackingStore.ETCD
    yield from [CONTROL_PLANE] * (virtual.replicas + deployed)
    yield from [ETCD] * (virtual.replicas if deployed else 0)
    yield from [COREDNS] * 2
