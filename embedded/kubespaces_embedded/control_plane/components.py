"""How the three processes are started: command lines, and why each flag is there.

Measured on two cores of an EPYC server (bench/control_plane.py measures again on any machine):

- etcd listens on Unix sockets in a folder that only the owner may enter: no port to lose to somebody else, no
  certificates to renew, and no TLS between two processes of one person.
- etcd keeps fsync. Without it a start is 0.3 s faster where fsync takes 0.1 ms, but a power failure could take back
  what `pulumi up` has been told is stored.
- The controller manager starts when the API server is ready. Started at the same time, it looks only once a second
  and gives up after ten; that was 0.4 s slower, and fatal on a slow machine.
- The controller manager gets a higher request rate. With its default of 20 a second, the service account of each of
  its 37 controllers delays the next one: 5 s until the default service account existed, instead of 0.5 s.
- Shorter election timeouts of etcd, no watch cache, and no API priority and fairness changed nothing that could be
  told from chance; GOGC=50 saves 30 MiB of 400 MiB at the price of CPU. All four stay at their defaults.
"""

import hashlib
import os
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from kubespaces_embedded.toolbox import Tool

from . import pki
from .layout import Layout
from .tools import Tools

ETCD = "etcd"
API_SERVER = "kube-apiserver"
CONTROLLER_MANAGER = "kube-controller-manager"
COMPONENTS = (ETCD, API_SERVER, CONTROLLER_MANAGER)
"""In the order of starting; stopping goes the other way."""

VIRTUAL = "virtual-clusters"
"""The runner of virtual clusters, a fourth process where they are wanted: :mod:`kubespaces_embedded.virtual`."""

HOST = "127.0.0.1"
"""The only address that anything listens on."""

# etcd takes the part after unix:// as a file name relative to its working folder, and insists on a port in it. A
# relative name also stays under the 104 bytes that a socket's path may have, wherever the folder is.
_CLIENT_SOCKET = "localhost:2379"
_PEER_SOCKET = "localhost:2380"

SERVICE_RANGE = "10.96.0.0/16"
"""Cluster addresses of Services; nothing routes them here."""

ISSUER = "https://kubernetes.default.svc.cluster.local"
"""Issuer and audience of service account tokens, as kubeadm sets it."""

ADMISSION = (
    # On by default, named here because tenants' isolation stands on them.
    "LimitRanger",
    "NamespaceLifecycle",
    "PodSecurity",
    "ResourceQuota",
    "ServiceAccount",
    "ValidatingAdmissionPolicy",
    # Off by default: a namespace's node selector and tolerations, and what a kubelet may change.
    "NodeRestriction",
    "PodNodeSelector",
    "PodTolerationRestriction",
)
"""Admission plugins that are on beside the API server's default ones."""

AUDIT_POLICY = """\
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - level: Metadata
"""
"""Who did what when to which object, without the objects, which may be secrets."""

REQUESTS_PER_SECOND = 500
"""Requests of the controller manager; there is one client on this machine and nothing to protect from it."""


@dataclass(frozen=True)
class Launch:
    """One process to be started."""

    component: str
    argv: tuple[str, ...]
    version: str
    marks: frozenset[str]
    """Arguments that only this component of this control plane has, whatever its ports are."""
    inputs: tuple[Path, ...] = ()
    """Files that it reads at its start."""
    port: int | None = None

    def digest(self) -> str:
        """Return a text that is another one when a running process has to be replaced by this one."""
        state = hashlib.sha256("\0".join((self.version, *self.argv)).encode())
        for file in self.inputs:
            state.update(file.read_bytes())
        return state.hexdigest()


def environment(layout: Layout) -> dict[str, str]:
    """Return the complete environment of a component: nothing of the caller's (proxies, KUBECONFIG, GODEBUG)."""
    return {"HOME": str(layout.root), "PATH": os.defpath, "TZ": "UTC"}


def client_socket(layout: Layout) -> Path:
    """Return the socket that etcd makes when it is about to serve."""
    return layout.sockets / _CLIENT_SOCKET


def marks(layout: Layout) -> dict[str, frozenset[str]]:
    """Return the arguments by which a process of this control plane is known, by component."""
    key = f"--service-account-signing-key-file={layout.pki / pki.SERVICE_ACCOUNT_KEY}"
    return {
        ETCD: frozenset({f"--data-dir={layout.etcd_data}", f"--listen-client-urls=unix://{_CLIENT_SOCKET}"}),
        API_SERVER: frozenset({f"--etcd-servers=unix://{_CLIENT_SOCKET}", key}),
        CONTROLLER_MANAGER: frozenset(
            {f"--kubeconfig={layout.controller_kubeconfig}", "--use-service-account-credentials=true"}
        ),
        VIRTUAL: frozenset({"kubespaces_embedded.virtual", f"--control-plane={layout.root}"}),
    }


