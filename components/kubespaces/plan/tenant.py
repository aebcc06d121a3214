"""Everything that one tenant gets."""

from kubespaces.spec.namespace import NamespaceSpec, namespace_specs
from kubespaces.spec.split import split
from kubespaces.spec.tenant import TenantSpec

from .sharing import share_cluster


def plan_tenant(name: str, spec: TenantSpec) -> list[NamespaceSpec]:
    """Return the tenant's namespaces, its quota split over them, in the order of the document.

    Environments that share a virtual cluster come as one, in the place of the first.
    """
    return share_cluster(spec, namespace_specs(name, spec, split(spec)))
