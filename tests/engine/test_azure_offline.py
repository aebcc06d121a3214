"""A host cluster on Azure under the real engine, previewed without an account."""

import json
from pathlib import Path
from typing import Any

import pytest
from offline_support import Plan, plan_text, preview, replacement_order, saved_state, write_project

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
    "azure": {
        "subscriptionId": "11111111-1111-1111-1111-111111111111",
        "tenantId": "22222222-2222-2222-2222-222222222222",
    },
    "region": "westeurope",
    "kubernetesVersion": "1.35",
    "cidrs": {"nodes": "10.30.0.0/16"},
    "adminGroups": ["33333333-3333-3333-3333-333333333333"],
    "nodePools": [{"name": "shared"}, {"name": "data", "tenant": "data", "min": 3, "max": 9}],
    "tags": {"owner": "p@example.com", "cost-center": "cc-1", "environment": "prod", "data-class": "internal"},
}


def project(folder: Path, *, name: str = "amsterdam", aliases: str = "None", **changes: Any) -> Path:
    """Write a program that makes a cluster of this document."""
    head = {"apiVersion": "kubespaces.io/v1alpha1", "kind": "HostCluster", "metadata": {"name": name}}
    folder.mkdir(exist_ok=True)
    (folder / "host.json").write_text(json.dumps({**head, "spec": {**SPEC, **changes}}))
    return write_project(folder, PROGRAM.format(aliases=aliases))


def replaced(plan: Plan) -> set[str]:
    return {name for name, operation in plan.operations().items() if "replace" in operation or "delete" in operation}


NEW_FIRST = ["create-replacement", "replace", "delete-replaced"]


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state of the cluster once it is there."""
    folder = tmp_path_factory.mktemp("azure")
    return saved_state(project(folder / "project"), folder / "state.json")


def test_a_preview_has_no_errors_and_no_warnings(tmp_path: Path) -> None:
    plan = preview(project(tmp_path / "project"))
    assert plan.ended.code == 0, plan.text
    assert "warning" not in plan.text.lower()
    assert set(plan.operations().values()) == {"create"}
    assert len(json.loads(plan.ended.stdout)["steps"]) > 50
    inputs = plan.steps["amsterdam-cluster"]["newState"]["inputs"]
    assert inputs["kubernetesVersion"] == "1.35"
    assert inputs["resourceGroupName"] == "amsterdam"


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


def test_a_further_zone_touches_nothing(tmp_path: Path) -> None:
    two = saved_state(project(tmp_path / "two", zones=["1", "2"]), tmp_path / "state.json")
    plan = preview(project(tmp_path / "three", zones=["1", "2", "3"]), state=two)
    assert plan.ended.code == 0, plan.text
    assert plan.operations() == {}


def test_a_further_pool_replaces_nothing(tmp_path: Path, state: Path) -> None:
    plan = preview(project(tmp_path / "project", nodePools=[*SPEC["nodePools"], {"name": "more"}]), state=state)
    assert plan.operations() == {"amsterdam-pool-more": "create"}


def test_another_machine_type_replaces_its_pool_alone(tmp_path: Path, state: Path) -> None:
    shared, data = SPEC["nodePools"]
    folder = project(tmp_path / "p", nodePools=[{**shared, "machineType": "Standard_D8ds_v5"}, data])
    assert preview(folder, state=state).operations() == {"amsterdam-pool-shared": "replace"}
    assert replacement_order(folder, "amsterdam-pool-shared", state=state) == NEW_FIRST


def test_another_machine_type_of_the_system_pool_leaves_the_cluster_alone(tmp_path: Path, state: Path) -> None:
    own = {**SPEC["azure"], "systemPool": {"machineType": "Standard_D8ds_v5", "anchor": "Standard_D4ds_v5"}}
    folder = project(tmp_path / "project", azure=own)
    assert preview(folder, state=state).operations() == {"amsterdam-system-pool": "replace"}
    assert replacement_order(folder, "amsterdam-system-pool", state=state) == NEW_FIRST


def test_a_new_version_and_other_options_replace_nothing(tmp_path: Path, state: Path) -> None:
    own = {**SPEC["azure"], "defender": False, "auditReads": True, "maintenance": {"day": "Monday"}, "nodeSsh": True}
    plan = preview(project(tmp_path / "project", azure=own, kubernetesVersion="1.36"), state=state)
    assert plan.ended.code == 0, plan.text
    assert replaced(plan) == set()
    assert plan.operations()["amsterdam-cluster"] == "update"


def test_a_renamed_document_keeps_all_it_has(tmp_path: Path, state: Path) -> None:
    renamed = project(
        tmp_path / "project",
        name="eu-1",
        aliases='[pulumi.Alias(name="amsterdam")]',
        azure={**SPEC["azure"], "clusterName": "amsterdam"},
    )
    plan = preview(renamed, state=state)
    assert plan.ended.code == 0, plan.text
    assert replaced(plan) == {"amsterdam-azure"}  # the provider, which is nothing in Azure


def test_no_kubeconfig_in_plain_text(tmp_path: Path, state: Path) -> None:
    assert "get-token" not in state.read_text()
    assert "get-token" not in preview(project(tmp_path / "project"), state=state).text
