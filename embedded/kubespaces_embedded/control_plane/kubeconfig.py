"""The logins to a control plane, as kubeconfig files."""

import base64
from typing import Any

import yaml

from . import pki
from .components import CONTROLLER_MANAGER, HOST
from .layout import Layout, write_private


def endpoint(port: int) -> str:
    """Return the API server's address."""
    return f"https://{HOST}:{port}"


def write(layout: Layout, port: int) -> None:
    """Write both logins: the administrator's, complete in one file, and the controller manager's with paths."""
    admin = _document(
        f"kubespaces-{layout.name}",
        {"server": endpoint(port), "certificate-authority-data": _data(layout, pki.AUTHORITY, "crt")},
        {
            "client-certificate-data": _data(layout, "admin", "crt"),
            "client-key-data": _data(layout, "admin", "key"),
        },
    )
    controllers = _document(
        CONTROLLER_MANAGER,
        {
            "server": endpoint(port),
            "certificate-authority": str(pki.certificate_of(layout.pki, pki.AUTHORITY)),
        },
        {
            "client-certificate": str(pki.certificate_of(layout.pki, CONTROLLER_MANAGER)),
            "client-key": str(pki.key_of(layout.pki, CONTROLLER_MANAGER)),
        },
    )
    write_private(layout.kubeconfig, yaml.safe_dump(admin, sort_keys=False))
    write_private(layout.controller_kubeconfig, yaml.safe_dump(controllers, sort_keys=False))


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
