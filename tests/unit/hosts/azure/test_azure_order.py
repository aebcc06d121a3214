"""What must be there before what, and therefore go after it."""

from itertools import pairwise

from tests.unit.hosts.azure.clusters import facts, made
from tests.unit.hosts.recording import Recording


def before(recording: Recording, name: str) -> set[str]:
    """Return the names of all that must be there before a resource, however far off."""
    known: dict[str, set[str]] = {}
    for item in recording:
        known.setdefault(item.name, set()).update(item.dependencies)
    found: set[str] = set()
    todo = set(recording.one(name).dependencies)
    while todo:
        found |= todo
        todo = {other for one in todo for other in known[one]} - found
    return found


def test_everything_is_in_the_resource_group() -> None:
    recording = made()
    for item in recording:
        if item.type.startswith("azure-native:") and not item.name.endswith("-group"):
            assert "amsterdam-group" in item.dependencies, item.name


def test_the_cluster_waits_for_all_that_its_identity_may_do() -> None:
    needed = before(made(), "amsterdam-cluster")
    for grant in (
        "nodes-subnet", "api-server-subnet", "nodes-identity", "secrets-key", "vault", "disk-encryption", "disks-key",
    ):  # fmt: skip
        assert f"amsterdam-grant-{grant}" in needed, grant
    assert {"amsterdam-nat-gateway", "amsterdam-logs", "amsterdam-nodes-subnet"} <= needed


def test_the_dns_zone_is_open_to_the_cluster_before_it_is_made() -> None:
    zone = "/subscriptions/x/resourceGroups/dns/providers/Microsoft.Network/privateDnsZones/privatelink.example"
    assert "amsterdam-grant-dns-zone" in before(made(facts(azure={"private_dns_zone": zone})), "amsterdam-cluster")


def test_keys_are_usable_before_they_are_used() -> None:
    assert "amsterdam-grant-disks-key" in before(made(), "amsterdam-disk-encryption")
    assert "amsterdam-vault" in before(made(), "amsterdam-secrets-key")


def test_flow_logs_may_be_written_before_they_are() -> None:
    assert {"amsterdam-grant-flow-logs", "amsterdam-network"} <= before(made(), "amsterdam-flow-logs")


def test_subnets_are_made_one_after_the_other() -> None:
    assert "amsterdam-nodes-subnet" in before(made(), "amsterdam-api-server-subnet")


def test_pools_are_made_one_after_the_other_the_system_pool_first() -> None:
    recording = made()
    names = [item.name for item in recording.of("AgentPool")]
    assert names == ["amsterdam-system-pool", "amsterdam-pool-shared", "amsterdam-pool-data"]
    for first, second in pairwise(names):
        assert first in recording.one(second).dependencies


def test_what_is_on_the_cluster_goes_before_the_access_to_it() -> None:
    recording = made(facts(azure={"platform_principal": "44444444-4444-4444-4444-444444444444"}))
    needed = before(recording, "amsterdam-kubernetes")
    assert {"amsterdam-cluster", "amsterdam-system-pool", "amsterdam-grant-platform-admin"} <= needed
    for item in recording:
        if item.type.startswith("kubernetes:"):
            assert "amsterdam-kubernetes" in item.provider, item.name


def test_locks_come_last_and_go_first() -> None:
    assert {"amsterdam-cluster", "amsterdam-pool-data"} <= before(made(), "amsterdam-lock-vault")
