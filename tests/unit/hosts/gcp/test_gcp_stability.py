"""What a change of the document touches, and what it must leave alone."""

from importlib.resources import files
from typing import Any

import pytest
import yaml

from tests.unit.hosts.gcp.clusters import FACTS, facts, fresh, made

REPLACING: dict[str, dict[str, list[str]]] = yaml.safe_load(
    (files("kubespaces_embedded.offline_providers") / "facts" / "gcp.yaml").read_text(encoding="utf-8")
)["resources"]
"""What Google's provider replaces a resource for."""


def leaves(value: Any, path: str = "") -> dict[str, Any]:
    """Return every value by its path; items of lists are all told apart by ``*`` only."""
    if isinstance(value, dict):
        return {k: v for key, item in value.items() for k, v in leaves(item, f"{path}.{key}".lstrip(".")).items()}
    return {path: value}


def difference(before: dict[str, Any], after: dict[str, Any]) -> dict[tuple[str, str], set[str]]:
    """Return which inputs of which resources change, new and lost resources aside."""
    old, new = made(before, preview=False).everything(), made(after, preview=False).everything()
    changed: dict[tuple[str, str], set[str]] = {}
    for key in old.keys() & new.keys():
        one, other = leaves(old[key]), leaves(new[key])
        names = {path for path in one.keys() | other.keys() if one.get(path) != other.get(path)}
        if names:
            changed[key] = names
    return changed


def added(before: dict[str, Any], after: dict[str, Any]) -> set[tuple[str, str]]:
    return made(after, preview=False).everything().keys() - made(before, preview=False).everything().keys()


def lost(before: dict[str, Any], after: dict[str, Any]) -> set[tuple[str, str]]:
    return added(after, before)


def replaced(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """Return the names of the resources that Google's provider, or an option of ours, would replace."""
    return {
        name
        for (token, name), paths in difference(before, after).items()
        if any(_replaces(before, after, token, name, path) for path in paths)
    }


def _replaces(before: dict[str, Any], after: dict[str, Any], token: str, name: str, path: str) -> bool:
    old, new = (made(given, preview=False).one(name, token) for given in (before, after))
    if any(_lies_in(path, ignored) for ignored in new.ignore_changes):
        return False
    rules = REPLACING.get(token, {})
    if path in [*rules.get("replace", []), *new.replace_on_changes]:
        return True
    presence = [rule for rule in rules.get("presence", []) if _lies_in(path, rule)]
    return any(_comes_or_goes(old.inputs, new.inputs, rule) for rule in presence)


def _lies_in(path: str, other: str) -> bool:
    return path == other or path.startswith(f"{other}.")


def _comes_or_goes(before: Any, after: Any, path: str) -> bool:
    for key in path.split("."):
        before = before.get(key) if isinstance(before, dict) else None
        after = after.get(key) if isinstance(after, dict) else None
    return (before is None) != (after is None)


IOWA = facts(region="us-central1", zones=["us-central1-a", "us-central1-b", "us-central1-c"])
IOWA_4 = facts(region="us-central1", zones=["us-central1-a", "us-central1-b", "us-central1-c", "us-central1-f"])


def test_a_further_zone_only_adds() -> None:
    assert difference(IOWA, IOWA_4) == {("gcp:container/cluster:Cluster", "eemshaven-cluster"): {"nodeLocations"}}
    assert added(IOWA, IOWA_4) == lost(IOWA, IOWA_4) == set()
    assert replaced(IOWA, IOWA_4) == set()


def test_a_further_pool_only_adds() -> None:
    more = facts(node_pools=[*FACTS["node_pools"], {"name": "arm", "architecture": "arm64"}])
    assert difference(facts(), more) == {}
    assert added(facts(), more) == {("gcp:container/nodePool:NodePool", "eemshaven-pool-arm")}


def test_pools_in_another_order_change_nothing() -> None:
    assert difference(facts(), facts(node_pools=FACTS["node_pools"][::-1])) == {}


def test_another_machine_type_replaces_its_pool_alone() -> None:
    shared, data = FACTS["node_pools"]
    after = facts(node_pools=[{**shared, "machine_type": "n2d-standard-8"}, data])
    key = ("gcp:container/nodePool:NodePool", "eemshaven-pool-shared")
    assert difference(facts(), after) == {key: {"nodeConfig.machineType"}}
    assert replaced(facts(), after) == {"eemshaven-pool-shared"}
    pool = made(after).one("eemshaven-pool-shared")
    # Created before the old one is deleted: Pulumi's way unless told otherwise, and possible as no name is fixed.
    assert not pool.delete_before_replace
    assert "name" not in pool.inputs


@pytest.mark.parametrize("change", [{"sandbox": True}, {"spot": True}])
def test_another_kind_of_nodes_replaces_its_pool_alone(change: dict[str, Any]) -> None:
    shared, data = FACTS["node_pools"]
    assert replaced(facts(), facts(node_pools=[shared, {**data, **change}])) == {"eemshaven-pool-data"}


def test_a_new_version_replaces_nothing() -> None:
    before, after = facts(kubernetes_version="1.34"), facts(kubernetes_version="1.35")
    key = ("gcp:container/cluster:Cluster", "eemshaven-cluster")
    assert difference(before, after) == {key: {"minMasterVersion"}}
    assert replaced(before, after) == set()


@pytest.mark.parametrize(
    "after",
    [
        facts(tags={**FACTS["tags"], "team": "platform"}),
        facts(deletion_protection=False),
        facts(audit_retention_days=731),
        facts(admin_groups=["on-call@example.com", *FACTS["admin_groups"]]),
        facts(endpoint={"allowed_cidrs": ["10.99.0.0/16"]}),
        facts(gcp={"flow_logs": False, "binary_authorization": False, "release_channel": "stable"}),
        facts(gcp={"dns_endpoint": True, "security_posture": False, "minor_upgrades": True}),
        facts(node_pools=[{"name": "shared", "max": 20, "labels": {"disk": "fast"}}, FACTS["node_pools"][1]]),
    ],
    ids=["tags", "protection", "retention", "administrators", "endpoint", "options", "more-options", "pool"],
)
def test_what_must_replace_nothing(after: dict[str, Any]) -> None:
    assert replaced(facts(), after) == set()


def test_the_table_of_replacements_is_understood() -> None:
    assert replaced(facts(), facts(cidrs={"nodes": "10.40.0.0/20"}, gcp={"cluster_name": "other"})) >= {
        "eemshaven-cluster"
    }
    assert "eemshaven-secrets-key" in replaced(facts(), facts(gcp={"key_protection": "hsm"}))


def test_a_further_administrator_leaves_the_others_alone() -> None:
    after = facts(admin_groups=["on-call@example.com", *FACTS["admin_groups"]])
    assert difference(facts(), after) == {}
    assert len(added(facts(), after)) == 2


def test_an_autoscaler_may_change_the_number_of_nodes() -> None:
    for pool in made().of("NodePool"):
        assert pool.ignore_changes == ["initialNodeCount"]
        assert "nodeCount" not in pool.inputs


def test_the_same_document_gives_the_same_plan() -> None:
    assert fresh(facts()).everything() == fresh(facts()).everything()
