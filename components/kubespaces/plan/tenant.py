"""Everything that one tenant gets."""

from kubespaces.spec.namespace import NamespaceSpec, namespace_specs
from kubespaces.spec.split import split
from kubespaces.spec.tenant import TenantSpec


def plan_tenant(name: str, spec: TenantSpec) -> list[NamespaceSpec]:
    """Return the tenant's namespaces, its quota split over them, in the order of the document."""
    return namespace_specs(name, spec, split(spec))
