"""Every region carries somebody, and grows without replacing anything: offline previews by the real engine.

What holds for every stack (no errors or warnings, one plan, no kubeconfig in plain text) is in `test_offline_stacks`.
"""

import json
from typing import Any

import pytest
import yaml
from offline_support import Plan, preview, saved_state_of
from tests.support.project import ProjectCopy, copy_project, namespaces_of

from kubespaces_embedded.offline_providers.preview import Request

pytestmark = pytest.mark.engine

REGIONS = ("aws-eu-central-1", "aws-us-east-1", "azure-westeurope", "gcp-europe-west4", "onprem-fra1")
GROWING = ("aws-us-east-1", "azure-westeurope", "gcp-europe-west4")
"""One region of each cloud. That of AWS has more than three zones, so that one can join."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> ProjectCopy:
    return copy_project(tmp_path_factory.mktemp("regions"))


@pytest.mark.parametrize("region", REGIONS)
def test_the_tenants_stack_of_a_region_lays_its_tenants(project: ProjectCopy, region: str) -> None:
    process = project.start("preview", "--offline", "--json", "--stack", region)
    text, errors = process.communicate(timeout=120)
    assert process.returncode == 0, text + errors
    assert errors.startswith("This preview was made offline, as if nothing were there yet")
    assert len(errors.splitlines()) == 1, errors
    states: list[dict[str, Any]] = [step["newState"] for step in json.loads(text)["steps"]]
    laid = {state["inputs"]["metadata"]["name"] for state in states if state["type"] == "kubernetes:core/v1:Namespace"}
    assert laid == namespaces_of(region)
    assert laid, "every region carries somebody"
    assert namespaces_of(f"{region}-host") == set()


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
