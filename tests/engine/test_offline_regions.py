"""Every region, previewed offline by the real engine with the project's own program and documents."""

import json
from typing import Any

import pytest
import yaml
from offline_support import Plan, preview, saved_state_of
from tests.support.project import ProjectCopy, copy_project, namespaces_of

from kubespaces_embedded.offline_providers.placeholders import LATER
from kubespaces_embedded.offline_providers.preview import Request

pytestmark = pytest.mark.engine

REGIONS = ("aws-eu-central-1", "aws-us-east-1", "azure-westeurope", "gcp-europe-west4", "onprem-fra1")
STACKS = tuple(f"{region}{part}" for region in REGIONS for part in ("-host", ""))
GROWING = ("aws-us-east-1", "azure-westeurope", "gcp-europe-west4")
"""One region of each cloud. That of AWS has more than three zones, so that one can join."""
QUOTA = 'quota: {cpu: "16",'


class Previews:
    """Offline previews of stacks as the command line makes them; each is made once."""

    def __init__(self, project: ProjectCopy) -> None:
        self.project = project
        self._texts: dict[str, str] = {}

    def text(self, stack: str) -> str:
        """Return the plan of a stack as it was printed first."""
        if stack not in self._texts:
            self._texts[stack] = self.anew(stack)
        return self._texts[stack]

    def anew(self, stack: str) -> str:
        """Preview a stack and return the plan as it is printed."""
        process = self.project.start("preview", "--offline", "--json", "--stack", stack)
        text, errors = process.communicate(timeout=120)
        assert process.returncode == 0, text + errors
        assert errors.startswith("This preview was made offline, as if nothing were there yet")
        assert len(errors.splitlines()) == 1, errors
        return text

    def plan(self, stack: str) -> dict[str, Any]:
        """Return the plan of a stack."""
        found: dict[str, Any] = json.loads(self.text(stack))
        return found


@pytest.fixture(scope="module")
def previews(tmp_path_factory: pytest.TempPathFactory) -> Previews:
    return Previews(copy_project(tmp_path_factory.mktemp("regions")))


def inputs_of(plan: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the inputs of each resource by its URN."""
    return {step["urn"]: step["newState"].get("inputs") or {} for step in plan["steps"]}


@pytest.mark.parametrize("stack", STACKS)
def test_a_region_is_previewed_without_errors_and_warnings(previews: Previews, stack: str) -> None:
    plan = previews.plan(stack)
    assert plan.get("diagnostics", []) == []
    assert set(plan["changeSummary"]) == {"create"}
    assert {step["op"] for step in plan["steps"]} <= {"create", "read"}
    named = {values["metadata"]["name"] for urn, values in inputs_of(plan).items() if "core/v1:Namespace:" in urn}
    assert named == namespaces_of(stack)
    assert bool(named) != stack.endswith("-host"), "every region carries somebody, and only by its tenants stack"


@pytest.mark.parametrize("stack", [f"{region}-host" for region in GROWING] + ["aws-eu-central-1"])
def test_two_previews_are_the_same(previews: Previews, stack: str) -> None:
    assert previews.anew(stack) == previews.text(stack)


@pytest.mark.parametrize("stack", STACKS)
def test_the_kubeconfig_is_nowhere_in_plain_text(previews: Previews, stack: str) -> None:
    kubeconfigs = [
        values["kubeconfig"] for urn, values in inputs_of(previews.plan(stack)).items() if "providers:kubernetes" in urn
    ]
    (kubeconfig,) = kubeconfigs
    assert kubeconfig in ("[secret]", LATER), "what is not known yet is shown as such"
    steps = json.dumps(previews.plan(stack)["steps"])
    for sign in (".kube/", "current-context", "client-key-data", "PRIVATE KEY"):
        assert sign not in steps


def test_a_tenants_quota_touches_only_that_tenant(previews: Previews) -> None:
    before = inputs_of(previews.plan("aws-eu-central-1"))
    previews.project.edit("payments", QUOTA, 'quota: {cpu: "20",')
    try:
        after = inputs_of(json.loads(previews.anew("aws-eu-central-1")))
    finally:
        previews.project.edit("payments", 'quota: {cpu: "20",', QUOTA)
    assert before.keys() == after.keys()
    touched = {urn.rpartition("::")[2] for urn in before if before[urn] != after[urn]}
    environments = ("payments-dev", "payments-test", "payments-prod")
    assert touched >= {f"{environment}-quota" for environment in environments}
    assert all(name.startswith("payments") for name in touched), touched


@pytest.fixture(scope="module", params=GROWING)
def grown(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """The preview of a host stack that gets a pool (and on AWS a zone), against the state of what was there before."""
    region = str(request.param)
    project = copy_project(tmp_path_factory.mktemp(region))
    state = saved_state_of(Request(project.root, f"{region}-host"), project.root / "state.json")
    assert "current-context" not in state.read_text(), "the kubeconfig is encrypted"
    document = project.root / "stacks" / "hosts" / f"{region}.yaml"
    content = yaml.safe_load(document.read_text())
    content["spec"]["nodePools"].append({"name": "more"})
    if region == "aws-us-east-1":
        content["spec"]["zones"].append("us-east-1d")
    document.write_text(yaml.safe_dump(content))
    return preview(project.root, stack=f"{region}-host", state=state)


def test_a_further_pool_or_zone_replaces_nothing(grown: Plan) -> None:
    assert grown.ended.code == 0, grown.text
    operations = grown.operations()
    made = {name for name, operation in operations.items() if operation == "create"}
    assert any(name.endswith("-pool-more") for name in made), grown.text
    assert set(operations.values()) <= {"create", "update"}, operations
