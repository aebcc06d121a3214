"""One program, one `pulumi up`: a tenant with a virtual cluster of its own, and an app deployed into it."""

import json
import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from engine_support import Run, program
from tests.support import vcluster
from tests.support.plugin_driver import eventually
from tests.unit.components.programs import FACTS

from kubespaces.kube import Call, connect_sync
from kubespaces_embedded.control_plane import ControlPlane
from kubespaces_embedded.toolbox import require
from kubespaces_embedded.virtual import report
from kubespaces_embedded.virtual.support import unsupported
from kubespaces_embedded.virtual.tools import NAMES as TOOLS

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(bool(unsupported()), reason=unsupported() or "runs here"),
    pytest.mark.timeout(1800),
]

HOST = {
    **{key: FACTS[key] for key in ("kubernetes_version", "sandbox_classes", "network")},
    "virtual_clusters": {"oidc": {"issuer": "https://login.example.com", "client_id": "kubernetes"}},
}

PROGRAM = """
    import pulumi
    from pulumi_kubernetes.apps.v1 import Deployment
    from pulumi_kubernetes.core.v1 import Namespace
    from pulumi_kubernetes.node.v1 import RuntimeClass
    from kubespaces import ExistingHostCluster, Tenant

    facts = {facts!r}
    kubeconfig = pulumi.Config().require_secret("kubeconfig")
    host = ExistingHostCluster("host", {{"kubeconfig": kubeconfig, "facts": facts}})
    sandbox = RuntimeClass(
        "gvisor", metadata={{"name": "gvisor"}}, handler="none", opts=pulumi.ResourceOptions(provider=host.provider)
    )
    tenant = Tenant(
        "research",
        {{
            "owner": "a@example.com", "isolation": "virtual",
            "quota": {{"cpu": "4", "memory": "8Gi", "storage": "10Gi"}},
            "environments": [{{"name": "dev", "share": "100%"}}], "registries": ["registry.example.com/research"],
            "access": [{{"group": "researchers", "role": "edit"}}],
            "host": facts, "host_kubeconfig": kubeconfig,
        }},
        pulumi.ResourceOptions(providers=[host.provider], depends_on=[host, sandbox]),
    )
    virtual = tenant.environment("dev").virtual
    pulumi.export("urls", tenant.api_urls)
    pulumi.export("admin", virtual.admin_kubeconfig)
    pulumi.export("people", virtual.kubeconfig_for("researchers"))
    pulumi.export("expires", virtual.expires)

    inside = pulumi.ResourceOptions(provider=virtual.provider)
    app = Namespace("app", metadata={{"name": "app"}}, opts=inside)
    labels = {{"app": "web"}}
    restricted = {{
        "allow_privilege_escalation": False, "capabilities": {{"drop": ["ALL"]}}, "run_as_non_root": True,
        "run_as_user": 1000, "seccomp_profile": {{"type": "RuntimeDefault"}},
    }}
    image = "registry.example.com/research/web@sha256:" + "0" * 64
    Deployment(
        "web",
        metadata={{"name": "web", "namespace": app.metadata.name}},
        spec={{
            "replicas": 1,
            "selector": {{"match_labels": labels}},
            "template": {{
                "metadata": {{"labels": labels}},
                "spec": {{"containers": [{{"name": "web", "image": image, "security_context": restricted}}]}},
            }},
        }},
        opts=inside,
    )
"""


@pytest.fixture(scope="module")
def plane(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ControlPlane]:
    for name in TOOLS:
        require(name)  # in the foreground: no test waits for a build
    vcluster.set_up()
    plane = ControlPlane("program", home=tmp_path_factory.mktemp("program"))
    try:
        plane.up(virtual=True)
        yield plane
    finally:
        if plane.folder.is_dir():
            plane.reset()


def test_a_program_deploys_into_the_virtual_cluster_that_it_makes(run: Run, home: Path, plane: ControlPlane) -> None:
    program(home, PROGRAM.format(facts=HOST))
    run("config", "set", "--secret", "kubeconfig", plane.kubeconfig.read_text())
    preview = run("preview")
    assert "research-dev" in preview.stdout
    run("up", "--yes")

    shown = json.loads(run("stack", "output", "--json").stdout)
    assert shown["urls"] == {"dev": "https://research-dev.research-dev.svc"}
    assert shown["admin"] == "[secret]"
    people = json.loads(shown["people"])
    assert people["users"][0]["user"].keys() == {"exec"}  # no secret in it
    assert people["clusters"][0]["cluster"]["server"] == shown["urls"]["dev"]
    ends = datetime.fromisoformat(shown["expires"])
    assert ends > datetime.now(UTC) + timedelta(days=300)

    admin = home / "admin.kubeconfig"
    admin.write_text(run("stack", "output", "admin", "--show-secrets").stdout)
    rolled = kubectl(admin, "rollout", "status", "deployment/web", "--namespace", "app", "--timeout=60s")
    assert rolled.returncode == 0, rolled.stderr
    (pod,) = pods(plane, "app")
    assert pod["spec"]["runtimeClassName"] == "gvisor"
    assert pod["status"]["phase"] == "Running"

    run("preview", "--expect-no-changes")
    gone = run("destroy", "--yes").stdout
    control_plane = "StatefulSet research-dev-virtual-statefulset-research-dev deleted"
    assert gone.index("Deployment web deleted") < gone.index(control_plane)
    assert not pods(plane, "app")
    eventually(lambda: not report.read(plane.folder).clusters)


def kubectl(kubeconfig: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(require("kubectl").path), *arguments],
        env={"KUBECONFIG": str(kubeconfig), "HOME": str(kubeconfig.parent), "PATH": os.defpath},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def pods(plane: ControlPlane, inside: str) -> list[dict[str, dict[str, str]]]:
    """Return the pods on the host that come out of a namespace of the virtual cluster."""
    with connect_sync(plane.kubeconfig) as client:
        found = client.send(Call("GET", "/api/v1/namespaces/research-dev/pods"))["items"]
    return [pod for pod in found if f"-x-{inside}-x-" in pod["metadata"]["name"]]
