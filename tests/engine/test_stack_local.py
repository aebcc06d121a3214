"""The main job, as the README has it: `up`, again `up`, edit, log in, on a real engine and API server.

The tests of this module are one story and run in their order.
"""

from pathlib import Path

import pytest
from tests.support.project import ProjectCopy, changes, namespaces, namespaces_of

from kubespaces.kube import ApiError, calls, connect_sync

pytestmark = pytest.mark.engine


ALL = namespaces_of("local")


def test_up_makes_every_tenant(project: ProjectCopy) -> None:
    output = project.run("up", "--yes")

    assert changes(output).keys() == {"created"}
    assert namespaces(project) == ALL
    assert "payments-prod" in output
    assert "Try next:" in output


def test_second_up_changes_nothing(project: ProjectCopy) -> None:
    assert changes(project.run("up", "--yes")).keys() == {"unchanged"}


def test_the_stack_file_stays_as_it_was_committed(project: ProjectCopy) -> None:
    committed = Path(__file__).parents[2] / "stacks" / "Pulumi.local.yaml"
    assert (project.root / "stacks" / "Pulumi.local.yaml").read_text() == committed.read_text()


def test_refresh_sees_no_drift(project: ProjectCopy) -> None:
    project.run("preview", "--", "--refresh", "--expect-no-changes")


def test_preview_of_one_quota_touches_only_that_tenant(project: ProjectCopy) -> None:
    project.edit("web", 'cpu: "4"', 'cpu: "6"')
    try:
        plan = project.run_json("preview", "--", "--json")
    finally:
        project.edit("web", 'cpu: "6"', 'cpu: "4"')

    touched = {step["urn"].rpartition("::")[2] for step in plan["steps"] if step["op"] != "same"}
    assert {"web-dev-quota", "web-prod-quota"} <= touched
    assert all(name.startswith("web-") or "Stack" in name or name == "kubespaces-local" for name in touched)


def test_kubeconfig_logs_in_as_the_deployer_and_nowhere_else(project: ProjectCopy, tmp_path: Path) -> None:
    file = tmp_path / "payments-dev.kubeconfig"
    project.run("kubeconfig", "payments", "dev", "--output", str(file))

    assert file.stat().st_mode & 0o077 == 0
    config_map = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "probe", "namespace": "payments-dev"}}
    with connect_sync(file) as deployer:
        resource = deployer.resource("v1", "ConfigMap")
        deployer.send(calls.create(resource, config_map, dry_run=True))
        for namespace in ("web-dev", "payments-prod"):
            config_map["metadata"]["namespace"] = namespace  # type: ignore[index]  # a plain dictionary
            with pytest.raises(ApiError) as refused:
                deployer.send(calls.create(resource, config_map, dry_run=True))
            assert refused.value.forbidden


def test_kubeconfig_of_an_unknown_tenant_names_the_nearest(project: ProjectCopy) -> None:
    assert "did you mean 'payments'?" in project.run("kubeconfig", "payment", "dev", expect=1)
    assert "did you mean 'prod'?" in project.run("kubeconfig", "payments", "prd", expect=1)


def test_a_wrong_document_stops_before_anything_is_registered(project: ProjectCopy) -> None:
    project.edit("web", "isolation: sandboxed", "isolation: sandbox")
    try:
        output = project.run("up", "--yes", expect=1)
    finally:
        project.edit("web", "isolation: sandbox\n", "isolation: sandboxed\n")

    assert "stacks/tenants/web.yaml: web: isolation: sandbox: is not allowed; did you mean 'sandboxed'?" in output
    assert "Traceback" not in output
    assert "Updating" not in output
