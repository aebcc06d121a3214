"""Virtual clusters on a control plane of their own, laid without Pulumi; the runner does the rest."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from kubespaces.charts.vcluster import control_plane_objects
from kubespaces.kube import Call, Client, calls, connect_sync
from kubespaces.plan import plan_tenant
from kubespaces.spec import Fleet, HostCluster
from kubespaces.virtual_lookup import find_kubeconfig
from kubespaces_embedded.control_plane import ControlPlane
from kubespaces_embedded.toolbox import require
from kubespaces_embedded.virtual import report
from kubespaces_embedded.virtual.report import Entry
from kubespaces_embedded.virtual.tools import NAMES as TOOLS
from tests.documents import host, sources_of, tenant
from tests.support import vcluster
from tests.support.apply_plan import MANAGER, apply_plan, planned_objects, wait_until_counted
from tests.support.plugin_driver import eventually
from tests.support.tenants import RUNTIME_CLASS

START = 300.0
"""Seconds in which a virtual cluster is up; usually it takes half a minute."""

Object = dict[str, Any]

RESTRICTED: Object = {
    "allowPrivilegeEscalation": False,
    "runAsNonRoot": True,
    "runAsUser": 1000,
    "capabilities": {"drop": ["ALL"]},
    "seccompProfile": {"type": "RuntimeDefault"},
}
"""Security context of a container that a restricted namespace takes."""


@dataclass(frozen=True)
class Inside:
    """A virtual cluster, as its admin."""

    name: str
    kubeconfig: Path
    client: Client

    def kubectl(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run the real kubectl as a tenant's admin would."""
        command = [str(require("kubectl").path), *arguments]
        return subprocess.run(
            command,
            env={"KUBECONFIG": str(self.kubeconfig), "HOME": str(self.kubeconfig.parent), "PATH": os.defpath},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def create(self, manifest: Object) -> Object:
        resource = self.client.resource(manifest["apiVersion"], manifest["kind"])
        found: Object = self.client.send(calls.create(resource, manifest))
        return found

    def get(self, kind: str, name: str, namespace: str = "", *, api_version: str = "v1") -> Object:
        found: Object = self.client.send(calls.get(self.client.resource(api_version, kind), name, namespace))
        return found

    def events_of(self, name: str, namespace: str = "default") -> str:
        """Return the messages of an object's events, as `kubectl describe` shows them."""
        path = f"/api/v1/namespaces/{namespace}/events"
        found = self.client.send(Call("GET", path, {"fieldSelector": f"involvedObject.name={name}"}))["items"]
        return "\n".join(event["message"] for event in found)


@dataclass(frozen=True)
class VirtualClusters:
    """A host with tenants that have virtual clusters."""

    plane: ControlPlane
    fleet: Fleet
    host: HostCluster
    client: Client
    """The platform's own way into the host."""
    inside: dict[str, Inside]

    def entry(self, name: str) -> Entry | None:
        """Return what the runner says of a virtual cluster."""
        return next((entry for entry in report.read(self.plane.folder).clusters if entry.name == name), None)

    def is_ready(self, name: str) -> bool:
        entry = self.entry(name)
        return entry is not None and entry.state == "ready"

    def processes(self, name: str) -> dict[str, psutil.Process]:
        """Return the processes of a virtual cluster by their program's name."""
        entry = self.entry(name)
        if entry is None or entry.pid is None:
            return {}
        try:
            below = psutil.Process(entry.pid).children(recursive=True)
            return {Path(process.cmdline()[0]).name: process for process in below if process.cmdline()}
        except psutil.Error:
            return {}

    def pods(self, namespace: str) -> dict[str, Object]:
        """Return the pods that are really on the host."""
        found = self.client.send(Call("GET", f"/api/v1/namespaces/{namespace}/pods"))["items"]
        return {pod["metadata"]["name"]: pod for pod in found}


def lay(client: Client, fleet: Fleet, host: HostCluster) -> list[str]:
    """Lay everything that the library plans, as Pulumi would; return the namespaces."""
    runtime_class = client.resource("node.k8s.io/v1", "RuntimeClass")
    client.send(calls.apply(runtime_class, RUNTIME_CLASS, manager=MANAGER))
    apply_plan(client, planned_objects(fleet, host))
    wait_until_counted(client)
    spaces = [spec for one in fleet.tenants.values() for spec in plan_tenant(one.name, one.spec)]
    for spec in spaces:
        for item in control_plane_objects(spec, host.spec):
            resource = client.resource(item.manifest["apiVersion"], item.kind)
            client.send(calls.apply(resource, item.manifest, manager=MANAGER, force=True))
    return [spec.name for spec in spaces]


@contextmanager
def running_virtual_clusters(folder: Path, *tenants: Object) -> Iterator[VirtualClusters]:
    """Run a control plane with tenants that have a virtual cluster each; remove all of it afterwards."""
    for name in TOOLS:
        require(name)  # in the foreground: no test waits for a build
    vcluster.set_up()
    plane = ControlPlane("virtual", home=folder)
    fleet = Fleet.of(sources_of(host(), *tenants))
    try:
        plane.up(virtual=True)
        with ExitStack() as stack:
            client = stack.enter_context(connect_sync(plane.kubeconfig))
            clusters = VirtualClusters(plane, fleet, fleet.hosts["local"], client, {})
            for name in lay(client, fleet, fleet.hosts["local"]):
                eventually(lambda name=name: clusters.is_ready(name), START)  # type: ignore[misc]
                # Its API answers a moment before it has written its kubeconfig.
                eventually(lambda name=name: find_kubeconfig(client, name))  # type: ignore[misc]
                file = folder / f"{name}.kubeconfig"
                file.write_text(find_kubeconfig(client, name) or "")
                clusters.inside[name] = Inside(name, file, stack.enter_context(connect_sync(file)))
            yield clusters
    finally:
        if plane.folder.is_dir():
            plane.reset()


def tenant_inside(name: str, **spec: Any) -> Object:
    """Return a tenant with a virtual cluster; keyword arguments are keys of its ``spec``."""
    usual = {
        "isolation": "virtual",
        "quota": {"cpu": "4", "memory": "8Gi", "storage": "20Gi", "pods": 12},
        "environments": [{"name": "dev", "share": "100%"}],
        "access": [{"group": f"{name}-devs", "role": "edit"}],
        "registries": [f"registry.example.com/{name}"],
    }
    return tenant(name, **{**usual, **spec})
