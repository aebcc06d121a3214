"""Reviews and drift on a real engine and API server: changes by hand, and a saved plan that applies what was reviewed.

The tests of this module are one story and run in their order.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.documents import host, tenant, text_of
from tests.support.project import ProjectCopy

from kubespaces.kube import Client, calls, connect_sync

pytestmark = pytest.mark.engine

SHOP = tenant(
    environments=[{"name": "dev", "share": "50%"}, {"name": "test", "share": "50%"}],
    access=[{"group": "shop-devs", "role": "view"}],
)


def admin(project: ProjectCopy) -> Client:
    home = Path(project.environment["KUBESPACES_HOME"])
    return connect_sync(home / "control-planes" / "local" / "kubeconfig")


def write(project: ProjectCopy, document: dict[str, Any]) -> None:
    (project.tenants / "shop.yaml").write_text(text_of(document))


def reviewed(project: ProjectCopy, *arguments: str, expect: int) -> dict[str, Any]:
    """Run a command that writes a review as JSON, and return it."""
    file = project.root / "review.json"
    project.run(*arguments, "--json", str(file), expect=expect)
    found: dict[str, Any] = json.loads(file.read_text())
    return found


def test_the_first_up_has_nothing_to_decide(project: ProjectCopy) -> None:
    for file in [*project.tenants.glob("*.yaml"), *(project.root / "stacks/hosts").glob("*.yaml")]:
        file.unlink()
    (project.root / "stacks/hosts/local.yaml").write_text(text_of(host()))
    write(project, SHOP)

    review = reviewed(project, "review", "--stack", "local", expect=0)

    assert review["decisions"] == []
    assert [item["status"] for item in review["tenants"][0]["environments"]] == ["new", "new"]
    project.run("up", "--yes")


def test_nothing_changes_and_nothing_has_drifted(project: ProjectCopy) -> None:
    review = reviewed(project, "review", "--stack", "local", expect=0)
    drift = reviewed(project, "drift", "--stack", "local", expect=0)

    assert set(review["counts"]) == set(drift["counts"]) == {"same"}


def test_a_saved_plan_applies_what_was_reviewed_and_nothing_else(project: ProjectCopy) -> None:
    larger = json.loads(json.dumps(SHOP))
    larger["spec"]["quota"]["cpu"] = "10"
    write(project, larger)
    plan = str(project.root / "plan.json")
    review = reviewed(project, "review", "--stack", "local", "--save-plan", plan, expect=2)
    assert review["plan"].startswith("sha256:")

    approval = ("--approve", review["digest"], "--by", "ann", "--why", "launch")
    preview = ("review", "--stack", "local", "--save-plan", plan, *approval)
    assert reviewed(project, *preview, expect=0)["approval"]["by"] == "ann"
    larger["spec"]["quota"]["cpu"] = "12"
    write(project, larger)
    assert "violates plan" in project.run("up", "--yes", "--", "--skip-preview", "--plan", plan, expect=1)

    larger["spec"]["quota"]["cpu"] = "10"
    write(project, larger)
    project.run("up", "--yes", "--", "--skip-preview", "--plan", plan)
    with admin(project) as client:
        quota = client.send(calls.get(client.resource("v1", "ResourceQuota"), "kubespaces", "shop-dev"))
    assert quota["spec"]["hard"]["limits.cpu"] == "5"


def test_drift_shows_who_took_a_wall_down_and_up_puts_it_back(project: ProjectCopy) -> None:
    with admin(project) as client:
        policies = client.resource("networking.k8s.io/v1", "NetworkPolicy")
        quotas = client.resource("v1", "ResourceQuota")
        client.send(calls.delete(policies, "default-deny", "shop-dev"))
        body = {"spec": {"hard": {"limits.cpu": "500"}}}
        client.send(calls.patch(quotas, "kubespaces", body, namespace="shop-test", manager="somebody"))

    drift = reviewed(project, "drift", "--stack", "local", expect=2)
    environments = {item["namespace"]: item for item in drift["tenants"][0]["environments"]}
    by = [operation["by"] for item in environments.values() for operation in item["operations"]]

    assert {item["direction"] for item in environments.values()} == {"lowered"}
    assert any("somebody at 20" in name for names in by for name in names), by
    assert {item["kind"] for item in drift["decisions"]} == {"isolation-lowered"}
    with admin(project) as client:  # a field that somebody owns is theirs to give back
        own = {"spec": {"hard": {"limits.cpu": "5"}}}
        client.send(
            calls.patch(
                client.resource("v1", "ResourceQuota"), "kubespaces", own, namespace="shop-test", manager="somebody"
            )
        )
    project.run("up", "--yes", "--", "--refresh")
    assert set(reviewed(project, "drift", "--stack", "local", expect=0)["counts"]) == {"same"}


def test_a_renamed_environment_shouts(project: ProjectCopy) -> None:
    renamed = json.loads(json.dumps(SHOP))
    renamed["spec"]["quota"]["cpu"] = (
        "10"  # as it is: the quota of the other environment has a field of somebody else's
    )
    renamed["spec"]["environments"][0]["name"] = "development"
    write(project, renamed)

    review = reviewed(project, "review", "--stack", "local", expect=2)

    assert review["decisions"][0]["kind"] == "destruction"
    assert "NOT moved" in review["notes"][0]
    assert review["blastRadius"]["destroyed"][0]["where"] == "Namespace shop-dev"
