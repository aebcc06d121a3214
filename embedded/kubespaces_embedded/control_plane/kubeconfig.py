"""The logins to a control plane, as kubeconfig files."""

import base64
from pathlib import Path
from typing import Any

import yaml

from . import pki
from .components import CONTROLLER_MANAGER, HOST
from .layout import Layout, write_private


def endpoint(port: int) -> str:
    """Return the API server's address."""
    return f"https://{HOST}:{port}"


def write(layout: Layout, port: int) -> None:
    """Write all logins: the administrator's, complete in one file, and those of components with paths."""
    admin = _document(
        f"kubespaces-{layout.name}",
        {"server": endpoint(port), "certificate-authority-data": _data(layout, pki.AUTHORITY, "crt")},
        {
            "client-certificate-data": _data(layout, "admin", "crt"),
            "client-key-data": _data(layout, "admin", "key"),
        },
    )
    write_private(layout.kubeconfig, yaml.safe_dump(admin, sort_keys=False))
    _write_login(layout, port, CONTROLLER_MANAGER, layout.controller_kubeconfig)
    for component in ("kube-scheduler", "kwok"):
        _write_login(layout, port, component, layout.login(component))


def _write_login(layout: Layout, port: int, component: str, path: Path) -> None:
    """Write the login of a component on this machine: it names the certificates' files."""
    document = _document(
        component,
        {
            "server": endpoint(port),
            "certificate-authority": str(pki.certificate_of(layout.pki, pki.AUTHORITY)),
        },
        {
            "client-certificate": str(pki.certificate_of(layout.pki, component)),
            "client-key": str(pki.key_of(layout.pki, component)),
        },
    )
    write_private(path, yaml.safe_dump(document, sort_keys=False))


def _document(name: str, cluster: dict[str, str], user: dict[str, str]) -> dict[str, Any]:
    """Return a kubeconfig with one cluster, one user and one context, all of one name."""
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": name,
        "clusters": [{"name": name, "cluster": cluster}],
        "users": [{"name": name, "user": user}],
        "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
    }


def _data(layout: Layout, name: str, suffix: str) -> str:
    return base64.b64encode((layout.pki / f"{name}.{suffix}").read_bytes()).decode()
