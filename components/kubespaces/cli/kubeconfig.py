"""``kubespaces kubeconfig``: a short-lived login for a tenant's delivery pipeline."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from kubespaces.errors import KubespacesError
from kubespaces.kube import Access, ApiError, Call, Client, KubeError, connect_sync, load
from kubespaces.plan.access import DEPLOYER
from kubespaces.spec.errors import nearest

from .host_access import host_access
from .project import find_stack

_SHORTEST, _LONGEST = 10, 24 * 60  # minutes; the API server grants no token for less than ten


def kubeconfig(
    tenant: Annotated[str, typer.Argument(help="The tenant.")],
    environment: Annotated[str, typer.Argument(help="One of its environments.")],
    stack: Annotated[str, typer.Option("--stack", "-s", help="The stack that laid the tenant.")] = "local",
    minutes: Annotated[int, typer.Option(help="How long it works.", min=_SHORTEST, max=_LONGEST)] = 60,
    output: Annotated[Path | None, typer.Option(help="File to write, readable by you only; default: print it.")] = None,
) -> None:
    """Write a kubeconfig that logs in as the environment's deployer and expires by itself."""
    found = find_stack(stack)
    namespace = _namespace(found.fleet().tenants, tenant, environment)
    access = host_access(found)
    try:
        admin = load(access.kubeconfig, access.context)
        with connect_sync(access.kubeconfig, access.context) as client:
            token = _token(client, namespace, minutes)
    except KubeError as error:
        raise KubespacesError(str(error)) from None
    text = yaml.safe_dump(_document(admin, namespace, token), sort_keys=False)
    if output is None:
        typer.echo(text, nl=False)
    else:
        _write(output, text)
        typer.secho(f"{output}: logs in as {DEPLOYER} of {namespace} for {minutes} minutes", err=True)


def _namespace(tenants: Any, tenant: str, environment: str) -> str:
    if tenant not in tenants:
        raise KubespacesError(f"there is no tenant '{tenant}'; {nearest(tenant, list(tenants))}")
    namespaces: dict[str, str] = tenants[tenant].namespaces()
    if environment not in namespaces:
        hint = nearest(environment, list(namespaces))
        raise KubespacesError(f"tenant '{tenant}' has no environment '{environment}'; {hint}")
    return namespaces[environment]


def _token(client: Client, namespace: str, minutes: int) -> str:
    """Ask for a token of the deployer (TokenRequest API, authentication.k8s.io/v1)."""
    body = {
        "apiVersion": "authentication.k8s.io/v1",
        "kind": "TokenRequest",
        "spec": {"expirationSeconds": minutes * 60},
    }
    path = f"/api/v1/namespaces/{namespace}/serviceaccounts/{DEPLOYER}/token"
    try:
        answer = client.send(Call("POST", path, body=body))
    except ApiError as error:
        if error.not_found:
            raise KubespacesError(f"namespace '{namespace}' is not laid yet; run: kubespaces up") from None
        raise
    return str(answer["status"]["token"])


def _document(admin: Access, namespace: str, token: str) -> dict[str, Any]:
    trust = ("server", "certificate-authority-data", "certificate-authority", "tls-server-name", "proxy-url")
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "host", "cluster": {key: admin.cluster[key] for key in trust if key in admin.cluster}}],
        "users": [{"name": DEPLOYER, "user": {"token": token}}],
        "contexts": [{"name": namespace, "context": {"cluster": "host", "user": DEPLOYER, "namespace": namespace}}],
        "current-context": namespace,
    }


def _write(path: Path, text: str) -> None:
    """Write a file that nobody else can read at any moment, also when it was there before."""
    try:
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise KubespacesError(f"{path} cannot be written: {error.strerror}; name another file") from None
