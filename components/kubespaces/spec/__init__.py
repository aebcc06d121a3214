"""What people write: tenants and host clusters as validated data. Nothing here knows Pulumi or a cluster.

Names are imported when they are first used: whoever needs only quantities does not pay for the documents' models.
"""

from typing import TYPE_CHECKING

from kubespaces.lazy import names_from

if TYPE_CHECKING:
    from .errors import Problem, SpecError
    from .fleet import Fleet, check_fleet
    from .host_cluster import HostCluster
    from .load import load_fleet, load_text
    from .tenant import Tenant

__all__ = ["Fleet", "HostCluster", "Problem", "SpecError", "Tenant", "check_fleet", "load_fleet", "load_text"]

_HOMES = {
    "Fleet": "fleet",
    "HostCluster": "host_cluster",
    "Problem": "errors",
    "SpecError": "errors",
    "Tenant": "tenant",
    "check_fleet": "fleet",
    "load_fleet": "load",
    "load_text": "load",
}

__getattr__ = names_from(__name__, _HOMES)


def __dir__() -> list[str]:
    return __all__
