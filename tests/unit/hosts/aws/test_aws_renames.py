"""Old names stay known, so that a rename in the code renames nothing in AWS."""

import pulumi
import pytest

from kubespaces.hosts import renames
from kubespaces.hosts.aws.cluster import AwsHostCluster
from tests.unit.hosts.aws.clusters import answers, facts, made
from tests.unit.hosts.recording import Recording, record


def made_with(options: pulumi.ResourceOptions) -> Recording:
    args = {"facts": facts(), "platform": False}
    return record(lambda: AwsHostCluster("new", args, options), preview=True, outputs=answers, old_engine=True)  # type: ignore[arg-type]  # a plain dict, as from other languages


def test_a_renamed_component_takes_its_children_along() -> None:
    recording = made_with(pulumi.ResourceOptions(aliases=[pulumi.Alias(name="old")]))
    assert recording.one("new").aliases[0].endswith("::old")
    children = [item for item in recording if item.type.startswith("aws:")]
    assert len(children) > 50
    for item in children:
        assert item.aliases[0].endswith(f"::old{item.name.removeprefix('new')}"), item.name


def test_a_renamed_document_keeps_its_cluster() -> None:
    renamed = made(facts(aws={"cluster_name": "frankfurt"}), name="eu-1", preview=False)
    usual = made(preview=False)
    for name, token, path in (
        ("cluster", ":Cluster", "name"),
        ("audit-logs", ":LogGroup", "name"),
        ("flow-logs", ":LogGroup", "name"),
        ("secrets-key-alias", ":Alias", "name"),
        ("vpc-cni", ":Role", "assumeRolePolicy"),
    ):
        assert renamed.inputs(f"eu-1-{name}", token)[path] == usual.inputs(f"frankfurt-{name}", token)[path], name


def test_a_renamed_child_keeps_its_old_name_as_an_alias(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(renames.RENAMES, "pool-shared", ("nodes-shared",))
    recording = made_with(pulumi.ResourceOptions())
    assert recording.one("new-pool-shared", "NodeGroup").aliases[0].endswith("::new-nodes-shared")
    assert recording.one("new-pool-data", "NodeGroup").aliases == []
