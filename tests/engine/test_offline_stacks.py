"""Every stack of this repository, previewed offline through the real engine: no errors, no warnings, one plan."""

import json
from pathlib import Path
from typing import Any

import pytest

from kubespaces.cli.offline import request_of, stack_names
from kubespaces.cli.project import find_stack
from kubespaces_embedded.offline_providers.preview import Foreseen, foresee

pytestmark = pytest.mark.engine

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", params=stack_names(ROOT))
def seen(request: pytest.FixtureRequest) -> Foreseen:
    return foresee(request_of(find_stack(request.param, ROOT)))


def test_there_are_no_errors_and_no_warnings(seen: Foreseen) -> None:
    assert seen.code == 0, seen.stderr or seen.text
    assert [entry for entry in seen.diagnostics if entry["severity"] in ("error", "warning")] == []
    assert set(seen.changes) == {"create"}


def test_everything_is_made_by_a_provider_of_the_programs_own(seen: Foreseen) -> None:
    """A default provider would act with whatever credentials lie around."""
    resources = [step["newState"] for step in json.loads(seen.text)["steps"]]
    providers = {resource["provider"] for resource in resources if "provider" in resource}
    assert [provider for provider in providers if "::default" in provider and "providers:pulumi" not in provider] == []


def test_kubeconfigs_are_secrets(seen: Foreseen) -> None:
    found = [value for step in json.loads(seen.text)["steps"] for value in _kubeconfigs(step["newState"])]
    assert set(found) <= {"[secret]"}


def _kubeconfigs(resource: dict[str, Any]) -> list[Any]:
    values = {**(resource.get("inputs") or {}), **(resource.get("outputs") or {})}
    return [value for key, value in values.items() if key == "kubeconfig"]


@pytest.mark.parametrize("name", stack_names(ROOT))
def test_two_previews_are_one_plan(name: str) -> None:
    request = request_of(find_stack(name, ROOT))
    assert foresee(request).text == foresee(request).text
