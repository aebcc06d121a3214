"""Tags: whose a cloud's resources are, and whose bill."""

from kubespaces.plan.labels import MANAGER
from kubespaces.spec.host_cluster import HostClusterSpec

SHARED = "shared"
"""Value of the tag ``tenant`` on what several tenants share."""


def tags_of(name: str, spec: HostClusterSpec, *, tenant: str | None = None) -> dict[str, str]:
    """Return the tags of a resource of a host cluster (control KS-COST-01).

    Args:
        name: the host cluster's name.
        spec: its facts, whose ``tags`` come on top of the platform's.
        tenant: the tenant the resource is kept for; default: the one the cluster is dedicated to, else ``shared``.
    """
    own = {"host-cluster": name, "managed-by": MANAGER, "tenant": tenant or spec.dedicated_to or SHARED}
    return dict(sorted({**spec.tags, **own}.items()))
