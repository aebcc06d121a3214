"""The command ``kubespaces verify``: exit codes, what it prints, and the rights that it needs."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.support.sabotage import cluster_binding, deleted, sabotaged
from tests.support.tenants import TenantCluster, running_tenant_cluster
from typer.testing import CliRunner, Result

from kubespaces.cli import app
from kubespaces.kube import Call

pytestmark = pytest.mark.engine

DOCS = Path(__file__).parents[2] / "docs" / "verify.md"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TenantCluster]:
    with running_tenant_cluster(tmp_path_factory.mktemp("verify-command")) as running:
        yield running


def command(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["verify", *arguments])


def test_the_command_ends_with_0_1_and_2(cluster: TenantCluster, tmp_path: Path) -> None:
    there = ("--kubeconfig", str(cluster.kubeconfig), "--documents", str(cluster.documents))

    good = command(*there, "--tenant", "lab")
    assert good.exit_code == 0, good.output
    assert "Everything is as expected" in good.output
    assert "web " not in good.output

    with sabotaged(cluster, deleted("NetworkPolicy", "default-deny", "lab-dev")):
        bad = command(*there, "--tenant", "lab")
        as_json = command(*there, "--tenant", "lab", "--json")
    assert bad.exit_code == 1
    assert "SURPRISE lab-dev, looked at as the platform: NetworkPolicy default-deny (KS-NET-01)" in bad.output
    assert "mend:     run: kubespaces up" in bad.output
    assert as_json.exit_code == 1
    assert [line["where"] for line in json.loads(as_json.output)["lines"] if line["verdict"] == "surprise"] == [
        "lab-dev"
    ]

    nobody = command(*there, "--tenant", "pya")
    assert nobody.exit_code == 2
    assert "did you mean 'pay'?" in nobody.output

    gone = tmp_path / "gone"
    gone.write_text(re.sub(r"server: .*", "server: https://127.0.0.1:9", cluster.kubeconfig.read_text()))
    dead = command("--kubeconfig", str(gone), "--documents", str(cluster.documents))
    assert dead.exit_code == 2
    assert "no answer from the Kubernetes API server" in dead.output


def test_verbose_shows_every_line(cluster: TenantCluster) -> None:
    there = ("--kubeconfig", str(cluster.kubeconfig), "--documents", str(cluster.documents))
    output = command(*there, "--tenant", "lab", "--verbose").output
    assert "lab: pods" in output
    assert "ok        KS-POD-02  lab-dev, group lab-heads: a pod with a privileged container: expected" in output


def test_tenants_that_are_not_laid_cannot_be_verified(cluster: TenantCluster, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(
        cluster.documents.read_text().replace("name: pay\n", "name: new\n").replace("tenant: pay", "tenant: new")
    )
    result = command("--kubeconfig", str(cluster.kubeconfig), "--documents", str(other), "--tenant", "new")
    assert result.exit_code == 2
    assert "none of the namespaces new-dev, new-prod; run: kubespaces up" in result.output


def test_a_missing_namespace_is_a_surprise(cluster: TenantCluster, tmp_path: Path) -> None:
    text, whole = cluster.documents.read_text(), "  - name: dev\n    share: remainder\n"
    assert whole in text
    other = tmp_path / "other.yaml"
    other.write_text(text.replace(whole, f"{whole}  - name: more\n    share: 50%\n"))
    result = command("--kubeconfig", str(cluster.kubeconfig), "--documents", str(other), "--tenant", "lab")
    assert result.exit_code == 1
    assert "lab-more, looked at as the platform: the namespace (KS-TEN-01)" in result.output


@contextmanager
def logged_in_with(cluster: TenantCluster, role: dict[str, Any] | None, folder: Path) -> Iterator[Path]:
    """Make an account with a cluster role, and yield a kubeconfig that logs in as it."""
    account = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "checker", "namespace": "default"}}
    cluster.create(account)
    made = [("ServiceAccount", "checker", "default")]
    if role is not None:
        cluster.create(role)
        subject = {"kind": "ServiceAccount", "name": "checker", "namespace": "default"}
        cluster.create({**cluster_binding(role["metadata"]["name"], ""), "subjects": [subject]})
        made += [("ClusterRole", role["metadata"]["name"], ""), ("ClusterRoleBinding", "oops", "")]
    request = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {"expirationSeconds": 600}}
    path = "/api/v1/namespaces/default/serviceaccounts/checker/token"
    token = cluster.client.send(Call("POST", path, body=request))["status"]["token"]
    document = yaml.safe_load(cluster.kubeconfig.read_text())
    document["users"] = [{"name": document["contexts"][0]["context"]["user"], "user": {"token": token}}]
    file = folder / "kubeconfig"
    file.write_text(yaml.safe_dump(document))
    try:
        yield file
    finally:
        for kind, name, namespace in made:
            cluster.delete(kind, name, namespace)


def test_a_caller_without_rights_is_told_which(cluster: TenantCluster, tmp_path: Path) -> None:
    with logged_in_with(cluster, None, tmp_path) as file:
        result = command("--kubeconfig", str(file), "--documents", str(cluster.documents))
    assert result.exit_code == 2
    assert "'system:serviceaccount:default:checker' lacks rights that verifying needs" in result.output
    assert "list namespaces" in result.output
    assert "docs/verify.md" in result.output


def test_a_caller_who_may_read_but_not_impersonate_is_told(cluster: TenantCluster, tmp_path: Path) -> None:
    role = role_of_the_documentation()
    role["rules"] = [rule for rule in role["rules"] if "impersonate" not in rule["verbs"]]
    with logged_in_with(cluster, role, tmp_path) as file:
        result = command("--kubeconfig", str(file), "--documents", str(cluster.documents))
    assert result.exit_code == 2
    assert "impersonate groups 'pay-devs'" in result.output
    assert "list" not in result.output


def role_of_the_documentation() -> dict[str, Any]:
    blocks = re.findall(r"```yaml\n(.*?)```", DOCS.read_text(), flags=re.DOTALL)
    found: dict[str, Any] = next(
        document for block in blocks for document in [yaml.safe_load(block)] if document.get("kind") == "ClusterRole"
    )
    return found


def test_the_role_of_the_documentation_is_enough(cluster: TenantCluster, tmp_path: Path) -> None:
    with logged_in_with(cluster, role_of_the_documentation(), tmp_path) as file:
        result = command("--kubeconfig", str(file), "--documents", str(cluster.documents), "--tenant", "lab")
    assert result.exit_code == 0, result.output
