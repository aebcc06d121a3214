"""The main job, as the README has it: `up`, again `up`, edit, remove, `destroy`, on a real engine and API server.

The tests of this module are one story and run in their order.
"""

import re
from pathlib import Path

import pytest
from tests.support.project import ProjectCopy, namespaces_of

from kubespaces.kube import ApiError, Client, calls, connect_sync

pytestmark = pytest.mark.engine


def admin(project: ProjectCopy) -> Client:
    home = Path(project.environment["KUBESPACES_HOME"])
    return connect_sync(home / "control-planes" / "local" / "kubeconfig")


def changes(output: str) -> dict[str, int]:
    """Read the engine's closing count: ``{"created": 3, "unchanged": 5}``."""
    closing = output.rsplit("Resources:", maxsplit=1)[-1]
    return {
        word: int(count) for count, word in re.findall(r"(\d+) (created|updated|deleted|replaced|unchanged)", closing)
    }


def namespaces(project: ProjectCopy) -> set[str]:
    with admin(project) as client:
        resource = client.resource("v1", "Namespace")
        listed = client.send(calls.list_(resource))["items"]
    return {item["metadata"]["name"] for item in listed if "kubespaces.io/tenant" in item["metadata"].get("labels", {})}


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


def test_removing_production_is_refused_and_deletes_nothing(project: ProjectCopy) -> None:
    before = namespaces(project)
    project.edit("payments", "    - {name: prod, share: 50%, podSecurity: restricted}\n", "")
    project.edit(
        "payments",
        "payments-on-call, role: debug, environments: [prod]",
        "payments-on-call, role: debug, environments: [test]",
    )
    web = project.tenants / "web.yaml"
    try:
        output = project.run("up", "--yes", expect=1)
    finally:
        project.edit(
            "payments",
            "    - {name: test, share: 20%}\n",
            "    - {name: test, share: 20%}\n    - {name: prod, share: 50%, podSecurity: restricted}\n",
        )
        project.edit(
            "payments",
            "payments-on-call, role: debug, environments: [test]",
            "payments-on-call, role: debug, environments: [prod]",
        )

    assert web.exists()
    assert "protect" in output
    assert namespaces(project) == before
    assert changes(project.run("up", "--yes")).keys() == {"unchanged"}


def test_removing_an_environment_removes_its_namespace(project: ProjectCopy) -> None:
    project.edit("payments", "    - {name: test, share: 20%}\n", "")
    project.edit("payments", "environments: [dev, test]", "environments: [dev]")
    project.run("up", "--yes")

    assert namespaces(project) == ALL - {"payments-test"}


def test_retained_production_keeps_its_walls_and_loses_its_people(project: ProjectCopy) -> None:
    project.edit("web", "{name: prod, share: remainder}", "{name: prod, share: remainder, protect: false}")
    project.run("up", "--yes")
    project.edit("web", "    - {name: prod, share: remainder, protect: false}\n", "")
    project.run("up", "--yes")

    assert "web-prod" in namespaces(project)
    with admin(project) as client:
        kinds = {
            kind: client.send(calls.list_(client.resource(version, kind), namespace="web-prod"))["items"]
            for version, kind in (
                ("v1", "ResourceQuota"),
                ("networking.k8s.io/v1", "NetworkPolicy"),
                ("rbac.authorization.k8s.io/v1", "RoleBinding"),
            )
        }
    assert kinds["ResourceQuota"]
    assert "default-deny" in {policy["metadata"]["name"] for policy in kinds["NetworkPolicy"]}
    assert kinds["RoleBinding"] == []


def test_putting_a_retained_environment_back_needs_a_word(project: ProjectCopy) -> None:
    project.edit(
        "web",
        "    - {name: dev, share: 40%}\n",
        "    - {name: dev, share: 40%}\n    - {name: prod, share: remainder}\n",
    )
    assert "web-prod" in project.run("up", "--yes", expect=1)

    project.edit("web", "{name: prod, share: remainder}", "{name: prod, share: remainder, adopt: if-identical}")
    project.run("up", "--yes")
    assert changes(project.run("up", "--yes")).keys() == {"unchanged"}


def test_destroy_stops_at_what_is_protected_then_takes_the_rest(project: ProjectCopy) -> None:
    before = namespaces(project)
    assert "protect" in project.run("destroy", "--yes", expect=1)
    assert namespaces(project) == before

    for document in project.tenants.glob("*.yaml"):
        text = document.read_text()
        document.write_text(re.sub(r"\{name: prod,", "{name: prod, protect: false, onDelete: delete,", text))
    project.run("up", "--yes")
    project.run("destroy", "--yes")
    assert namespaces(project) == set()
