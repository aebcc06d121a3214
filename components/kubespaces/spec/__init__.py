"""What people write: tenants and host clusters as validated data. Nothing here knows Pulumi or a cluster."""

from .errors import Problem, SpecError
from .fleet import Fleet, check_fleet
from .host_cluster import HostCluster
from .load import load_fleet, load_text
from .tenant import Tenant

__all__ = ["Fleet", "HostCluster", "Problem", "SpecError", "Tenant", "check_fleet", "load_fleet", "load_text"]
