"""Pure functions from an environment on the rung ``virtual`` to its virtual cluster."""

from .access import access_manifests
from .endpoint import api_host, api_url, apps_host, plan_endpoint
from .gateways import plan_gateways
from .inside import environment_records, home_of
from .network import control_plane_policies
from .overhead import with_bounds, with_overhead
from .shared import shared_manifests
from .values import chart_values

__all__ = [
    "access_manifests",
    "api_host",
    "api_url",
    "apps_host",
    "chart_values",
    "control_plane_policies",
    "environment_records",
    "home_of",
    "plan_endpoint",
    "plan_gateways",
    "shared_manifests",
    "with_bounds",
    "with_overhead",
]
