"""Which resources a host cluster on Google Cloud is made of."""

import pytest

from tests.unit.hosts.gcp.clusters import PROJECT, REGION, facts, made
from tests.unit.hosts.recording import check_golden

REGIONAL = {"Subnetwork", "Router", "RouterNat", "Address"}


@pytest.mark.parametrize("preview", [True, False], ids=["preview", "update"])
def test_the_usual_cluster(preview: bool) -> None:
    check_golden("gcp_host_cluster", made(preview=preview).rows())


@pytest.mark.parametrize("preview", [True, False], ids=["preview", "update"])
def test_autopilot_has_no_node_pools(preview: bool) -> None:
    recording = made(facts(gcp={"autopilot": True}), preview=preview)
    check_golden("gcp_host_cluster_autopilot", recording.rows())
    assert not recording.of("NodePool")


def test_a_cluster_without_a_way_out() -> None:
    recording = made(facts(gcp={"nat": False, "enable_apis": False}))
    check_golden("gcp_host_cluster_closed", recording.rows())
    for token in ("Router", "RouterNat", "Address", ":Service"):
        assert not recording.of(token)


def test_fixed_addresses_of_the_way_out() -> None:
    recording = made(facts(gcp={"nat_addresses": 2}), preview=False)
    links = [f"https://google.example/eemshaven-nat-{number}" for number in (1, 2)]
    assert recording.inputs("eemshaven-nat")["natIps"] == links
    assert recording.inputs("eemshaven-nat")["natIpAllocateOption"] == "MANUAL_ONLY"


def test_without_the_platform_nothing_is_made_on_the_cluster() -> None:
    recording = made(platform=False)
    assert not [item for item in recording if item.type.startswith("kubernetes:")]


def test_every_name_starts_with_the_component_and_every_parent_is_one() -> None:
    for item in made():
        assert item.name.startswith("eemshaven")
        assert item.parent in ("", "eemshaven", "eemshaven-platform")


def test_every_resource_names_its_place_and_its_provider() -> None:
    for item in made(facts(gcp={"nat_addresses": 1, "audit_reads": True})):
        if not item.type.startswith("gcp:"):
            continue
        assert "eemshaven-gcp" in item.provider, item.name
        kind = item.type.rpartition(":")[2]
        if kind not in ("CryptoKey", "CryptoKeyIAMMember"):  # these name their ring or key
            assert item.inputs["project"] == PROJECT, item.name
        if kind in REGIONAL:
            assert item.inputs["region"] == REGION, item.name
        if kind in ("Cluster", "NodePool", "KeyRing", "ProjectBucketConfig"):
            assert item.inputs["location"] == REGION, item.name
