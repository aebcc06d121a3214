"""A host cluster on AWS under the real engine, previewed without an account."""

import json
from pathlib import Path
from typing import Any

import pytest
from offline_support import Plan, plan_text, preview, saved_state, write_project

pytestmark = pytest.mark.engine

PROGRAM = """
import json
from pathlib import Path
from kubespaces.hosts.factory import from_spec
from kubespaces.spec.host_cluster import HostCluster
document = HostCluster.model_validate(json.loads(Path(__file__).with_name("host.json").read_text()))
aliases = {aliases}
cluster = from_spec(document, opts=ResourceOptions(aliases=aliases))
pulumi.export("kubeconfig", cluster.kubeconfig)
"""

SPEC: dict[str, Any] = {
    "aws": {"accountId": "123456789012"},
    "region": "us-west-2",
    "zones": ["us-west-2a", "us-west-2b", "us-west-2c"],
    "kubernetesVersion": "1.35",
    "cidrs": {"nodes": "10.20.0.0/16"},
    "adminGroups": ["arn:aws:iam::123456789012:role/platform-admins"],
    "nodePools": [{"name": "shared"}, {"name": "data", "tenant": "data", "min": 3, "max": 9}],
    "tags": {"owner": "p@example.com", "cost-center": "cc-1", "environment": "prod", "data-class": "internal"},
}


def project(folder: Path, *, name: str = "oregon", aliases: str = "None", **changes: Any) -> Path:
    """Write a program that makes a cluster of this document."""
    head = {"apiVersion": "kubespaces.io/v1alpha1", "kind": "HostCluster", "metadata": {"name": name}}
    folder.mkdir(exist_ok=True)
    (folder / "host.json").write_text(json.dumps({**head, "spec": {**SPEC, **changes}}))
    return write_project(folder, PROGRAM.format(aliases=aliases))


def replaced(plan: Plan) -> set[str]:
    return {name for name, operation in plan.operations().items() if "replace" in operation or "delete" in operation}


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state of the cluster once it is there."""
    folder = tmp_path_factory.mktemp("aws")
    return saved_state(project(folder / "project"), folder / "state.json")


def test_a_preview_has_no_errors_and_no_warnings(tmp_path: Path) -> None:
    plan = preview(project(tmp_path / "project"))
    assert plan.ended.code == 0, plan.text
    assert "warning" not in plan.text.lower()
    assert set(plan.operations().values()) == {"create"}
    assert len(json.loads(plan.ended.stdout)["steps"]) > 100
    assert plan.steps["oregon-cluster"]["newState"]["inputs"]["version"] == "1.35"


def test_two_previews_are_one_plan(tmp_path: Path) -> None:
    folder = project(tmp_path / "project")
    first, second = json.loads(plan_text(folder)), json.loads(plan_text(folder))
    assert _ordered(first) == _ordered(second)


def _ordered(value: Any) -> Any:
    """Return a plan with dependencies in order; Pulumi's SDK tells them in any."""
    if isinstance(value, dict):
        return {key: sorted(item) if key == "dependencies" else _ordered(item) for key, item in value.items()}
    if isinstance(value, list):
        texts = all(isinstance(item, str) and item.startswith("urn:") for item in value)
        return sorted(value) if texts else [_ordered(item) for item in value]
    return value


def test_the_same_document_changes_nothing(tmp_path: Path, state: Path) -> None:
    plan = preview(project(tmp_path / "project"), state=state)
    assert plan.ended.code == 0, plan.text
    assert plan.operations() == {}


def test_a_further_zone_replaces_nothing(tmp_path: Path, state: Path) -> None:
    plan = preview(project(tmp_path / "project", zones=[*SPEC["zones"], "us-west-2d"]), state=state)
    assert plan.operations()["oregon-private-us-west-2d"] == "create"
    assert replaced(plan) == set()
    for name in ("oregon-cluster", "oregon-vpc", "oregon-pool-shared", "oregon-private-us-west-2a"):
        assert name not in plan.operations()


def test_a_further_pool_replaces_nothing(tmp_path: Path, state: Path) -> None:
    plan = preview(project(tmp_path / "project", nodePools=[*SPEC["nodePools"], {"name": "more"}]), state=state)
    assert plan.operations() == {"oregon-pool-more": "create"}


def test_another_machine_type_replaces_its_pool_alone(tmp_path: Path, state: Path) -> None:
    shared, data = SPEC["nodePools"]
    pools = [{**shared, "machineType": "m7i.2xlarge"}, data]
    plan = preview(project(tmp_path / "project", nodePools=pools), state=state)
    assert plan.operations() == {"oregon-pool-shared": "replace"}


def test_a_renamed_document_keeps_all_it_has(tmp_path: Path, state: Path) -> None:
    renamed = project(
        tmp_path / "project",
        name="us-1",
        aliases='[pulumi.Alias(name="oregon")]',
        aws={**SPEC["aws"], "clusterName": "oregon"},
    )
    plan = preview(renamed, state=state)
    assert plan.ended.code == 0, plan.text
    assert replaced(plan) == {"oregon-aws"}  # the provider, which is nothing in AWS


def test_no_kubeconfig_in_plain_text(tmp_path: Path, state: Path) -> None:
    assert "get-token" not in state.read_text()
    assert "get-token" not in preview(project(tmp_path / "project"), state=state).text
