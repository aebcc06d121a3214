"""Kubeconfigs that hold no secret: a program of the user's asks for a token when one is needed."""

from collections.abc import Mapping
from typing import Any


def exec_kubeconfig(
    name: str,
    server: str,
    login: Mapping[str, Any],
    *,
    authority: str | None = None,
    version: str = "v1beta1",
    namespace: str = "",
) -> dict[str, Any]:
    """Return a kubeconfig as a document.

    Args:
        name: what to call its cluster, user and context.
        server: address of the API.
        login: the program that gets tokens, as in ``users[].user.exec``: ``command``, ``args`` and so on.
        authority: certificate authority of the API server, PEM in base64; default none: one that everybody trusts.
        version: version of the protocol that the program speaks; default ``v1beta1``.
        namespace: where commands that name none act; default: in ``default``.

    Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
    """
    trust = {} if authority is None else {"certificate-authority-data": authority}
    context = {"cluster": name, "user": name, **({"namespace": namespace} if namespace else {})}
    credentials = {"apiVersion": f"client.authentication.k8s.io/{version}", **login}
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": name, "cluster": {"server": server, **trust}}],
        "users": [{"name": name, "user": {"exec": credentials}}],
        "contexts": [{"name": name, "context": context}],
        "current-context": name,
    }
