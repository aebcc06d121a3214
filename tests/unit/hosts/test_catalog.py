"""The tables of facts about clouds are whole, and agree with themselves."""

import datetime
import ipaddress
import re

import pytest

from kubespaces.spec.catalog import CLOUDS, catalog
from kubespaces.spec.host_aws_rules import vcpus_of


@pytest.mark.parametrize("cloud", CLOUDS)
def test_every_table_says_when_and_from_where(cloud: str) -> None:
    table = catalog(cloud)
    assert datetime.date(2026, 1, 1) <= table.as_of
    assert {"regions", "versions", "machines", "ranges"} <= table.sources.keys()


@pytest.mark.parametrize("cloud", CLOUDS)
def test_every_default_is_in_the_table(cloud: str) -> None:
    table = catalog(cloud)
    assert table.machines.defaults.keys() == {"amd64", "arm64"}
    for architecture, machine_type in table.machines.defaults.items():
        assert table.machines.architecture_of(machine_type) == architecture


@pytest.mark.parametrize("cloud", CLOUDS)
def test_no_family_has_two_architectures(cloud: str) -> None:
    families = catalog(cloud).machines.families
    assert not set(families["amd64"]) & set(families["arm64"])


@pytest.mark.parametrize("cloud", CLOUDS)
def test_regions_have_zones_and_a_law(cloud: str) -> None:
    for name, region in catalog(cloud).regions.items():
        assert region.zones == list(dict.fromkeys(region.zones)), name
        assert re.fullmatch(r"[A-Z]{2}", region.jurisdiction), name


@pytest.mark.parametrize("cloud", CLOUDS)
def test_default_ranges_do_not_overlap(cloud: str) -> None:
    ranges = catalog(cloud).ranges
    if ranges.pods:
        assert not ipaddress.ip_network(ranges.pods).overlaps(ipaddress.ip_network(ranges.services))


def test_aws_zones_are_their_regions() -> None:
    for name, region in catalog("aws").regions.items():
        for zone in region.zones:
            assert re.fullmatch(rf"{name}[a-f]", zone)


@pytest.mark.parametrize(
    ("machine_type", "architecture"),
    [
        ("m7i.large", "amd64"),
        ("m7i-flex.large", "amd64"),
        ("m7g.large", "arm64"),
        ("c8gd.48xlarge", "arm64"),
        ("g4dn.xlarge", "amd64"),
        ("g5g.xlarge", "arm64"),
        ("im4gn.large", "arm64"),
        ("u7i-12tb.224xlarge", "amd64"),
        ("p6e-gb200.36xlarge", "arm64"),
        ("mac2.metal", None),
        ("m7i", None),
        ("", None),
    ],
)
def test_aws_machine_types(machine_type: str, architecture: str | None) -> None:
    assert catalog("aws").machines.architecture_of(machine_type) == architecture


@pytest.mark.parametrize(
    ("machine_type", "vcpus"),
    [
        ("m7g.medium", 1),
        ("t3.medium", 2),
        ("m7i.large", 2),
        ("m7i.xlarge", 4),
        ("m7i.48xlarge", 192),
        ("m7i.metal", None),
    ],
)
def test_vcpus_by_size(machine_type: str, vcpus: int | None) -> None:
    assert vcpus_of(machine_type) == vcpus
