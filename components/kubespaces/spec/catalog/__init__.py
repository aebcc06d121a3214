"""What preview must know about clouds without asking them: one dated table with its sources for each cloud.

The tables age. What a table does not know is a warning where a cloud may have learnt it since (versions, machine
types), and an error where a wrong value would only fail late (regions, zones).
"""

import re
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from pydantic import Field

from kubespaces.spec.base import Model

CLOUDS = ("aws", "azure", "gcp")
"""Clouds that a host cluster can be made in."""


class Region(Model):
    """A region of a cloud."""

    jurisdiction: str
    """Law of the place: ``EU`` or the country of ISO 3166."""
    zones: list[str]
    """Zones, in an order that never changes; new ones are added at the end."""


class Versions(Model):
    """Kubernetes versions that are offered."""

    standard: list[str]
    """In standard support."""
    extended: list[str] = []
    """Only in paid or long-term support."""


class Machines(Model):
    """Kinds of machines."""

    family: str
    """Regular expression whose groups, joined, are the family in the name of a machine type."""
    defaults: dict[str, str]
    """Machine type that is taken for each architecture if none is named."""
    families: dict[str, list[str]]
    """Known families for each architecture."""

    def architecture_of(self, machine_type: str) -> str | None:
        """Return the architecture of a machine type; none if its family is not known."""
        match = re.match(self.family, machine_type)
        family = "".join(part or "" for part in match.groups()) if match else ""
        return next((name for name, families in self.families.items() if family in families), None)


class Ranges(Model):
    """What the cloud wants of address ranges."""

    nodes_prefix: tuple[int, int]
    """Shortest and longest prefix of the nodes' range."""
    slots: int | None = None
    """How many zones the nodes' range is cut for; none where zones share one range."""
    pods: str | None = None
    """Pods' range if none is named; none: pods take addresses of the nodes' range."""
    services: str
    """Services' range if none is named."""
    pods_routed: bool
    """Whether pods' addresses are seen outside the cluster, so that no two clusters may share them."""


class Catalog(Model):
    """The table of one cloud."""

    as_of: date
    """Day the facts were looked up."""
    sources: dict[str, str]
    """Where each part comes from."""
    regions: dict[str, Region]
    """Regions."""
    versions: Versions
    """Kubernetes versions."""
    machines: Machines
    """Machine types."""
    ranges: Ranges
    """Address ranges."""
    cni: str
    """The network plugin that host clusters get."""
    sandbox: str | None = None
    """Runtime class of sandbox pools; none where the cloud has no managed sandbox."""
    storage_classes: list[str] = []
    """Storage classes that host clusters get."""
    retention_days: list[int] = []
    """The only retentions that the cloud's log store takes; empty: any."""
    own: dict[str, Any] = Field(default={})
    """Facts that only this cloud's modules read."""


@cache
def catalog(cloud: str) -> Catalog:
    """Return the table of a cloud: ``aws``, ``azure`` or ``gcp``."""
    text = (files(__name__) / f"{cloud}.yaml").read_text(encoding="utf-8")
    return Catalog.model_validate(yaml.safe_load(text))
