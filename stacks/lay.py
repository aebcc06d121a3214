"""Lays one tenant on a host cluster, and says in the stack's outputs what it got."""

from typing import Any

import pulumi
from pulumi_kubernetes.provider import Provider

from kubespaces import Tenant as TenantComponent
from kubespaces.plan import plan_tenant
from kubespaces.spec import HostCluster, Tenant


def lay_tenant(tenant: Tenant, host: HostCluster, provider: Provider) -> None:
    """Register the tenant's component."""
    args: Any = tenant.spec.model_dump(by_alias=False, exclude_unset=True)
    args["host"] = host.spec.model_dump(by_alias=False, exclude_defaults=True)
    TenantComponent(tenant.name, args, pulumi.ResourceOptions(providers=[provider]))


def summary(tenant: Tenant) -> dict[str, Any]:
    """Return what a tenant got: for each environment its namespace, rung, quota and who has access."""
    return {
        env.name: {
            "namespace": spec.name,
            "isolation": spec.isolation.value,
            "podSecurity": spec.pod_security.value,
            "production": spec.production,
            "quota": env.quota.model_dump(exclude_defaults=True),
            "access": [f"{access.principal[0]} {access.principal[1]}: {access.role}" for access in env.access],
        }
        for spec in plan_tenant(tenant.name, tenant.spec)
        for env in spec.carried
    }
