"""``kubespaces kubeconfig``: a short-lived login for a tenant's delivery pipeline."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from kubespaces.errors import KubespacesError
from kubespaces.kube import Access, ApiError, Call, Client, KubeError, connect_sync, load
from kubespaces.plan import plan_tenant
from kubespaces.plan.access import DEPLOYER
from kubespaces.plan.virtual import home_of
from kubespaces.spec import Tenant
from kubespaces.spec.errors import nearest
from kubespaces.spec.names import namespace_name
from kubespaces.spec.namespace import NamespaceSpec

from .host_access import host_access
from .project import find_stack
from .virtual import admin_kubeconfig

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
    spec = _environment(found.fleet().tenants, tenant, environment)
    access = host_access(found)
    try:
        with connect_sync(access.kubeconfig, access.context) as client:
            if spec.is_virtual:
                document = _inside(client, spec, environment, minutes)
            else:
                token = _token(client, spec.name, minutes)
                document = _document(load(access.kubeconfig, access.context), spec.name, spec.name, token)
    except KubeError as error:
        raise KubespacesError(str(error)) from None
    text = yaml.safe_dump(document, sort_keys=False)
    if output is None:
        typer.echo(text, nl=False)
    else:
        _write(output, text)
        whose = namespace_name(tenant, environment)
        typer.secho(f"{output}: logs in as {DEPLOYER} of {whose} for {minutes} minutes", err=True)


def _environment(tenants: Mapping[str, Tenant], tenant: str, environment: str) -> NamespaceSpec:
    if tenant not in tenants:
        raise KubespacesError(f"there is no tenant '{tenant}'; {nearest(tenant, list(tenants))}")
    environments = {env.name: spec for spec in plan_tenant(tenant, tenants[tenant].spec) for env in spec.carried}
    if environment not in environments:
        hint = nearest(environment, list(environments))
        raise KubespacesError(f"tenant '{tenant}' has no environment '{environment}'; {hint}")
    return environments[environment]


def _inside(host: Client, spec: NamespaceSpec, environment: str, minutes: int) -> dict[str, Any]:
    """Return a login to the virtual cluster of an environment, in whose API the environment's deployer is."""
    admin, home = admin_kubeconfig(host, spec.name), home_of(spec, environment)
    with connect_sync(admin) as client:
        return _document(load(admin), namespace_name(spec.tenant, environment), home, _token(client, home, minutes))


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


def _document(admin: Access, context: str, namespace: str, token: str) -> dict[str, Any]:
    trust = ("server", "certificate-authority-data", "certificate-authority", "tls-server-name", "proxy-url")
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "api", "cluster": {key: admin.cluster[key] for key in trust if key in admin.cluster}}],
        "users": [{"name": DEPLOYER, "user": {"token": token}}],
        "contexts": [{"name": context, "context": {"cluster": "api", "user": DEPLOYER, "namespace": namespace}}],
        "current-context": context,
    }


def _write(path: Path, text: str) -> None:
    """Write a file that nobody else can read at any moment, also when it was there before."""
    try:
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise KubespacesError(f"{path} cannot be written: {error.strerror}; name another file") from None
