"""What a change of the document touches, and what it must leave alone."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubespaces.plan.hosts.azure_names import pool_name_of
from tests.unit.hosts.azure.clusters import FACTS, facts, made

CLUSTER = ("azure-native:containerservice:ManagedCluster", "amsterdam-cluster")

# What needs a new cluster, by Pulumi's plugin (its table of replacements) and by AKS.
REPLACING_CLUSTER = {
    "diskEncryptionSetID",
    "dnsPrefix",
    "location",
    "nodeResourceGroup",
    "networkProfile",
    "resourceGroupName",
    "resourceName",
}

# What AKS cannot change in a pool that exists.
REPLACING_POOL = {
    "agentPoolName",
    "availabilityZones",
    "enableEncryptionAtHost",
    "osDiskSizeGB",
    "scaleSetPriority",
    "vmSize",
    "workloadRuntime",
}


def difference(before: dict[str, Any], after: dict[str, Any]) -> dict[tuple[str, str], set[str]]:
    """Return which inputs of which resources change, new and lost resources and ignored changes aside."""
    first, second = made(before, preview=False), made(after, preview=False)
    old, new = first.everything(), second.everything()
    ignored = {(item.type, item.name): set(item.ignore_changes) for item in second}
    changed = {
        key: {name for name in old[key].keys() | new[key].keys() if old[key].get(name) != new[key].get(name)}
        - ignored[key]
        for key in old.keys() & new.keys()
    }
    return {key: names for key, names in changed.items() if names}


def added(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    old, new = made(before, preview=False).everything(), made(after, preview=False).everything()
    return {name for _, name in new.keys() - old.keys()}


def pool_key(name: str) -> tuple[str, str]:
    return ("azure-native:containerservice:AgentPool", f"amsterdam-{name}")


def test_a_further_zone_reaches_new_pools_only() -> None:
    two, three = facts(zones=["1", "2"]), facts(zones=["1", "2", "3"])
    assert difference(two, three) == {CLUSTER: {"agentPoolProfiles"}}
    assert "agentPoolProfiles[0].availabilityZones" in made(three).one("amsterdam-cluster").ignore_changes
    assert added(two, three) == set()


def test_zones_that_a_pool_names_itself_move_it_by_a_new_pool() -> None:
    before, after = (facts(node_pools=[{"name": "shared", "zones": zones}]) for zones in (["1"], ["1", "2"]))
    assert difference(before, after) == {pool_key("pool-shared"): {"agentPoolName", "availabilityZones"}}


def test_a_further_pool_only_adds() -> None:
    more = facts(node_pools=[*FACTS["node_pools"], {"name": "arm", "architecture": "arm64"}])
    assert difference(facts(), more) == {}
    assert added(facts(), more) == {"amsterdam-pool-arm"}


def test_pools_in_another_order_change_nothing() -> None:
    assert difference(facts(), facts(node_pools=FACTS["node_pools"][::-1])) == {}


@pytest.mark.parametrize(
    "change",
    [
        {"machine_type": "Standard_D8ds_v5"},
        {"disk_size": "100Gi"},
        {"spot": True},
        {"sandbox": True},
        {"zones": ["2"]},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_cannot_change_in_a_pool_gives_it_another_name(change: dict[str, Any]) -> None:
    shared, data = FACTS["node_pools"]
    after = facts(node_pools=[{**shared, **change}, data])
    changed = difference(facts(), after)
    assert changed.keys() == {pool_key("pool-shared")}
    assert "agentPoolName" in changed[pool_key("pool-shared")]
    pool = made(after).one("amsterdam-pool-shared")
    assert not pool.delete_before_replace


@pytest.mark.parametrize(
    "change",
    [{"max": 30}, {"min": 0}, {"labels": {"a": "b"}}, {"taints": [{"key": "a"}]}, {"tenant": "web"}],
    ids=lambda change: next(iter(change)),
)
def test_what_can_change_in_a_pool_leaves_its_name(change: dict[str, Any]) -> None:
    other, data = {"name": "other"}, FACTS["node_pools"][1]
    before = facts(node_pools=[{"name": "shared"}, other, data])
    after = facts(node_pools=[{"name": "shared"}, {**other, **change}, data])
    changed = difference(before, after)
    assert changed.keys() == {pool_key("pool-other")}
    assert not changed[pool_key("pool-other")] & REPLACING_POOL


def test_another_machine_type_of_the_system_pool_leaves_the_cluster_alone() -> None:
    after = facts(azure={"system_pool": {"machine_type": "Standard_D8ds_v5"}})
    assert difference(facts(), after) == {pool_key("system-pool"): {"agentPoolName", "vmSize"}}


def test_host_encryption_replaces_pools_but_not_the_cluster() -> None:
    changed = difference(facts(), facts(azure={"host_encryption": False}))
    assert changed.keys() == {CLUSTER, *(pool_key(name) for name in ("system-pool", "pool-shared", "pool-data"))}
    assert changed[CLUSTER] == {"agentPoolProfiles"}
    assert "agentPoolProfiles[0].enableEncryptionAtHost" in made().one("amsterdam-cluster").ignore_changes


def test_a_new_version_replaces_nothing() -> None:
    changed = difference(facts(kubernetes_version="1.34"), facts(kubernetes_version="1.35"))
    assert changed[CLUSTER] == {"kubernetesVersion", "agentPoolProfiles"}
    for name in ("system-pool", "pool-shared", "pool-data"):
        assert changed[pool_key(name)] == {"orchestratorVersion"}


@pytest.mark.parametrize(
    "change",
    [
        {"tags": {**FACTS["tags"], "team": "platform"}},
        {"deletion_protection": False},
        {"audit_retention_days": 730},
        {"admin_groups": ["55555555-5555-5555-5555-555555555555"]},
        {"endpoint": {"allowed_cidrs": ["10.99.0.0/16"]}},
        {"endpoint": {"private": False, "allowed_cidrs": ["203.0.113.0/24"]}},
        {"azure": {"flow_logs": False, "defender": False, "tier": "premium", "node_ssh": True, "nat_addresses": 3}},
    ],
    ids=",".join,
)
def test_other_changes_replace_nothing(change: dict[str, Any]) -> None:
    for (token, name), names in difference(facts(), facts(**change)).items():
        replacing = {"ManagedCluster": REPLACING_CLUSTER, "AgentPool": REPLACING_POOL}
        assert not names & replacing.get(token.rpartition(":")[2], set()), name


def test_a_further_nat_address_leaves_the_first_alone() -> None:
    changed = difference(facts(), facts(azure={"nat_addresses": 2}))
    assert {name for _, name in changed} == {"amsterdam-nat-gateway"}
    assert added(facts(), facts(azure={"nat_addresses": 2})) == {"amsterdam-nat-address-2"}


def test_an_autoscaler_may_change_the_number_of_nodes() -> None:
    for pool in made().of("AgentPool"):
        assert "count" in pool.ignore_changes


def test_disks_follow_their_key_by_themselves() -> None:
    assert made().one("amsterdam-disk-encryption").ignore_changes == ["activeKey.keyUrl"]


LABELS = st.from_regex(r"[a-z0-9]([-a-z0-9]{0,20}[a-z0-9])?", fullmatch=True)


@given(LABELS, st.dictionaries(st.text(max_size=5), st.integers(), max_size=3))
def test_names_of_pools_are_what_aks_takes(name: str, settled: dict[str, object]) -> None:
    found = pool_name_of(name, settled)
    assert 1 <= len(found) <= 11
    assert found[0].isalpha()
    assert found.isascii()
    assert found == found.lower()
    assert found.isalnum()
    assert found == pool_name_of(name, dict(reversed(settled.items())))


def test_pools_that_start_alike_have_names_of_their_own() -> None:
    assert len({pool_name_of(f"analytics-{number}", {}) for number in range(100)}) == 100
