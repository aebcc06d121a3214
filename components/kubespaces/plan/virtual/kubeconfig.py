"""Kubeconfigs for a virtual cluster."""

import json
from typing import Any

import yaml

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
    cluster = {"server": server, "certificate-authority-data": _authority(admin)}
    context = {"cluster": name, "user": name, **({"namespace": namespace} if namespace else {})}
    command = {
        "apiVersion": "client.authentication.k8s.io/v1",
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
        {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": name, "cluster": cluster}],
            "users": [{"name": name, "user": {"exec": command}}],
            "contexts": [{"name": name, "context": context}],
            "current-context": name,
        }
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
