"""Plans of documents, for tests."""

from collections.abc import Mapping
from typing import Any

from kubespaces.plan import NamespacePlan, plan_namespace, plan_tenant
from kubespaces.spec.host_cluster import HostClusterSpec
from kubespaces.spec.namespace import NamespaceSpec
from kubespaces.spec.tenant import Tenant
from tests.documents import host, parsed, parsed_host, tenant

HOST = parsed_host(host()).spec
"""A host cluster that has everything that a tenant can ask for."""


def namespace_of(environment: str = "dev", *, name: str = "shop", **spec: Any) -> NamespaceSpec:
    """Return one namespace of a tenant; keyword arguments are keys of the tenant's ``spec``."""
    return namespaces_of(parsed_alone(tenant(name, **spec)))[environment]


def namespaces_of(document: Tenant) -> dict[str, NamespaceSpec]:
    """Return a tenant's namespaces by their environments."""
    return {spec.environment: spec for spec in plan_tenant(document.name, document.spec)}


def plan_of(environment: str = "dev", *, on: HostClusterSpec = HOST, name: str = "shop", **spec: Any) -> NamespacePlan:
    """Return what one namespace of a tenant gets."""
    return plan_namespace(namespace_of(environment, name=name, **spec), on)


def manifests(plan: NamespacePlan, kind: str) -> dict[str, dict[str, Any]]:
    """Return the manifests of one kind in a plan, by their names."""
    found = [planned.manifest for planned in plan.objects if planned.kind == kind]
    return {manifest["metadata"]["name"]: manifest for manifest in found}


def manifest(plan: NamespacePlan, kind: str) -> dict[str, Any]:
    """Return the only manifest of one kind in a plan."""
    (found,) = manifests(plan, kind).values()
    return found


def parsed_alone(document: Mapping[str, Any]) -> Tenant:
    """Return a tenant whose peers need not be there."""
    if "network" not in document["spec"]:
        return parsed(document)
    return Tenant.model_validate(document)
