"""What ``kubespaces up`` ends with: who has what, and what to try next."""

from rich.console import Console
from rich.table import Table

from kubespaces.plan import plan_tenant
from kubespaces.plan.shard import shard_of
from kubespaces.spec.host_rules import carried_by
from kubespaces.spec.namespace import NamespaceSpec
from kubespaces.spec.quantity import format_bytes, format_cpu

from .project import Stack


def show(stack: Stack) -> None:
    """Print the tenants of a stack and three commands that are worth trying next."""
    namespaces = _namespaces(stack)
    console = Console()
    console.print(_table(namespaces))
    if namespaces:
        first = namespaces[0]
        console.print("Try next:")
        for command in (
            f"kubespaces verify --stack {stack.name}",
            f"kubespaces kubeconfig {first.tenant} {first.environment} --output /tmp/{first.name}.kubeconfig",
            f"kubectl --kubeconfig /tmp/{first.name}.kubeconfig auth can-i --list",
        ):
            console.print(f"  {command}", highlight=False, soft_wrap=True)


def _namespaces(stack: Stack) -> list[NamespaceSpec]:
    if stack.config.get("role") == "host":
        return []
    fleet = stack.fleet()
    count, index = int(stack.config.get("shardCount", 1)), int(stack.config.get("shardIndex", 0))
    return [
        namespace
        for tenant in carried_by(stack.host(fleet), fleet.tenants)
        if shard_of(tenant.name, count) == index
        for namespace in plan_tenant(tenant.name, tenant.spec)
    ]


def _table(namespaces: list[NamespaceSpec]) -> Table:
    table = Table("Tenant", "Environment", "Namespace", "Rung", "Pod Security", "CPU", "Memory", "Pods", "Access")
    for spec in namespaces:
        table.add_row(
            spec.tenant,
            spec.environment,
            spec.name,
            spec.isolation,
            spec.pod_security,
            format_cpu(spec.quota.cpu),
            format_bytes(spec.quota.memory),
            str(spec.quota.pods),
            ", ".join(f"{access.principal[1]}: {access.role}" for access in spec.access) or "deployer only",
        )
    return table
