"""Single changes to a pod: for each field of the Pod Security Standards the good and the bad values."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Path = tuple[str, ...]
REMOVE = object()
"""Stands for a field that is taken away."""


@dataclass(frozen=True)
class Change:
    """One thing said in a pod."""

    name: str
    bad: bool
    """Whether the level ``restricted`` of v1.34 refuses it in an otherwise good pod."""
    where: str = "pod"
    """``pod``, ``container`` (of any sort) or ``runner`` (one that keeps running)."""
    sets: tuple[tuple[Path, Any], ...] = ()
    """Fields at that place with their values."""
    pod_sets: tuple[tuple[Path, Any], ...] = ()
    """Fields of the pod that must be as well for the API server to take it."""
    touches: tuple[Path, ...] = ()
    """Fields of the pod that no other change may set beside it."""
    annotation: tuple[str, str] | None = None
    volume: dict[str, Any] | None = None
    stricter: str = ""
    """Why the pack refuses it though admission does not."""


_SECURITY = "securityContext"
_SHARED = (("hostNetwork",), ("hostPID",), ("hostIPC",))


def _pod(name: str, path: Path, value: Any, *, bad: bool, **more: Any) -> Change:
    return Change(name, bad, sets=((path, value),), **more)


def _container(name: str, path: Path, value: Any, *, bad: bool, **more: Any) -> Change:
    return Change(name, bad, "container", sets=(((_SECURITY, *path), value),), **more)


def _both(name: str, path: Path, value: Any, *, bad: bool, **more: Any) -> tuple[Change, Change]:
    """Return a change of the security context for the pod and for a container."""
    return (
        _pod(f"pod {name}", (_SECURITY, *path), value, bad=bad, **more),
        _container(name, path, value, bad=bad, **more),
    )


def _host() -> Iterator[Change]:
    for name in ("hostNetwork", "hostPID", "hostIPC"):
        # User namespaces, sysctls and shared processes are not to be had with these.
        touches = (("hostUsers",), (_SECURITY, "sysctls"), ("shareProcessNamespace",))
        yield _pod(name, (name,), True, bad=True, touches=touches)
        yield _pod(f"no {name}", (name,), False, bad=False)
    shared = "containers of one pod are kept apart as well (KS-POD-01)"
    yield _pod(
        "shareProcessNamespace", ("shareProcessNamespace",), True, bad=False, touches=(("hostPID",),), stricter=shared
    )
    for name, port, bad in (("hostPort", 8081, True), ("hostPort 0", 0, False)):
        ports = [{"containerPort": 8081, "hostPort": port}]
        yield Change(name, bad, "container", ((("ports",), ports),), touches=(("hostNetwork",),))
    ports = [{"containerPort": 8082, "hostIP": "10.0.0.1"}]
    reason = "an address of the node is the node's (KS-POD-01)"
    yield Change("hostIP", False, "container", ((("ports",), ports),), touches=(("hostNetwork",),), stricter=reason)


def _privileges() -> Iterator[Change]:
    escalation = ((_SECURITY, "allowPrivilegeEscalation"), True)
    yield Change("privileged", True, "container", (((_SECURITY, "privileged"), True), escalation))
    yield _container("not privileged", ("privileged",), False, bad=False)
    yield _container("escalation", ("allowPrivilegeEscalation",), True, bad=True)
    yield _container("escalation not ruled out", ("allowPrivilegeEscalation",), REMOVE, bad=True)
    yield Change("no security context", True, "container", (((_SECURITY,), REMOVE),))
    yield _pod("pod no security context", (_SECURITY,), REMOVE, bad=True)
    for names, bad in (
        (["NET_BIND_SERVICE"], False),
        (["CAP_NET_BIND_SERVICE"], True),
        (["net_bind_service"], True),
        (["CHOWN"], True),
        (["NET_BIND_SERVICE", "SYS_ADMIN"], True),
        (["ALL"], True),
        ([], False),
    ):
        yield _container(f"adding {names}", ("capabilities", "add"), names, bad=bad)
    for names, bad in ((["ALL", "KILL"], False), (["KILL"], True), (["all"], True), (["CAP_ALL"], True), ([], True)):
        yield _container(f"dropping {names}", ("capabilities", "drop"), names, bad=bad)
    yield _container("dropping nothing", ("capabilities",), REMOVE, bad=True)


def _users() -> Iterator[Change]:
    group = "the root group reads and writes the image's files (KS-POD-11, setting rootGroup)"
    yield _pod("pod no word on root", (_SECURITY, "runAsNonRoot"), REMOVE, bad=True)
    yield from _both("root", ("runAsNonRoot",), False, bad=True)
    yield _container("no root", ("runAsNonRoot",), True, bad=False)
    for user, bad in ((0, True), (1000, False)):
        yield from _both(f"user {user}", ("runAsUser",), user, bad=bad)
    yield from _both("group 0", ("runAsGroup",), 0, bad=False, stricter=group)
    yield from _both("group 1000", ("runAsGroup",), 1000, bad=False)
    yield _pod("pod files of group 0", (_SECURITY, "fsGroup"), 0, bad=False, stricter=group)
    yield _pod("pod also in group 0", (_SECURITY, "supplementalGroups"), [0, 1000], bad=False, stricter=group)
    yield Change(
        "root with user namespaces",
        True,
        sets=(((_SECURITY, "runAsNonRoot"), False), (("hostUsers",), False)),
        touches=_SHARED,
    )


def _profiles() -> Iterator[Change]:
    yield _pod("pod no seccomp", (_SECURITY, "seccompProfile"), REMOVE, bad=True)
    for kind in ("seccompProfile", "appArmorProfile"):
        yield from _both(f"{kind} off", (kind,), {"type": "Unconfined"}, bad=True)
        yield from _both(f"{kind} of the runtime", (kind,), {"type": "RuntimeDefault"}, bad=False)
        local = {"type": "Localhost", "localhostProfile": "it"}
        yield from _both(f"{kind} of the node", (kind,), local, bad=False)
    for value, bad in (("unconfined", True), ("runtime/default", False), ("localhost/it", False)):
        key = "container.apparmor.security.beta.kubernetes.io/app"
        touches = ((_SECURITY, "appArmorProfile"), ("containers",))
        yield Change(f"annotated {value}", bad, touches=touches, annotation=(key, value))
    for options, bad in (
        ({"type": "container_t", "level": "s0:c1,c2"}, False),
        ({"type": "container_engine_t"}, False),
        ({"type": "spc_t"}, True),
        ({"user": "root"}, True),
        ({"role": "sysadm_r"}, True),
        ({"level": "s0"}, False),
    ):
        yield from _both(f"SELinux {options}", ("seLinuxOptions",), options, bad=bad)
    apart = tuple((path, False) for path in _SHARED)
    yield _container("the usual /proc", ("procMount",), "Default", bad=False)
    yield _container("a bare /proc", ("procMount",), "Unmasked", bad=True, pod_sets=(*apart, (("hostUsers",), False)))


def _sysctls() -> Iterator[Change]:
    names = (
        "kernel.shm_rmid_forced net.ipv4.ip_local_port_range net.ipv4.ip_local_reserved_ports "
        "net.ipv4.ip_unprivileged_port_start net.ipv4.ping_group_range net.ipv4.tcp_fin_timeout "
        "net.ipv4.tcp_keepalive_intvl net.ipv4.tcp_keepalive_probes net.ipv4.tcp_keepalive_time net.ipv4.tcp_rmem "
        "net.ipv4.tcp_syncookies net.ipv4.tcp_wmem"
    )
    bad_names = ("kernel.core_pattern", "kernel/core_pattern", "net/ipv4/tcp_syncookies", "net.core.somaxconn")
    for name, bad in (*((name, False) for name in names.split()), *((name, True) for name in bad_names)):
        value = [{"name": name, "value": "1"}]
        yield _pod(f"sysctl {name}", (_SECURITY, "sysctls"), value, bad=bad, touches=_SHARED)
    value = [{"name": "kernel.shm_rmid_forced", "value": "1+kernel.core_pattern=it"}]
    reason = "CRI-O once took a second sysctl from there, CVE-2022-0811 (KS-POD-07)"
    yield _pod("two sysctls in one", (_SECURITY, "sysctls"), value, bad=False, touches=_SHARED, stricter=reason)


def _volumes() -> Iterator[Change]:
    claim = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    template = {"spec": {**claim, "storageClassName": "standard"}}
    good = {
        "configMap": {"name": "it"},
        "csi": {"driver": "inline.example.com"},
        "downwardAPI": {"items": [{"path": "labels", "fieldRef": {"fieldPath": "metadata.labels"}}]},
        "emptyDir": {},
        "ephemeral": {"volumeClaimTemplate": template},
        "persistentVolumeClaim": {"claimName": "it"},
        "projected": {"sources": [{"configMap": {"name": "it"}}]},
        "secret": {"secretName": "it"},
    }
    bad = {
        "awsElasticBlockStore": {"volumeID": "it"},
        "azureDisk": {"diskName": "it", "diskURI": "https://example.com/it"},
        "azureFile": {"secretName": "it", "shareName": "it"},
        "cephfs": {"monitors": ["10.0.0.1"]},
        "cinder": {"volumeID": "it"},
        "fc": {"targetWWNs": ["it"], "lun": 0},
        "flexVolume": {"driver": "example.com/it"},
        "flocker": {"datasetName": "it"},
        "gcePersistentDisk": {"pdName": "it"},
        "gitRepo": {"repository": "https://example.com/it"},
        "glusterfs": {"endpoints": "it", "path": "it"},
        "hostPath": {"path": "/"},
        "iscsi": {"targetPortal": "10.0.0.1", "iqn": "iqn.2001-04.com.example:it", "lun": 0},
        "nfs": {"server": "10.0.0.1", "path": "/"},
        "photonPersistentDisk": {"pdID": "it"},
        "portworxVolume": {"volumeID": "it"},
        "quobyte": {"registry": "10.0.0.1:7861", "volume": "it"},
        "rbd": {"monitors": ["10.0.0.1"], "image": "it"},
        "scaleIO": {"gateway": "https://example.com", "system": "it", "secretRef": {"name": "it"}, "volumeName": "it"},
        "storageos": {"volumeName": "it"},
        "vsphereVolume": {"volumePath": "it"},
    }
    yield Change("volume of no type", bad=False, volume={})
    for sources, is_bad in ((good, False), (bad, True)):
        for name, source in sources.items():
            yield Change(f"volume {name}", is_bad, volume={name: source})


def _calls() -> Iterator[Change]:
    handlers = (
        *(("livenessProbe",), ("readinessProbe",), ("startupProbe",)),
        *(("lifecycle", "postStart"), ("lifecycle", "preStop")),
    )
    for path in handlers:
        for call in ("httpGet", "tcpSocket"):
            for host in ("10.0.0.1", ""):
                title = f"{path[-1]} {call} of {host or 'itself'}"
                yield Change(title, bool(host), "runner", ((path, {call: {"port": 8080, "host": host}}),))


def _windows() -> Iterator[Change]:
    options = {"hostProcess": True, "runAsUserName": "NT AUTHORITY\\SYSTEM"}
    process = (((_SECURITY, "windowsOptions"), options), (("hostNetwork",), True))
    yield Change("HostProcess", bad=True, sets=process)
    yield _pod("no HostProcess", (_SECURITY, "windowsOptions"), {"hostProcess": False}, bad=False)
    yield _pod("root on Windows", (_SECURITY, "runAsNonRoot"), False, bad=True)
    yield _pod("no word on root on Windows", (_SECURITY, "runAsNonRoot"), REMOVE, bad=True)
    yield Change("hostPath on Windows", bad=True, volume={"hostPath": {"path": "C:\\"}})
    yield Change("a gateway's probe on Windows", bad=True, sets=((("containers",), [_probed()]),))


def _probed() -> dict[str, Any]:
    probe = {"tcpSocket": {"port": 80, "host": "10.0.0.1"}}
    return {"name": "app", "image": "registry.example.com/app", "livenessProbe": probe}


CHANGES: tuple[Change, ...] = (
    *_host(),
    *_privileges(),
    *_users(),
    *_profiles(),
    *_sysctls(),
    *_volumes(),
    *_calls(),
    _pod("Linux", ("os",), {"name": "linux"}, bad=False),
)
ONLY_WINDOWS: tuple[Change, ...] = tuple(_windows())
