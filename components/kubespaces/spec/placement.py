"""Which host cluster carries a tenant."""

from typing import Annotated

from .base import Model
from .names import DnsLabel
from .patterns import Form

Jurisdiction = Annotated[str, Form("[A-Z]{2,8}", "is no jurisdiction such as 'EU' or 'CH' (capital letters)")]
"""Law that governs a place, as ISO 3166-1 alpha-2 names countries, or ``EU``."""


class Placement(Model):
    """Where a tenant runs. Only ``hostCluster`` places it; the others are promises that the host cluster must keep."""

    host_cluster: DnsLabel | None = None
    """Name of the host cluster; default: none, then only hosts that take all tenants (a laptop's) carry the tenant."""
    jurisdiction: Jurisdiction | None = None
    """Law that must govern the place, such as ``EU`` or ``CH``; default: any."""
    region: DnsLabel | None = None
    """Region that it must be; default: any."""
    cloud: DnsLabel | None = None
    """Cloud that it must be: ``aws``, ``azure``, ``gcp`` or a name of your own; default: any."""
