"""Pure functions from an environment on the rung ``virtual`` to its virtual cluster."""

from .access import access_manifests
from .endpoint import api_host, api_url, apps_host, plan_endpoint
from .gateways import plan_gateways
from .network import control_plane_policies
from .overhead import with_bounds, with_overhead
from .values import chart_values

__all__ = [
    "access_manifests",
    "api_host",
    "api_url",
    "apps_host",
    "chart_values",
    "control_plane_policies",
    "plan_endpoint",
    "plan_gateways",
    "with_bounds",
    "with_overhead",
]
