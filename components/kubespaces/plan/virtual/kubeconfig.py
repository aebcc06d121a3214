"""Kubeconfigs for a virtual cluster."""

import json
from typing import Any

import yaml

from kubespaces.plan.kubeconfig import exec_kubeconfig
from kubespaces.spec.host_virtual import Oidc


def login_kubeconfig(admin: str, server: str, name: str, oidc: Oidc, namespace: str = "") -> str:
    """Return a kubeconfig without any secret, whose users log in with their browser.

    Args:
        admin: the admin kubeconfig, of which only the certificate authority is taken.
        server: address of the API.
        name: what to call cluster, user and context.
        oidc: where to log in.
        namespace: where commands that name none act; default: in ``default``.
    """
    login = {
        "command": "kubectl",
        "args": [
            "oidc-login",
            "get-token",
            f"--oidc-issuer-url={oidc.issuer}",
            f"--oidc-client-id={oidc.client_id}",
        ],
        "interactiveMode": "IfAvailable",
    }
    return json.dumps(
        exec_kubeconfig(name, server, login, authority=_authority(admin), version="v1", namespace=namespace)
    )


def with_server(kubeconfig: str, server: str) -> str:
    """Return a kubeconfig with another address for all its clusters."""
    document: dict[str, Any] = yaml.safe_load(kubeconfig)
    for entry in document["clusters"]:
        entry["cluster"]["server"] = server
    return json.dumps(document)


def client_certificate(kubeconfig: str) -> str:
    """Return the client certificate (PEM in base64) of the first user; empty if it logs in another way."""
    document = yaml.safe_load(kubeconfig)
    return str(document["users"][0]["user"].get("client-certificate-data", ""))


def _authority(kubeconfig: str) -> str:
    return str(yaml.safe_load(kubeconfig)["clusters"][0]["cluster"]["certificate-authority-data"])
