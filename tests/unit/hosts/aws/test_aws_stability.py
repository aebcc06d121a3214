"""What a change of the document touches, and what it must leave alone."""

from typing import Any

from tests.unit.hosts.aws.clusters import FACTS, facts, made

# What AWS' provider replaces a resource for. From its schema: properties that cannot change in place.
REPLACING = {
    "aws:ec2/vpc:Vpc": {"cidrBlock"},
    "aws:ec2/subnet:Subnet": {"cidrBlock", "availabilityZone", "vpcId"},
    "aws:ec2/natGateway:NatGateway": {"subnetId", "allocationId"},
    "aws:ec2/routeTable:RouteTable": {"vpcId"},
    "aws:ec2/routeTableAssociation:RouteTableAssociation": {"subnetId"},
    "aws:eks/cluster:Cluster": {"name", "roleArn", "encryptionConfig", "bootstrapSelfManagedAddons", "accessConfig"},
    "aws:eks/nodeGroup:NodeGroup": {"subnetIds", "instanceTypes", "amiType", "capacityType", "nodeRoleArn"},
    "aws:kms/key:Key": {"multiRegion"},
}


def difference(before: dict[str, Any], after: dict[str, Any]) -> dict[tuple[str, str], set[str]]:
    """Return which inputs of which resources change, new and lost resources aside."""
    old, new = made(before, preview=False).everything(), made(after, preview=False).everything()
    changed = {
        key: {name for name in old[key].keys() | new[key].keys() if old[key].get(name) != new[key].get(name)}
        for key in old.keys() & new.keys()
    }
    return {key: names for key, names in changed.items() if names}


def added(before: dict[str, Any], after: dict[str, Any]) -> set[tuple[str, str]]:
    return made(after, preview=False).everything().keys() - made(before, preview=False).everything().keys()


def lost(before: dict[str, Any], after: dict[str, Any]) -> set[tuple[str, str]]:
    return added(after, before)


OREGON = facts(region="us-west-2", zones=["us-west-2a", "us-west-2b", "us-west-2c"])
OREGON_4 = facts(region="us-west-2", zones=["us-west-2a", "us-west-2b", "us-west-2c", "us-west-2d"])


def test_a_further_zone_only_adds() -> None:
    changed = difference(OREGON, OREGON_4)
    assert lost(OREGON, OREGON_4) == set()
    new = {name for _, name in added(OREGON, OREGON_4)}
    assert {f"frankfurt-{kind}-us-west-2d" for kind in ("private", "public", "nat")} <= new
    # Endpoints reach into the new zone; AWS does both in place. Nothing else hears of it.
    assert set(map(frozenset, changed.values())) == {
        frozenset({"subnetIds"}),
        frozenset({"routeTableIds"}),
    }
    assert {token for token, _ in changed} == {"aws:ec2/vpcEndpoint:VpcEndpoint"}


def test_a_zone_out_of_the_middle_moves_no_other_if_its_slots_are_written_down() -> None:
    slots = {"us-west-2a": 0, "us-west-2c": 2}
    fewer = facts(
        region="us-west-2", zones=["us-west-2a", "us-west-2c"], cidrs={"nodes": "10.20.0.0/16", "slots": slots}
    )
    assert not [key for key in difference(OREGON, fewer) if "subnet" in key[0]]
    gone = {name for _, name in lost(OREGON, fewer)}
    assert "frankfurt-private-us-west-2b" in gone
    assert "frankfurt-private-us-west-2c" not in gone


def test_a_further_pool_only_adds() -> None:
    more = facts(node_pools=[*FACTS["node_pools"], {"name": "arm", "architecture": "arm64"}])
    assert difference(facts(), more) == {}
    assert added(facts(), more) == {
        ("aws:eks/nodeGroup:NodeGroup", "frankfurt-pool-arm"),
        ("aws:ec2/launchTemplate:LaunchTemplate", "frankfurt-pool-arm"),
    }


def test_pools_in_another_order_change_nothing() -> None:
    assert difference(facts(), facts(node_pools=FACTS["node_pools"][::-1])) == {}


def test_another_machine_type_replaces_its_pool_alone() -> None:
    shared, data = FACTS["node_pools"]
    after = facts(node_pools=[{**shared, "machine_type": "m7i.2xlarge"}, data])
    key = ("aws:eks/nodeGroup:NodeGroup", "frankfurt-pool-shared")
    assert difference(facts(), after) == {key: {"instanceTypes"}}
    pool = made(after).one("frankfurt-pool-shared", "NodeGroup")
    # Created before the old one is deleted: Pulumi's way unless told otherwise, and possible as no name is fixed.
    assert not pool.delete_before_replace
    assert "nodeGroupName" not in pool.inputs


def test_a_new_version_replaces_nothing() -> None:
    changed = difference(facts(kubernetes_version="1.34"), facts(kubernetes_version="1.35"))
    for (token, name), names in changed.items():
        assert not names & REPLACING.get(token, set()), name
    assert changed["aws:eks/cluster:Cluster", "frankfurt-cluster"] == {"version"}
    assert changed["aws:eks/nodeGroup:NodeGroup", "frankfurt-pool-shared"] == {"version"}


def test_tags_protection_retention_and_administrators_replace_nothing() -> None:
    more = "arn:aws:iam::123456789012:role/on-call"
    for after in (
        facts(tags={**FACTS["tags"], "team": "platform"}),
        facts(deletion_protection=False),
        facts(audit_retention_days=731),
        facts(admin_groups=[more, *FACTS["admin_groups"]]),
        facts(endpoint={"allowed_cidrs": ["10.99.0.0/16"]}),
        facts(aws={"flow_logs": False, "zonal_shift": False, "support_type": "extended"}),
    ):
        for (token, name), names in difference(facts(), after).items():
            assert not names & REPLACING.get(token, set()), name


def test_a_further_administrator_leaves_the_others_alone() -> None:
    more = "arn:aws:iam::123456789012:role/on-call"
    after = facts(admin_groups=[more, *FACTS["admin_groups"]])
    assert difference(facts(), after) == {}
    assert len(added(facts(), after)) == 2


def test_an_autoscaler_may_change_the_number_of_nodes() -> None:
    for pool in made().of("NodeGroup"):
        assert pool.ignore_changes == ["scalingConfig.desiredSize"]


def test_the_same_document_gives_the_same_plan() -> None:
    first, second = made(), made.__wrapped__() if hasattr(made, "__wrapped__") else made(facts(zones=[]))
    assert first.everything() == second.everything()
