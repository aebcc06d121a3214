"""What a control plane's container says, as the description of a sandbox that runs this machine's own tools."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from kubespaces_embedded.toolbox import Tool

from .host import Host, Object
from .sandbox import Bind, Description
from .volumes import UnsupportedError, Volumes, field_of

PORT = 8443
"""Where a vCluster serves its API (chart, ``controlPlane.proxy.port``)."""

BINARIES = "/binaries"
"""Where it looks for the Kubernetes components; the chart has an init container copy them there."""

_SYNCER = "/vcluster"
_KINE = "/usr/local/bin/kine"
_SCRATCH = ("/tmp", "/run")  # noqa: S108 - folders inside, which nobody else sees
_PATH = "/usr/local/bin:/usr/bin:/bin"


@dataclass(frozen=True)
class Programs:
    """The executables that images would bring."""

    syncer: Tool
    kine: Tool
    kube_apiserver: Tool
    kube_controller_manager: Tool

    def binds(self) -> list[Bind]:
        """Return them at the places where a vCluster looks for them."""
        return [
            Bind(str(self.syncer.path), _SYNCER),
            Bind(str(self.kine.path), _KINE),
            Bind(str(self.kube_apiserver.path), f"{BINARIES}/kube-apiserver"),
            Bind(str(self.kube_controller_manager.path), f"{BINARIES}/kube-controller-manager"),
        ]


def describe(root: Path, programs: Programs, volumes: Volumes, api_port: int) -> Description:
    """Return the sandbox of a pod's control plane.

    Raises UnsupportedError if the pod needs what is not to be had here.
    """
    pod = volumes.pod
    container = pod["spec"]["containers"][0]
    _check_store(volumes.host, pod)
    binds, folders = volumes.binds(container)
    binds = [one for one in binds if one.target != BINARIES]
    folders = [one for one in folders if one != BINARIES]
    user, group = _user(pod, container)
    read_only = bool((container.get("securityContext") or {}).get("readOnlyRootFilesystem"))
    return Description(
        root=str(root),
        user=user,
        group=group,
        # Outer ones first: a mount would hide what was mounted below it before.
        binds=tuple(sorted([*binds, *programs.binds()], key=lambda bind: bind.target)),
        folders=tuple(dict.fromkeys([*(() if read_only else _SCRATCH), *folders])),
        argv=(_SYNCER, *(container.get("args") or ("start",))),
        environment=_environment(volumes.host, pod, container, api_port),
        port=PORT,
        api_port=api_port,
        read_only=read_only,
    )


def other_version(pod: Object, programs: Programs) -> str:
    """Return what Kubernetes version runs instead of that of the pod; empty if it is of the same minor."""
    images = (one["image"] for one in pod["spec"].get("initContainers") or ())
    wanted = next((tag for name, _, tag in (image.rpartition(":v") for image in images) if "kubernetes" in name), "")
    have = programs.kube_apiserver.version
    if not wanted or wanted.split(".")[:2] == have.split(".")[:2]:
        return ""
    return f"runs Kubernetes {have} instead of {wanted}: no image is pulled on this machine"


def _check_store(host: Host, pod: Object) -> None:
    """Refuse a store that would have to run somewhere: the pods of an etcd are on a fake node and never answer."""
    name = pod["metadata"]["name"].rpartition("-")[0]
    text = host.secret(pod["metadata"]["namespace"], f"vc-config-{name}").get("config.yaml", b"")
    store = (yaml.safe_load(text) or {}).get("controlPlane", {}).get("backingStore", {})
    if ((store.get("etcd") or {}).get("deploy") or {}).get("enabled"):
        raise UnsupportedError("backingStore: etcd is not to be had on this machine; write backingStore: sqlite")


def _user(pod: Object, container: Object) -> tuple[int, int]:
    """Return user and group inside; root where the pod names none, as an image without a user would have it."""
    merged = {**(pod["spec"].get("securityContext") or {}), **(container.get("securityContext") or {})}
    return int(merged.get("runAsUser") or 0), int(merged.get("runAsGroup") or merged.get("runAsUser") or 0)


def _environment(host: Host, pod: Object, container: Object, api_port: int) -> dict[str, str]:
    """Return the environment: what every container gets of the kubelet, then what the pod says."""
    found = {
        "PATH": _PATH,
        "HOME": "/tmp",  # noqa: S108 - inside
        "HOSTNAME": pod["metadata"]["name"],
        "KUBERNETES_SERVICE_HOST": "127.0.0.1",
        "KUBERNETES_SERVICE_PORT": str(api_port),
    }
    for entry in container.get("env") or ():
        found[entry["name"]] = _value(host, pod, entry)
    return found


def _value(host: Host, pod: Object, entry: Object) -> str:
    match entry:
        case {"valueFrom": {"fieldRef": {"fieldPath": path}}}:
            return field_of(pod, path)
        case {"valueFrom": {"secretKeyRef": {"name": name, "key": key}}}:
            return host.secret(pod["metadata"]["namespace"], name)[key].decode()
        case {"valueFrom": _}:
            raise UnsupportedError(
                f"the source of environment variable {entry['name']} is not to be had on this machine"
            )
    return str(entry.get("value") or "")
