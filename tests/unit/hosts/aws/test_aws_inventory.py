"""Which resources a host cluster on AWS is made of."""

import pytest

from tests.unit.hosts.aws.clusters import facts, made
from tests.unit.hosts.recording import check_golden

LEAN = {"nat_gateways": "none", "flow_logs": False}


@pytest.mark.parametrize("preview", [True, False], ids=["preview", "update"])
def test_the_usual_cluster(preview: bool) -> None:
    check_golden("aws_host_cluster", made(preview=preview).rows())


@pytest.mark.parametrize("preview", [True, False], ids=["preview", "update"])
def test_auto_mode_has_no_node_groups_and_no_add_ons(preview: bool) -> None:
    recording = made(facts(aws={"auto_mode": True}), preview=preview)
    check_golden("aws_host_cluster_auto_mode", recording.rows())
    assert not recording.of("NodeGroup")
    assert not recording.of("Addon")


def test_a_cluster_without_a_way_out() -> None:
    recording = made(facts(aws=LEAN))
    check_golden("aws_host_cluster_closed", recording.rows())
    for token in ("InternetGateway", "NatGateway", "Eip", "FlowLog"):
        assert not recording.of(token)


def test_one_nat_gateway_serves_every_zone() -> None:
    recording = made(facts(aws={"nat_gateways": "single"}), preview=False)
    (gateway,) = recording.of("NatGateway")
    routes = [route.inputs for route in recording.of(":Route") if "natGatewayId" in route.inputs]
    assert [route["natGatewayId"] for route in routes] == [f"{gateway.name}-id"] * 3


def test_without_the_platform_nothing_is_made_on_the_cluster() -> None:
    recording = made(platform=False)
    assert not [item for item in recording if item.type.startswith("kubernetes:")]


def test_every_name_starts_with_the_component_and_every_parent_is_one() -> None:
    recording = made()
    for item in recording:
        assert item.name.startswith("frankfurt")
        assert item.parent in ("", "frankfurt", "frankfurt-platform")


def test_every_resource_names_its_region_and_its_provider() -> None:
    recording = made()
    for item in recording:
        if item.type.startswith("aws:"):
            assert "frankfurt-aws" in item.provider, item.name
            if not item.type.startswith("aws:iam/"):
                assert item.inputs["region"] == "eu-central-1", item.name
