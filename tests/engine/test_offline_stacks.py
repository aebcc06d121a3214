"""Every stack of this repository, previewed offline through the real engine: no errors, no warnings, one plan."""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from offline_support import saved_state_of

from kubespaces.cli.offline import request_of, stack_names
from kubespaces.cli.project import find_stack
from kubespaces_embedded.offline_providers.placeholders import LATER
from kubespaces_embedded.offline_providers.preview import Foreseen, foresee

pytestmark = pytest.mark.engine

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project that runs in the environment of the tests, wherever that is."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copy(ROOT / "Pulumi.yaml", folder)
    shutil.copytree(ROOT / "stacks", folder / "stacks")
    (folder / ".venv").symlink_to(sys.prefix)
    return folder


@pytest.fixture(scope="module", params=stack_names(ROOT))
def seen(request: pytest.FixtureRequest, root: Path) -> Foreseen:
    return foresee(request_of(find_stack(request.param, root)))


def test_there_are_no_errors_and_no_warnings(seen: Foreseen) -> None:
    assert seen.code == 0, seen.stderr or seen.text
    assert [entry for entry in seen.diagnostics if entry["severity"] in ("error", "warning")] == []
    assert set(seen.changes) == {"create"}


def test_everything_is_made_by_a_provider_of_the_programs_own(seen: Foreseen) -> None:
    """A default provider would act with whatever credentials lie around."""
    resources = [step["newState"] for step in json.loads(seen.text)["steps"]]
    providers = {resource["provider"] for resource in resources if "provider" in resource}
    assert [provider for provider in providers if "::default" in provider and "providers:pulumi" not in provider] == []


def test_kubeconfigs_are_secrets_or_not_known_yet(seen: Foreseen) -> None:
    found = [value for step in json.loads(seen.text)["steps"] for value in _kubeconfigs(step["newState"])]
    assert set(found) <= {"[secret]", LATER}
    steps = json.dumps(json.loads(seen.text)["steps"])
    for sign in (".kube/", "current-context", "client-key-data", "PRIVATE KEY"):
        assert sign not in steps


def _kubeconfigs(resource: dict[str, Any]) -> list[Any]:
    values = {**(resource.get("inputs") or {}), **(resource.get("outputs") or {})}
    return [value for key, value in values.items() if key == "kubeconfig"]


def test_two_previews_are_one_plan(seen: Foreseen, root: Path) -> None:
    assert foresee(request_of(find_stack(_stack(seen), root))).text == seen.text


def _stack(seen: Foreseen) -> str:
    """Return the name of the stack that was previewed, from the first resource's URN."""
    urn: str = json.loads(seen.text)["steps"][0]["urn"]
    return urn.split(":")[2]


def test_another_quota_of_one_tenant_touches_nothing_of_others(root: Path, tmp_path: Path) -> None:
    state = saved_state_of(request_of(find_stack("local", root)), tmp_path / "state.json")
    assert _changed(root, state) == {}
    file = root / "stacks/tenants/payments.yaml"
    before = file.read_text()
    document = yaml.safe_load(before)
    document["spec"]["quota"]["cpu"] = str(int(document["spec"]["quota"]["cpu"]) + 2)
    file.write_text(yaml.safe_dump(document))
    try:
        changed = _changed(root, state)
    finally:
        file.write_text(before)
    assert set(changed.values()) == {"update"}
    environments = ("dev", "test", "prod")
    assert set(changed) == {f"payments-{name}-{part}" for name in environments for part in ("quota", "limits")}


def _changed(root: Path, state: Path) -> dict[str, str]:
    found = foresee(request_of(find_stack("local", root), state))
    assert found.code == 0, found.stderr or found.text
    steps = [step for step in json.loads(found.text)["steps"] if step["op"] not in ("same", "read")]
    return {step["urn"].split("::")[-1]: step["op"] for step in steps if "pulumi:pulumi:Stack" not in step["urn"]}
