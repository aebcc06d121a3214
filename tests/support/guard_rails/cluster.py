"""A control plane with the tenants, the classes and the objects that attacks need."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kubespaces.kube import ApiError
from kubespaces.plan.labels import ALLOWED
from kubespaces.verify.pods import merged
from tests.documents import tenant
from tests.support.guard_rails.attack import create
from tests.support.guard_rails.objects import (
    almighty_binding,
    almighty_role,
    classes,
    existing_objects,
    gateway_kinds,
    pod_in,
    service_of,
)
from tests.support.guard_rails.other_attacks import ACCESS
from tests.support.guard_rails.pod_attacks import HEADS, WEB
from tests.support.plugin_driver import eventually
from tests.support.tenants import TenantCluster, running_tenant_cluster

_BY_PLUGINS = ("scheduler.alpha.kubernetes.io/node-selector", "scheduler.alpha.kubernetes.io/defaultTolerations")
EXTERNAL_NAME = service_of("web-dev", type="ExternalName", externalName="db.example.com", ports=None)

OWN = tenant(
    "own",
    isolation="virtual",
    environments=[{"name": "dev", "share": "remainder"}],
    access=[{"group": "own-heads", "role": "admin"}],
    registries=["registry.example.com/own"],
)
"""Its virtual cluster is not laid: tests/engine/test_virtual_clusters.py has that running."""


@contextmanager
def running_guarded_cluster(folder: Path) -> Iterator[TenantCluster]:
    """Run a control plane whose rails are in force, and remove it afterwards."""
    with running_tenant_cluster(folder, OWN) as running:
        for obj in (*classes(), *gateway_kinds(), almighty_role(), almighty_binding()):
            running.create(obj)
        # Where these plugins do not run, the rail is alone; here it has to be left alone.
        running.patch("Namespace", "lab-dev", {"metadata": {"annotations": dict.fromkeys(_BY_PLUGINS)}})
        # Without it, no ExternalName would get as far as its target being looked at.
        types = {f"{ALLOWED}service-types": "ClusterIP,ExternalName"}
        running.patch("Namespace", "web-dev", {"metadata": {"annotations": types}})
        eventually(lambda: _serves_gateways(running))
        for obj in existing_objects(running):
            _create(running, obj)
        eventually(lambda: rails_are_in_force(running))
        yield running


def _serves_gateways(cluster: TenantCluster) -> bool:
    known = cluster.client.catalog(newer_than=cluster.client.catalog())
    return {"HTTPRoute", "GRPCRoute", "TLSRoute", "Gateway"} <= {resource.kind for resource in known}


def _create(cluster: TenantCluster, obj: dict[str, object]) -> None:
    """Create an object, again while the API server does not serve a new kind yet."""

    def done() -> bool:
        try:
            cluster.create(obj)
        except ApiError as error:
            if error.not_found:
                return False
            raise
        return True

    eventually(done)


def rails_are_in_force(cluster: TenantCluster) -> bool:
    """Return whether the API server has noticed the last rail, and the namespaces as they were changed."""
    late = ACCESS[-1]
    bad = merged(pod_in("lab-dev")(cluster), {"spec": {"nodeSelector": {"kubespaces.io/tenant": "other"}}})
    by_plugin = cluster.refusal(create(cluster, bad), groups=HEADS)
    return (
        cluster.refusal(create(cluster, late.bad(cluster)), groups=late.who) is not None
        and by_plugin is not None
        and "guard rail" not in by_plugin.message
        and "ValidatingAdmissionPolicy" in by_plugin.message
        and cluster.refusal(create(cluster, EXTERNAL_NAME(cluster)), groups=WEB) is None
    )
