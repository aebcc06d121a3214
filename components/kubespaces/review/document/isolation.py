"""Isolation before and after, of environments and of host clusters."""

from enum import StrEnum

from kubespaces.review.isolation import Dimension, Direction

from .base import Part
from .changes import Operation


class Status(StrEnum):
    """What becomes of a namespace or of a host cluster as a whole."""

    NEW = "new"
    CHANGED = "changed"
    REPLACED = "replaced"
    REMOVED = "removed"
    LEFT = "left"
    """It leaves the program and stays in its cluster."""
    UNCHANGED = "unchanged"


class IsolationChange(Part):
    """One way in which isolation differs."""

    direction: Direction
    """``lowered``, ``raised``, ``changed`` (neither is tighter) or ``unknown`` (only the deployment will tell)."""
    words: str
    """What differs, in words."""


class DimensionReview(Part):
    """One dimension of isolation, such as the quota."""

    dimension: Dimension
    """Which one."""
    direction: Direction
    """What becomes of it as a whole: lowered as soon as one part of it is."""
    before: list[str] = []
    """What held before; for the dimensions that stay equal this holds after as well, and ``after`` is empty."""
    after: list[str] = []
    """What will hold."""
    changes: list[IsolationChange] = []
    """How the two differ."""


class EnvironmentReview(Part):
    """One namespace."""

    cluster: str
    """The host cluster that it is on."""
    namespace: str
    """Its name."""
    environment: str
    """The tenant's name for it; the namespace's where there is none."""
    production: bool = False
    """Whether people depend on it."""
    status: Status
    """What becomes of it as a whole."""
    direction: Direction
    """What becomes of its isolation as a whole."""
    isolation: list[DimensionReview] = []
    """Every dimension of which something is known."""
    operations: list[Operation] = []
    """What happens to what is in it."""


class TenantReview(Part):
    """One tenant that is touched."""

    name: str
    """The tenant; empty for namespaces that are no tenant's."""
    owner: str = ""
    """Who answers for it."""
    direction: Direction
    """What becomes of its isolation: the worst of its environments."""
    environments: list[EnvironmentReview] = []
    """Its environments that are touched."""
    operations: list[Operation] = []
    """What happens besides."""


class HostReview(Part):
    """One host cluster."""

    name: str
    """Its name."""
    cloud: str = ""
    """The cloud that it is in, if that is known."""
    region: str = ""
    """The region that it is in, if that is known."""
    status: Status
    """What becomes of it as a whole."""
    direction: Direction
    """What becomes of the isolation that all on it have in common."""
    isolation: list[DimensionReview] = []
    """Every dimension of which something is known."""
    operations: list[Operation] = []
    """What happens to it and to what is on it for everybody."""
    tenants: list[str] = []
    """All tenants on it that the previews show, touched or not."""
