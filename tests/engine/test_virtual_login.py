"""People log in to a virtual API: a real API server with exactly the flags and objects that it is started with.

A virtual cluster on this machine reaches nothing but its host's API, so no issuer of a test; its API server is taken
out of it here.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import yaml
from tests.documents import host, parsed_host
from tests.plans import namespace_of
from tests.support.oidc import CLIENT, OidcIssuer

from kubespaces.kube import ApiError, Call, calls, connect_sync
from kubespaces.plan.virtual import access_manifests, chart_values
from kubespaces.plan.virtual.kubeconfig import login_kubeconfig
from kubespaces_embedded.control_plane import ControlPlane, components
from kubespaces_embedded.toolbox import require

pytestmark = pytest.mark.engine

SPEC = namespace_of(
    isolation="virtual",
    access=[
        {"group": "admins", "role": "admin", "environments": ["dev"]},
        {"group": "developers", "role": "edit", "environments": ["dev"]},
        {"group": "auditors", "role": "view"},
        {"group": "on-call", "role": "admin", "environments": ["prod"]},
    ],
)


@dataclass(frozen=True)
class VirtualApi:
    """An API server as inside a virtual cluster."""

    plane: ControlPlane
    issuer: OidcIssuer
    kubeconfig: str
    """What `kubeconfig_for` gives, with the address on this machine."""

    def allows(self, token: str, verb: str, resource: str, namespace: str = "anywhere", group: str = "") -> bool:
        attributes = {"verb": verb, "resource": resource, "namespace": namespace, "group": group}
        kind = "SelfSubjectAccessReview"
        body = {"apiVersion": "authorization.k8s.io/v1", "kind": kind, "spec": {"resourceAttributes": attributes}}
        path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
        with connect_sync(self.with_token(token)) as client:
            return bool(client.send(Call("POST", path, body=body))["status"]["allowed"])

    def with_token(self, token: str) -> str:
        document = json.loads(self.kubeconfig)
        document["users"][0]["user"] = {"token": token}
        return json.dumps(document)


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VirtualApi]:
    folder = tmp_path_factory.mktemp("login")
    with OidcIssuer(folder) as issuer, pytest.MonkeyPatch.context() as patch:
        oidc = {"issuer": issuer.url, "clientId": CLIENT}
        on = parsed_host(host(virtualClusters={"oidc": oidc})).spec
        flags = chart_values(SPEC, on, "0.30.0")["controlPlane"]["distro"]["k8s"]["apiServer"]["extraArgs"]
        usual = components.api_server

        def api_server(*args: object, **options: object) -> components.Launch:
            launch = usual(*args, **options)  # type: ignore[arg-type]
            return replace(launch, argv=(*launch.argv, *flags, f"--oidc-ca-file={issuer.authority}"))

        patch.setattr(components, "api_server", api_server)
        plane = ControlPlane("login", home=folder)
        try:
            plane.up()
            admin = plane.kubeconfig.read_text()
            with connect_sync(admin) as client:
                for manifest in access_manifests(SPEC, on):
                    resource = client.resource(manifest["apiVersion"], manifest["kind"])
                    client.send(calls.apply(resource, manifest, manager="vcluster"))
            assert on.virtual_clusters.oidc is not None
            server = yaml.safe_load(admin)["clusters"][0]["cluster"]["server"]
            yield VirtualApi(plane, issuer, login_kubeconfig(admin, server, "shop-dev", on.virtual_clusters.oidc))
        finally:
            if plane.folder.is_dir():
                plane.reset()


def test_the_roles_of_the_access_list(api: VirtualApi) -> None:
    admin, developer, auditor = (api.issuer.token("ada", group) for group in ("admins", "developers", "auditors"))
    assert api.allows(admin, "create", "customresourcedefinitions", "", "apiextensions.k8s.io")
    assert api.allows(admin, "create", "namespaces", "")
    assert api.allows(developer, "create", "deployments", group="apps")
    assert not api.allows(developer, "create", "namespaces", "")
    assert not api.allows(developer, "create", "rolebindings", group="rbac.authorization.k8s.io")
    assert api.allows(auditor, "list", "pods")
    assert not api.allows(auditor, "get", "secrets")
    assert not api.allows(auditor, "delete", "pods")


@pytest.mark.parametrize(
    "groups", [(), ("on-call",), ("system:masters",), ("oidc:admins",), ("strangers", "kubespaces:tenant-admin")]
)
def test_nobody_else_may_do_anything(api: VirtualApi, groups: tuple[str, ...]) -> None:
    """Groups of another environment's list, of Kubernetes' own, called like one with its prefix, or like a role."""
    token = api.issuer.token("eve", *groups)
    assert not api.allows(token, "list", "pods")
    assert not api.allows(token, "get", "secrets", "kube-system")


def test_tokens_of_others_are_no_login(api: VirtualApi, tmp_path: Path) -> None:
    with OidcIssuer(tmp_path) as other:
        foreign = other.token("ada", "admins")
    for token in (api.issuer.token("ada", "admins", audience="shop"), foreign, api.issuer.token("a", lives=-60)):
        with pytest.raises(ApiError) as refused:
            api.allows(token, "list", "pods")
        assert refused.value.status == 401


def test_kubectl_logs_in_with_the_kubeconfig_of_a_group(api: VirtualApi, tmp_path: Path) -> None:
    """The kubeconfig holds no secret; the plugin that it names is played by a script that hands out a token."""
    token = api.issuer.token("ada", "developers")
    assert token not in api.kubeconfig
    credential = {"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": {"token": token}}
    tools = tmp_path / "bin"
    tools.mkdir()
    kubectl = tools / "kubectl"
    kubectl.symlink_to(require("kubectl").path)
    plugin = tools / "kubectl-oidc_login"
    plugin.write_text(f"#!/bin/sh\necho \"$@\" > {tmp_path}/asked\ncat <<'END'\n{json.dumps(credential)}\nEND\n")
    plugin.chmod(0o755)
    file = tmp_path / "kubeconfig"
    file.write_text(api.kubeconfig)

    done = subprocess.run(
        [str(kubectl), "auth", "whoami", "--output", "json"],
        env={"KUBECONFIG": str(file), "HOME": str(tmp_path), "PATH": f"{tools}:{os.defpath}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    user = json.loads(done.stdout)["status"]["userInfo"]
    assert user["username"] == "oidc:ada"
    assert "oidc:developers" in user["groups"]
    assert f"--oidc-issuer-url={api.issuer.url}" in (tmp_path / "asked").read_text()
