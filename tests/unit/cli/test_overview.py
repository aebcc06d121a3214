"""What ``kubespaces up`` ends with."""

from pathlib import Path

import pytest

from kubespaces.cli import overview
from kubespaces.cli.project import Stack
from kubespaces.plan import plan_tenant
from tests.documents import parsed, tenant

ENVIRONMENTS = [{"name": "dev", "share": "25%"}, {"name": "test", "share": "75%"}]
ACCESS = [{"group": "leads", "role": "edit"}, {"group": "testers", "role": "view", "environments": ["test"]}]


def test_environments_that_share_a_virtual_cluster_are_told_apart(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    document = parsed(tenant(isolation="virtual", virtual={"per": "tenant"}, environments=ENVIRONMENTS, access=ACCESS))
    monkeypatch.setattr(Stack, "namespaces", lambda _: plan_tenant(document.name, document.spec))
    overview.show(Stack(Path(), "eu"))
    said = capsys.readouterr().out
    for words in ("shop-shared", "8 / 16Gi / 50", "leads: edit in dev", "leads: edit in test", "testers: view in test"):
        assert words in said
    assert "testers: view in dev" not in said
    assert "kubeconfig shop dev --stack eu --output shop-dev.kubeconfig" in said


def test_elsewhere_the_namespace_says_it_all(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    document = parsed(tenant(environments=ENVIRONMENTS, access=ACCESS))
    monkeypatch.setattr(Stack, "namespaces", lambda _: plan_tenant(document.name, document.spec))
    overview.show(Stack(Path(), "eu"))
    said = capsys.readouterr().out
    assert "leads: edit " in said
    assert " in dev" not in said
    assert "its deployer only" not in said
