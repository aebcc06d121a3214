import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from kubespaces_embedded.engine import EngineError, Project
from kubespaces_embedded.engine.recovery import (
    Findings,
    PendingCreate,
    describe_foreign,
    examine,
    may_have_pending_creates,
)

HOST = "urn:pulumi:dev::shop::pulumi:providers:kubernetes::host"


def resource(name: str, kind: str = "kubernetes:core/v1:Namespace", **metadata: Any) -> dict[str, Any]:
    return {
        "urn": f"urn:pulumi:dev::shop::{kind}::{name}",
        "custom": True,
        "type": kind,
        "provider": f"{HOST}::0b5c4cb1",
        "inputs": {"metadata": {"name": name, **metadata}},
    }


def pending(state: dict[str, Any], kind: str = "creating") -> dict[str, Any]:
    return {"type": kind, "resource": state}


class FakeEngine:
    """Keeps a deployment as the real one does, and knows what exists in the cluster: outputs by URN."""

    def __init__(self, operations: list[dict[str, Any]], exists: dict[str, dict[str, Any]]) -> None:
        self.deployment: dict[str, Any] = {"resources": [], "pending_operations": operations}
        self.exists = exists
        self.commands: list[str] = []
        self.unreachable = False
        """Until an update of the provider configuration."""

    def __call__(self, *arguments: str) -> str:
        command = " ".join(arguments[:2])
        self.commands.append(command)
        match command:
            case "stack export":
                return json.dumps({"version": 3, "deployment": self.deployment})
            case "stack import":
                self.deployment = json.loads(Path(arguments[3]).read_text(encoding="utf-8"))["deployment"]
            case "refresh --yes" if self.unreachable:
                raise EngineError("connection refused")
            case "up --yes":
                assert arguments[-2:] == ("--target", HOST)
                self.unreachable = False
            case "refresh --yes":
                self._refresh([arguments[i + 1] for i, word in enumerate(arguments) if word == "--target"])
            case _:
                raise AssertionError(f"unexpected: {arguments}")
        return ""

    def _refresh(self, targets: list[str]) -> None:
        kept = [
            entry
            for entry in self.deployment["resources"]
            if entry["urn"] not in targets or entry["urn"] in self.exists
        ]
        self.deployment["resources"] = [{**entry, "outputs": self.exists[entry["urn"]]} for entry in kept]


def outputs(state: dict[str, Any]) -> dict[str, Any]:
    return dict(state["inputs"])


def identities(findings: Findings | None) -> dict[str, str]:
    assert findings is not None
    deployment = findings.export["deployment"]
    assert deployment["pending_operations"] == []
    return {entry["urn"]: entry.get("id", "") for entry in deployment["resources"]}


def test_nothing_pending() -> None:
    engine = FakeEngine([], {})

    assert examine(engine) is None
    assert engine.commands == ["stack export"]


def test_what_was_created_is_kept_and_what_was_not_is_forgotten() -> None:
    created = resource("a", labels={"kubespaces.io/tenant": "web"})
    missing = resource("b")
    engine = FakeEngine([pending(created), pending(missing)], {created["urn"]: outputs(created)})

    findings = examine(engine)

    assert identities(findings) == {created["urn"]: "a"}
    assert findings is not None
    assert findings.exist == (created["urn"],)
    assert findings.foreign == ()


def test_a_cluster_that_is_elsewhere_now_is_looked_up_in_the_program() -> None:
    created = resource("a")
    engine = FakeEngine([pending(created), pending(resource("b"))], {created["urn"]: outputs(created)})
    engine.unreachable = True

    assert identities(examine(engine)) == {created["urn"]: "a"}
    assert engine.commands.count("up --yes") == 1


def test_an_object_of_somebody_else_is_not_taken_over() -> None:
    wanted = resource("a", labels={"kubespaces.io/tenant": "web"})
    engine = FakeEngine(
        [pending(wanted)], {wanted["urn"]: outputs(resource("a", labels={"kubespaces.io/tenant": "shop"}))}
    )

    findings = examine(engine)

    assert identities(findings) == {}
    assert findings is not None
    assert findings.exist == ()
    assert f"belong to somebody else:\n  - a ({wanted['urn']})" in describe_foreign(findings.foreign)


def test_an_object_without_the_labels_is_somebody_elses() -> None:
    assert not PendingCreate(resource("a", labels={"x": "y"})).is_same_object({"outputs": {"metadata": {}}})


def test_what_only_the_provider_knows_is_left_to_a_person() -> None:
    bucket = resource("logs", "aws:s3/bucket:Bucket")
    engine = FakeEngine([pending(resource("a")), pending(bucket)], {})

    with pytest.raises(EngineError, match=r"aws:s3/bucket:Bucket::logs\nFind out whether"):
        examine(engine)


def test_what_exists_only_in_the_engine_is_simply_made_again() -> None:
    provider = resource("host", "pulumi:providers:kubernetes")
    component = {**resource("t", "kubespaces:index:Tenant"), "custom": False}
    engine = FakeEngine([pending(provider), pending(component)], {})

    assert identities(examine(engine)) == {}
    assert "refresh --yes" not in engine.commands


def test_a_resource_that_a_later_update_recorded_is_not_doubled() -> None:
    known = resource("a")
    engine = FakeEngine([pending(known)], {known["urn"]: outputs(known)})
    engine.deployment["resources"] = [{**known, "id": "a"}]

    assert identities(examine(engine)) == {known["urn"]: "a"}
    assert "refresh --yes" not in engine.commands


def test_interrupted_updates_and_deletions_are_done_again_anyway() -> None:
    engine = FakeEngine([pending(resource("a"), "updating"), pending(resource("b"), "deleting")], {})

    assert examine(engine) is None


@pytest.mark.parametrize(
    ("state", "identity"),
    [
        (resource("a"), "a"),
        (resource("a", "kubernetes:core/v1:ConfigMap", namespace="web"), "web/a"),
        ({"urn": "u", "type": "kubernetes:core/v1:Pod", "inputs": {"metadata": {"generateName": "x-"}}}, None),
        ({"urn": "u", "type": "kubernetes:core/v1:Pod"}, None),
        (resource("a", "random:index:Id"), None),
    ],
)
def test_identities(state: dict[str, Any], identity: str | None) -> None:
    assert PendingCreate(state).identity == identity


@pytest.mark.parametrize("packed", [False, True])
def test_a_state_file_is_searched_for_pending_operations(tmp_path: Path, project: Project, packed: bool) -> None:
    folder = tmp_path / ".pulumi" / "stacks" / "shop"
    folder.mkdir(parents=True)
    content = b'{"checkpoint":{"latest":{"pending_operations":[{}]}}}'
    if packed:
        (folder / "dev.json.gz").write_bytes(gzip.compress(content))
    else:
        (folder / "dev.json").write_bytes(content)

    assert may_have_pending_creates(tmp_path, project, "dev")
    assert not may_have_pending_creates(tmp_path, project, "prod")


def test_a_state_file_without_them(tmp_path: Path, project: Project) -> None:
    folder = tmp_path / ".pulumi" / "stacks" / "shop"
    folder.mkdir(parents=True)
    (folder / "dev.json").write_text('{"checkpoint":{"latest":{}}}', encoding="utf-8")

    assert not may_have_pending_creates(tmp_path, project, "dev")
