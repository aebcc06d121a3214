"""The nodes of a host cluster."""

import math
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from .base import Model
from .names import DnsLabel
from .patterns import Form
from .quantity import Bytes

PLATFORM_PREFIX = "kubespaces.io/"
"""Labels and taints with this prefix are the platform's own."""

_GIBIBYTE = Decimal(2**30)


class Architecture(StrEnum):
    """Instruction set of the nodes, as Kubernetes' label ``kubernetes.io/arch`` names it."""

    AMD64 = "amd64"
    ARM64 = "arm64"


class TaintEffect(StrEnum):
    """What a taint does to pods that do not tolerate it."""

    NO_SCHEDULE = "NoSchedule"
    PREFER_NO_SCHEDULE = "PreferNoSchedule"
    NO_EXECUTE = "NoExecute"


def _check_key(text: str) -> str:
    if text.startswith(PLATFORM_PREFIX):
        raise ValueError(f"keys that start with '{PLATFORM_PREFIX}' are the platform's own; use a domain of yours")
    return text


_KEY_RULE = "is no key of a label or taint such as 'team' or 'example.com/team'"
_NAME = r"[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"
LabelKey = Annotated[str, Form(rf"([a-z0-9][-a-z0-9.]*/)?{_NAME}", _KEY_RULE), AfterValidator(_check_key)]
"""Key of a node's label or taint, with a prefix such as ``example.com/`` or without; never the platform's."""
NodeLabelValue = Annotated[
    str, Form(rf"({_NAME})?", "is no label value: at most 63 of A-Z, a-z, 0-9, '-', '_' and '.'", longest=63)
]
"""Value of a node's label or taint."""


class Taint(Model):
    """Keeps pods that do not tolerate it off the nodes."""

    key: LabelKey
    """Its key."""
    value: NodeLabelValue = ""
    """Its value; default empty."""
    effect: TaintEffect = TaintEffect.NO_SCHEDULE
    """``NoSchedule`` (default), ``PreferNoSchedule`` or ``NoExecute``."""


class NodePool(Model):
    """A group of like nodes. One that is kept for a tenant has label and taint ``kubespaces.io/tenant=<tenant>``.

    Of a cluster that was made elsewhere only ``name`` and ``tenant`` count.
    """

    name: DnsLabel
    """Name, unique in the cluster."""
    tenant: DnsLabel | None = None
    """The tenant it is kept for; default: shared."""
    machine_type: Annotated[str, Field(min_length=1)] | None = None
    """The cloud's name for the kind of machine; default: the catalogue's for the cloud and the architecture."""
    architecture: Architecture = Architecture.AMD64
    """``amd64`` (default) or ``arm64``."""
    min: Annotated[int, Field(ge=0, le=1000)] = 1
    """Fewest nodes over all zones; default 1."""
    max: Annotated[int, Field(ge=1, le=1000)] = 3
    """Most nodes over all zones, which bounds the bill; default 3."""
    spot: bool = False
    """Cheap machines that the cloud may take back at any time; default false."""
    labels: dict[LabelKey, NodeLabelValue] = {}
    """Further labels of the nodes; default none."""
    taints: list[Taint] = []
    """Further taints of the nodes; default none."""
    sandbox: bool = False
    """Nodes that can sandbox pods (gVisor or Kata, whichever the cloud has); default false."""
    disk_size: Bytes = 50 * _GIBIBYTE
    """Disk of each node; default 50Gi."""
    zones: Annotated[list[str], Field(min_length=1)] | None = None
    """Some of the cluster's zones; default: its first three, so that a further zone replaces no pool."""

    @property
    def disk_gibibytes(self) -> int:
        """The disk in whole GiB, rounded up, as clouds want it."""
        return math.ceil(self.disk_size / _GIBIBYTE)

    @model_validator(mode="after")
    def _has_room(self) -> Self:
        if self.min > self.max:
            raise ValueError(f"min {self.min} is more than max {self.max}; lower min or raise max")
        return self
