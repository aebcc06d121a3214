"""Lays planned objects on a cluster without Pulumi: server-side apply, in the order of the plan."""

from collections.abc import Iterable

from kubespaces.kube import Client, calls
from kubespaces.plan import PlannedObject, plan_namespace, plan_platform, plan_tenant
from kubespaces.spec import Fleet, HostCluster
from kubespaces.spec.host_rules import carried_by
from tests.support.plugin_driver import eventually

MANAGER = "kubespaces"


def planned_objects(fleet: Fleet, host: HostCluster) -> list[PlannedObject]:
    """Return everything that a host cluster has to carry: the platform's objects, then each tenant's."""
    return [
        *plan_platform(),
        *(
            item
            for tenant in carried_by(host, fleet.tenants)
            for spec in plan_tenant(tenant.name, tenant.spec)
            for item in plan_namespace(spec, host.spec).objects
        ),
    ]


def apply_plan(client: Client, objects: Iterable[PlannedObject]) -> None:
    """Apply planned objects, taking over what others have changed; what they added stays."""
    for item in objects:
        resource = client.resource(item.manifest["apiVersion"], item.kind)
        client.send(calls.apply(resource, item.manifest, manager=MANAGER, force=True))


def wait_until_counted(client: Client) -> None:
    """Wait until the quota controller has counted every quota: until then pods are refused for that reason."""
    quotas = client.resource("v1", "ResourceQuota")

    def counted() -> bool:
        found = client.send(calls.list_(quotas))["items"]
        return all(set(quota["spec"]["hard"]) <= set(quota.get("status", {}).get("hard", {})) for quota in found)

    eventually(counted)
