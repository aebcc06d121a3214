"""Three small tenants, one on each rung, two of them peers, laid on a control plane of their own."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kubespaces.kube import Access, ApiError, Call, Client, Impersonation, Resource, calls, connect_sync, load
from kubespaces.kube.calls import MERGE_PATCH
from kubespaces.spec import Fleet, HostCluster
from tests.documents import host, sources_of, tenant, text_of
from tests.support.apply_plan import apply_plan, planned_objects, wait_until_counted
from tests.support.control_plane import running_control_plane

HOST = host(nodePools=[{"name": "lab", "tenant": "lab"}], sandboxClasses=["gvisor"])

PAY = tenant(
    "pay",
    quota={"cpu": "8", "memory": "16Gi", "storage": "20Gi", "loadBalancers": 2},
    environments=[{"name": "dev", "share": "50%"}, {"name": "prod", "share": "50%"}],
    access=[
        {"group": "pay-leads", "role": "admin", "environments": ["dev"]},
        {"group": "pay-devs", "role": "edit", "environments": ["dev"]},
        {"group": "pay-devs", "role": "view"},
        {"group": "pay-on-call", "role": "debug", "environments": ["prod"]},
        {"user": "auditor@example.com", "role": "view"},
        {"serviceAccount": "delivery/robot", "role": "deployer"},
    ],
    network={"ingress": "same-tenant", "allowFrom": [{"tenant": "web", "ports": ["8443"]}, {"role": "monitoring"}]},
    registries=["registry.example.com/pay"],
    hostnames=["pay.example.com", "*.own.example.com"],
    classes={
        "storage": {"default": "standard", "allowed": ["standard"]},
        "ingress": {"default": "public", "allowed": ["public"]},
        "gateway": {"allowed": ["shared"]},
        "priority": {"allowed": ["batch"]},
    },
)
WEB = tenant(
    "web",
    isolation="sandboxed",
    access=[{"group": "web-devs", "role": "edit", "environments": ["dev"]}, {"group": "web-devs", "role": "view"}],
    hostnames=["shop.example.com"],
    registries=["registry.example.com/web", "docker.io/library", "docker.io/acme"],
    classes={"ingress": {"default": "public", "allowed": ["public"]}},
    network={"egress": "dns+public", "allowTo": [{"tenant": "pay", "ports": ["8443"]}]},
)
LAB = tenant(
    "lab",
    isolation="dedicated-nodes",
    environments=[{"name": "dev", "share": "remainder"}],
    access=[{"group": "lab-heads", "role": "admin"}],
    registries=["registry.example.com"],
)
DOCUMENTS = (HOST, PAY, WEB, LAB)


@dataclass(frozen=True)
class TenantCluster:
    """A control plane that carries the tenants."""

    fleet: Fleet
    host: HostCluster
    kubeconfig: Path
    documents: Path
    """File with the documents."""
    client: Client
    """The platform's own way in."""

    @property
    def access(self) -> Access:
        return load(self.kubeconfig)

    def resource(self, kind: str) -> Resource:
        """Return the resource type of a kind, by its name in whichever group has it first."""
        return next(resource for resource in self.client.catalog() if resource.kind == kind)

    def lay(self) -> None:
        """Lay everything as planned; what was changed or taken away is put back, what was added stays."""
        apply_plan(self.client, planned_objects(self.fleet, self.host))
        wait_until_counted(self.client)

    def create(self, manifest: dict[str, Any]) -> Any:
        return self.client.send(calls.create(self.resource(manifest["kind"]), manifest))

    def delete(self, kind: str, name: str, namespace: str = "") -> None:
        self.client.send(calls.delete(self.resource(kind), name, namespace))

    def patch(self, kind: str, name: str, body: Mapping[str, Any], namespace: str = "") -> None:
        self.client.send(Call("PATCH", self.resource(kind).path(namespace, name), body=body, content_type=MERGE_PATCH))

    def put_back(self, manifest: dict[str, Any]) -> None:
        """Make an object that is there what it was."""
        metadata = manifest["metadata"]
        now = self.get(manifest["kind"], metadata["name"], metadata.get("namespace", ""))
        metadata["resourceVersion"] = now["metadata"]["resourceVersion"]
        self.client.send(calls.replace(self.resource(manifest["kind"]), manifest))

    def get(self, kind: str, name: str, namespace: str = "") -> dict[str, Any]:
        found: dict[str, Any] = self.client.send(calls.get(self.resource(kind), name, namespace))
        return found

    def all(self, kind: str, namespace: str = "") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.client.send(calls.list_(self.resource(kind), namespace))["items"]
        return found

    def refusal(self, call: Call, *, user: str = "somebody", groups: tuple[str, ...] = ()) -> ApiError | None:
        """Send a request as somebody and return its refusal, if it is refused."""
        try:
            self.client.send(call, impersonate=Impersonation(user, groups))
        except ApiError as error:
            return error
        return None


@contextmanager
def running_tenant_cluster(folder: Path, *others: Mapping[str, Any]) -> Iterator[TenantCluster]:
    """Run a control plane with the tenants on it, and those of other documents, and remove it afterwards."""
    fleet = Fleet.of(sources_of(*DOCUMENTS, *others))
    documents = folder / "fleet.yaml"
    documents.write_text(text_of(*DOCUMENTS, *others))
    with running_control_plane("verify", folder) as plane, connect_sync(plane.kubeconfig) as client:
        cluster = TenantCluster(fleet, fleet.hosts["local"], plane.kubeconfig, documents, client)
        cluster.create(RUNTIME_CLASS)
        cluster.lay()
        yield cluster


RUNTIME_CLASS = {
    "apiVersion": "node.k8s.io/v1",
    "kind": "RuntimeClass",
    "metadata": {"name": "gvisor"},
    "handler": "runsc",
}