def etcd(layout: Layout, tools: Tools) -> Launch:
    """Return how etcd is started."""
    peer = f"unix://{_PEER_SOCKET}"
    flags = {
        "name": "kubespaces",
        "initial-cluster": f"kubespaces={peer}",
        "initial-advertise-peer-urls": peer,
        "listen-peer-urls": peer,
        "advertise-client-urls": f"unix://{_CLIENT_SOCKET}",
        "log-level": "warn",
    }
    return _launch(layout, ETCD, tools.etcd, flags)


def api_server(layout: Layout, tools: Tools, port: int, *, audit: bool) -> Launch:
    """Return how the API server is started."""
    certificate = pki.certificate_of(layout.pki, API_SERVER)
    key = pki.key_of(layout.pki, API_SERVER)
    authority = pki.certificate_of(layout.pki, pki.AUTHORITY)
    tokens = layout.pki / pki.SERVICE_ACCOUNT_PUBLIC_KEY
    flags = {
        "bind-address": HOST,
        # Without it the API server looks for a route to the internet and fails on a laptop that has none.
        "advertise-address": HOST,
        "secure-port": str(port),
        # A loopback address may not be an endpoint of the Service `kubernetes`, and no pod runs to use it.
        "endpoint-reconciler-type": "none",
        "tls-cert-file": str(certificate),
        "tls-private-key-file": str(key),
        "client-ca-file": str(authority),
        "anonymous-auth": "false",
        "authorization-mode": "Node,RBAC",
        "enable-admission-plugins": ",".join(ADMISSION),
        # Off by default, then every privileged pod would be refused for a reason that real clusters do not have.
        "allow-privileged": "true",
        "service-account-issuer": ISSUER,
        "service-account-key-file": str(tokens),
        "service-cluster-ip-range": SERVICE_RANGE,
        "profiling": "false",
    }
    inputs = [certificate, key, authority, tokens, layout.pki / pki.SERVICE_ACCOUNT_KEY]
    if audit:
        flags |= {
            "audit-policy-file": str(layout.audit_policy),
            "audit-log-path": str(layout.audit_log),
            "audit-log-maxsize": "10",
            "audit-log-maxbackup": "2",
        }
        inputs.append(layout.audit_policy)
    return _launch(layout, API_SERVER, tools.kube_apiserver, flags, tuple(inputs), port)


def controller_manager(layout: Layout, tools: Tools, port: int) -> Launch:
    """Return how the controller manager is started."""
    serving = f"{CONTROLLER_MANAGER}-serving"
    certificate, key = pki.certificate_of(layout.pki, serving), pki.key_of(layout.pki, serving)
    authority = pki.certificate_of(layout.pki, pki.AUTHORITY)
    tokens = layout.pki / pki.SERVICE_ACCOUNT_KEY
    flags = {
        "bind-address": HOST,
        "secure-port": str(port),
        "tls-cert-file": str(certificate),
        "tls-private-key-file": str(key),
        "client-ca-file": str(authority),
        # Certificates are enough here, and the look-up needs a role that is not there at the very first start.
        "authentication-skip-lookup": "true",
        "authorization-kubeconfig": str(layout.controller_kubeconfig),
        "root-ca-file": str(authority),
        "service-account-private-key-file": str(tokens),
        "leader-elect": "false",
        "kube-api-qps": str(REQUESTS_PER_SECOND),
        "kube-api-burst": str(REQUESTS_PER_SECOND),
        "profiling": "false",
    }
    client = (
        pki.certificate_of(layout.pki, CONTROLLER_MANAGER),
        pki.key_of(layout.pki, CONTROLLER_MANAGER),
    )
    inputs = (certificate, key, authority, tokens, layout.controller_kubeconfig, *client)
    return _launch(layout, CONTROLLER_MANAGER, tools.kube_controller_manager, flags, inputs, port)


def virtual_clusters(layout: Layout, port: int) -> Launch:
    """Return how the runner of virtual clusters is started; ``port`` is the API server's."""
    argv = (sys.executable, "-m", "kubespaces_embedded.virtual", f"--control-plane={layout.root}", f"--api-port={port}")
    own = marks(layout)[VIRTUAL]
    return Launch(VIRTUAL, argv, version("kubespaces"), own, (pki.certificate_of(layout.pki, "admin"),))


def _launch(
    layout: Layout,
    component: str,
    tool: Tool,
    flags: dict[str, str],
    inputs: tuple[Path, ...] = (),
    port: int | None = None,
) -> Launch:
    own = marks(layout)[component]
    argv = (str(tool.path), *sorted(own), *(f"--{name}={value}" for name, value in flags.items()))
    return Launch(component, argv, tool.version, own, inputs, port)
