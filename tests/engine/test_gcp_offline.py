"""A host cluster on Google Cloud under the real engine, with the offline plugin: no account, no warning, same plan."""

import json
from pathlib import Path
from typing import Any

import pytest
from offline_support import Plan, plan_text, preview, write_project

pytestmark = pytest.mark.engine

FACTS: dict[str, Any] = {
    "kubernetes_version": "1.35",
    "region": "europe-west4",
    "gcp": {"project": "acme-platform", "project_number": "123456789012", "nat_addresses": 1, "audit_reads": True},
    "cidrs": {"nodes": "10.40.0.0/20"},
    "admin_groups": ["platform-admins@example.com"],
    "node_pools": [{"name": "shared"}, {"name": "data", "tenant": "data", "sandbox": True}],
    "tags": {"owner": "a@example.com", "cost-center": "c", "environment": "prod", "data-class": "internal"},
}
PROGRAM = """
from kubespaces.hosts.gcp.cluster import GcpHostCluster
from kubespaces.hosts.gcp.provider import make_provider
from kubespaces.spec.host_cluster import HostClusterSpec
facts = {facts!r}
spec = HostClusterSpec.model_validate(facts, by_alias=False, by_name=True)
GcpHostCluster("eemshaven", {{"facts": facts}}, ResourceOptions(providers=[make_provider("eemshaven", spec)]))
"""


def project(folder: Path, **gcp: Any) -> Path:
    return write_project(folder, PROGRAM.format(facts={**FACTS, "gcp": {**FACTS["gcp"], **gcp}}))


def diagnostics(plan: Plan) -> list[str]:
    assert plan.ended.code == 0, plan.text
    return [item["message"] for item in json.loads(plan.ended.stdout).get("diagnostics", [])]


def test_the_usual_cluster_previews_without_a_word(tmp_path: Path) -> None:
    plan = preview(project(tmp_path))
    assert diagnostics(plan) == []
    assert set(plan.operations().values()) == {"create"}
    assert {"eemshaven-cluster", "eemshaven-pool-data", "eemshaven-nat-1", "eemshaven-platform"} <= plan.steps.keys()
    assert "gke-gcloud-auth-plugin" not in plan.text


def test_autopilot_previews_with_the_one_warning_of_its_document(tmp_path: Path) -> None:
    (message,) = diagnostics(preview(project(tmp_path, autopilot=True)))
    assert "network.roles.dns" in message


def test_two_previews_give_the_same_plan(tmp_path: Path) -> None:
    folder = project(tmp_path)
    assert plan_text(folder) == plan_text(folder)


def test_a_wrong_document_ends_the_preview_with_its_text(tmp_path: Path) -> None:
    plan = preview(project(tmp_path, project_number=None))
    assert plan.ended.code != 0
    assert "facts.gcp.project_number: is required" in plan.text
    assert "Traceback" not in plan.text
