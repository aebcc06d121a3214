"""What becomes of environments that leave the documents, and `destroy`, on a real engine and API server.

The tests of this module are one story and run in their order.
"""

import re

import pytest
from tests.support.project import ProjectCopy, admin, changes, namespaces

from kubespaces.kube import calls

pytestmark = pytest.mark.engine

TENANTS = ("ledger", "payments", "web")
"""Enough for the story; each `up` takes time for every object."""
THREE = {"ledger-prod", "payments-dev", "payments-prod", "payments-test", "web-dev", "web-prod"}


def test_up_makes_three_tenants(project: ProjectCopy) -> None:
    for document in project.tenants.glob("*.yaml"):
        if document.stem not in TENANTS:
            document.unlink()
    project.run("up", "--yes")
    assert namespaces(project) == THREE


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

    assert namespaces(project) == THREE - {"payments-test"}


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
