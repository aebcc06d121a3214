"""What must be there before what, and therefore go after it."""

from tests.unit.hosts.gcp.clusters import made
from tests.unit.hosts.recording import Recording


def before(recording: Recording, name: str, token: str = "") -> set[str]:
    """Return the names of all that must be there before a resource, however far off."""
    known = {item.name: set[str]() for item in recording}
    for item in recording:
        known[item.name] |= item.dependencies
    found: set[str] = set()
    todo = set(recording.one(name, token).dependencies)
    while todo:
        found |= todo
        todo = {other for one in todo for other in known[one]} - found
    return found


def test_apis_come_first() -> None:
    recording = made()
    apis = {item.name for item in recording.of("projects/service:Service")}
    assert len(apis) == 8
    for item in recording:
        is_api = item.type.endswith("projects/service:Service")
        if item.type.startswith("gcp:") and not is_api and not item.name.startswith("eemshaven-admins-"):
            assert apis <= before(recording, item.name, item.type), item.name


def test_services_may_use_the_keys_before_they_must() -> None:
    recording = made()
    assert {f"eemshaven-{key}-key-use" for key in ("secrets", "disks")} <= before(recording, "eemshaven-cluster")
    assert "eemshaven-logs-key-use" in before(recording, "eemshaven-audit-logs", "ProjectBucketConfig")
    assert "eemshaven-disks-key-use" in before(recording, "eemshaven-pool-shared")
    for key, agent in (("secrets", "container"), ("logs", "logging")):
        assert f"eemshaven-agent-{agent}" in before(recording, f"eemshaven-{key}-key-use")


def test_logs_are_kept_from_the_clusters_first_moment() -> None:
    assert "eemshaven-audit-logs" in before(made(), "eemshaven-cluster")


def test_nodes_find_a_way_out_and_their_permissions() -> None:
    for name in ("eemshaven-cluster", "eemshaven-pool-shared"):
        needed = before(made(), name)
        assert {"eemshaven-nat", "eemshaven-nodes-defaultnodeserviceaccount", "eemshaven-nodes-reader"} <= needed


def test_what_is_on_the_cluster_goes_before_the_access_to_it() -> None:
    recording = made(preview=False)
    assert "eemshaven-admins-platform-admins-ec8dc8e0" in before(recording, "eemshaven-kubernetes")
    assert "eemshaven-cluster" in before(recording, "eemshaven-kubernetes")
    for item in recording:
        if item.type.startswith("kubernetes:"):
            assert "eemshaven-kubernetes" in item.provider, item.name
