"""Golden reviews of changes to host clusters in clouds: through the real engine, offline, against saved states."""

# ruff: noqa: E501 - each case stands together

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from review_support import Fleet, decided, hold
from tests.support.project import ROOT

pytestmark = pytest.mark.engine


def documents_of(region: str) -> dict[str, Any]:
    path: Path = ROOT / "stacks" / "hosts" / f"{region}.yaml"
    return {region: yaml.safe_load(path.read_text())}


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Fleet:
    return Fleet(tmp_path_factory.mktemp("aws"), "aws-eu-central-1-host", documents_of("aws-eu-central-1"))


@pytest.fixture(scope="module")
def gcp(tmp_path_factory: pytest.TempPathFactory) -> Fleet:
    return Fleet(tmp_path_factory.mktemp("gcp"), "gcp-europe-west4-host", documents_of("gcp-europe-west4"))


AWS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "aws-version-bump": ({"kubernetesVersion": "1.36"}, set()),
    "aws-endpoint-made-public": (
        {"endpoint": {"private": False, "allowedCidrs": ["203.0.113.0/24"]}}, {"isolation-lowered aws-eu-central-1"},
    ),
    "aws-endpoint-of-another-network": (
        {"endpoint": {"private": True, "allowedCidrs": ["10.8.0.0/16", "10.9.0.0/16"]}}, {"isolation-lowered aws-eu-central-1"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("changed", "expected"), AWS.values(), ids=AWS.keys())
def test_aws(aws: Fleet, request: pytest.FixtureRequest, changed: dict[str, Any], expected: set[str]) -> None:
    documents = copy.deepcopy(documents_of("aws-eu-central-1"))
    documents["aws-eu-central-1"]["spec"].update(changed)

    review = aws.review(documents)

    hold(request.node.callspec.id, review)
    assert expected <= set(decided(review)), decided(review)


def test_a_node_pool_that_is_replaced(aws: Fleet) -> None:
    documents = copy.deepcopy(documents_of("aws-eu-central-1"))
    documents["aws-eu-central-1"]["spec"]["nodePools"][0]["machineType"] = "m7i.4xlarge"

    review = aws.review(documents)

    hold("aws-node-pool-replaced", review)
    assert any(decision.kind == "destruction" and "NodeGroup" in decision.words for decision in review.decisions)


GCP: dict[str, dict[str, Any]] = {
    "gcp-endpoint-made-public": {"endpoint": {"private": False, "allowedCidrs": ["203.0.113.0/24"]}},
}


@pytest.mark.parametrize("changed", GCP.values(), ids=GCP.keys())
def test_gcp(gcp: Fleet, request: pytest.FixtureRequest, changed: dict[str, Any]) -> None:
    documents = copy.deepcopy(documents_of("gcp-europe-west4"))
    documents["gcp-europe-west4"]["spec"].update(changed)

    review = gcp.review(documents)

    hold(request.node.callspec.id, review)
    assert "isolation-lowered gcp-europe-west4" in decided(review)
