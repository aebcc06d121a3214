"""What happens to single resources."""

from .base import Part


class PropertyChange(Part):
    """One property that differs. Secrets are never in it."""

    path: str
    """The property, as in ``spec.hard["limits.cpu"]``."""
    words: str
    """The property in words."""
    before: str | None = None
    """Its value before; none if it was not there."""
    after: str | None = None
    """Its value after; none if it is gone."""
    replaces: bool = False
    """The resource is replaced because of it."""


class Operation(Part):
    """What happens to one resource."""

    op: str
    """``create``, ``update``, ``replace``, ``delete``, ``import``, ``read``, ``protect`` (only its protection changes),
    ``leave`` (it leaves the program and stays where it is) or, in a report of drift, ``changed`` and ``gone``."""
    urn: str
    """Pulumi's name of it."""
    type: str
    """Pulumi's type."""
    kind: str
    """What it is, in short: a Kubernetes kind, or the last part of the type."""
    name: str
    """Its name in its cluster or cloud; that in the program where it has none yet."""
    words: str
    """What happens, in words."""
    changes: list[PropertyChange] = []
    """Properties that differ, in order; of a resource that comes or goes, none."""
    protected: bool = False
    """Pulumi refuses to delete it."""
    stateful: str = ""
    """What is lost with it if it is deleted or replaced, in words; empty if nothing that could not be made again."""
    by: list[str] = []
    """In a report of drift: who changed it by hand, as the cluster knows it."""
