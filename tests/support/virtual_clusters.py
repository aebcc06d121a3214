"""Virtual clusters on a control plane of their own, laid without Pulumi; the runner does the rest."""

import base64
import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import yaml

from kubespaces.kube import Call, Client, calls, connect_sync
from kubespaces.spec import Fleet
from kubespaces_embedded.control_plane import ControlPlane
from kubespaces_embedded.toolbox import VCLUSTER_CHART, module_files, require
from kubespaces_embedded.virtual import report
from kubespaces_embedded.virtual.host import ENDPOINT, LABEL
from kubespaces_embedded.virtual.report import Entry
from tests.documents import host, sources_of, tenant
from tests.support.apply_plan import apply_plan, planned_objects, wait_until_counted
from tests.support.plugin_driver import eventually

Object = dict[str, Any]

RESTRICTED: Object = {
    "allowPrivilegeEscalation": False,
    "runAsNonRoot": True,
    "runAsUser": 12345,
    "capabilities": {"drop": ["ALL"]},
    "seccompProfile": {"type": "RuntimeDefault"},
}


def values(name: str) -> Object:
    """Return values of vCluster's chart that a restricted namespace takes."""
    label = {LABEL: name}
    pod = {key: RESTRICTED[key] for key in ("runAsNonRoot", "runAsUser", "seccompProfile")}
    return {
        "controlPlane": {
            "distro": {"k8s": {"enabled": True, "image": {"tag": "v1.34.2"}, "securityContext": RESTRICTED}},
            "backingStore": {"database": {"embedded": {"enabled": True}}},
            "statefulSet": {
                "labels": label,
                "pods": {"labels": label},
                "image": {"registry": "ghcr.io", "repository": "loft-sh/vcluster-oss", "tag": "0.30.0"},
                "security": {"podSecurityContext": pod, "containerSecurityContext": RESTRICTED},
                "persistence": {"volumeClaim": {"enabled": True, "size": "1Gi", "retentionPolicy": "Delete"}},
                "resources": {"limits": {"cpu": "1", "memory": "1Gi"}, "requests": {"cpu": "100m", "memory": "256Mi"}},
            },
        },
        "rbac": {"clusterRole": {"enabled": False}},
        "sync": {"toHost": {"pods": {"useSecretsForSATokens": True}}},
        "networking": {"advanced": {"proxyKubelets": {"byHostname": False, "byIP": False}}},
        "telemetry": {"enabled": False},
    }


def chart_objects(name: str) -> list[Object]:
    """Return what vCluster's chart renders."""
    helm = require("helm").path
    command = [str(helm), "template", name, str(module_files(*VCLUSTER_CHART)), "--namespace", name]
    done = subprocess.run(
        [*command, "--kube-version", "1.34.2", "--values", "-"],
        input=yaml.safe_dump(values(name)),
        capture_output=True,
        text=True,
        check=True,
    )
    return [item for item in yaml.safe_load_all(done.stdout) if item]


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
    """A host with two tenants that have a virtual cluster each."""

    plane: ControlPlane
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


def login(client: Client, name: str) -> Object:
    """Return the admin kubeconfig that a virtual cluster wrote, with its address on this machine."""
    secret = client.send(Call("GET", f"/api/v1/namespaces/{name}/secrets/vc-{name}"))
    found = client.send(Call("GET", f"/apis/apps/v1/namespaces/{name}/statefulsets/{name}"))
    config: Object = yaml.safe_load(base64.b64decode(secret["data"]["config"]))
    config["clusters"][0]["cluster"]["server"] = found["metadata"]["annotations"][ENDPOINT]
    return config


def lay(client: Client, name: str) -> None:
    """Make the namespace of a tenant one for a virtual cluster, and lay its control plane."""
    label = {"metadata": {"labels": {LABEL: name}}}
    client.send(calls.patch(client.resource("v1", "Namespace"), name, label))
    for item in chart_objects(name):
        resource = client.resource(item["apiVersion"], item["kind"])
        client.send(calls.apply(resource, item, manager="tests", force=True, namespace=name))


@contextmanager
def running_virtual_clusters(folder: Path, *names: str) -> Iterator[VirtualClusters]:
    """Run a control plane with tenants that have a virtual cluster each; remove all of it afterwards."""
    plane = ControlPlane("virtual", home=folder)
    documents = (host(), *(_tenant(name) for name in names))
    fleet = Fleet.of(sources_of(*documents))
    try:
        plane.up(virtual=True)
        with ExitStack() as stack:
            client = stack.enter_context(connect_sync(plane.kubeconfig))
            clusters = VirtualClusters(plane, client, {})
            apply_plan(client, planned_objects(fleet, fleet.hosts["local"]))
            wait_until_counted(client)
            spaces = [f"{name}-dev" for name in names]
            for name in spaces:
                lay(client, name)
            for name in spaces:
                eventually(lambda name=name: clusters.is_ready(name), 300)  # type: ignore[misc]
                file = folder / f"{name}.kubeconfig"
                file.write_text(json.dumps(login(client, name)))
                clusters.inside[name] = Inside(name, file, stack.enter_context(connect_sync(file)))
            yield clusters
    finally:
        if plane.folder.is_dir():
            plane.reset()


def _tenant(name: str) -> Object:
    return tenant(
        name,
        quota={"cpu": "4", "memory": "8Gi", "storage": "20Gi", "pods": 12},
        environments=[{"name": "dev", "share": "100%", "podSecurity": "restricted"}],
        registries=["ghcr.io/loft-sh", "docker.io/coredns", f"registry.example.com/{name}"],
    )
