"""Old names stay known, so that a rename renames nothing in Google Cloud."""

import pulumi
import pytest

from kubespaces.hosts import renames
from kubespaces.hosts.gcp.cluster import GcpHostCluster
from tests.unit.hosts.gcp.clusters import answers, facts, made
from tests.unit.hosts.recording import Recording, record


def made_with(options: pulumi.ResourceOptions) -> Recording:
    args = {"facts": facts(), "platform": False}
    return record(lambda: GcpHostCluster("new", args, options), preview=True, outputs=answers, old_engine=True)  # type: ignore[arg-type]  # a plain dict, as from other languages


def test_a_renamed_component_takes_its_children_along() -> None:
    recording = made_with(pulumi.ResourceOptions(aliases=[pulumi.Alias(name="old")]))
    assert recording.one("new").aliases[0].endswith("::old")
    children = [item for item in recording if item.type.startswith("gcp:")]
    assert len(children) > 25
    for item in children:
        # Some of Google's classes have old types besides.
        old = f"{item.type}::old{item.name.removeprefix('new')}"
        assert any(alias.endswith(old) for alias in item.aliases), item.name


def test_a_renamed_document_keeps_its_cluster() -> None:
    renamed = made(facts(gcp={"cluster_name": "eemshaven"}), name="eu-1", preview=False)
    usual = made(preview=False)
    for name, token, path in (
        ("cluster", "", "name"),
        ("audit-logs", ":ProjectBucketConfig", "bucketId"),
        ("nodes", "", "accountId"),
    ):
        assert renamed.inputs(f"eu-1-{name}", token)[path] == usual.inputs(f"eemshaven-{name}", token)[path], name
    assert renamed.outputs["oidc_issuer"] == usual.outputs["oidc_issuer"]


def test_a_renamed_child_keeps_its_old_name_as_an_alias(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(renames.RENAMES, "pool-shared", ("nodes-shared",))
    recording = made_with(pulumi.ResourceOptions())
    assert recording.one("new-pool-shared").aliases[0].endswith("::new-nodes-shared")
    assert recording.one("new-pool-data").aliases == []
