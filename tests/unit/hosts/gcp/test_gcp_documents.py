"""What is said about a document of a host cluster on Google Cloud."""

from typing import Any

import pytest

from kubespaces.plan.hosts.gcp_names import account_id, label_value
from kubespaces.plan.hosts.gcp_pools import disk_type_of, plan_pools
from kubespaces.spec.catalog import catalog
from kubespaces.spec.host_cluster import HostClusterSpec
from tests.unit.hosts.documents import errors, host, warnings
from tests.unit.hosts.gcp.clusters import NUMBER, PROJECT, TAGS, facts

GCP: dict[str, Any] = {
    "gcp": {"project": PROJECT, "projectNumber": NUMBER},
    "region": "europe-west4",
    "kubernetesVersion": "1.35",
    "cidrs": {"nodes": "10.40.0.0/20"},
    "adminGroups": ["platform-admins@example.com"],
    "nodePools": [{"name": "shared"}],
    "tags": TAGS,
}


def document(name: str = "eemshaven", gcp: dict[str, Any] | None = None, **spec: Any) -> dict[str, Any]:
    """Return a document; keywords are keys of its ``spec``, ``gcp`` adds to the block."""
    return host(name, GCP, gcp={**GCP["gcp"], **(gcp or {})}, **spec)


WRONG: list[tuple[dict[str, Any], str]] = [
    (
        {"gcp": {"projectNumber": None}},
        (
            "gcp.projectNumber: is required; 'gcloud projects describe acme-platform' shows the number, write it in "
            "quotes"
        ),
    ),
    (
        {"name": "a" * 41, "nodePools": [{"name": "shared"}], "gcp": {"autopilot": True}},
        (
            f"metadata.name: {'a' * 41}: GKE takes a letter first and at most 40 characters; choose another or set "
            "gcp.clusterName"
        ),
    ),
    (
        {"nodePools": [{"name": "a-pool-with-a-long-name"}]},
        (
            "nodePools[0].name: a-pool-with-a-long-name: is too long: cluster and pool together have at most 26 "
            "characters on Google Cloud"
        ),
    ),
    (
        {"adminGroups": ["platform-admins"]},
        ("adminGroups[0]: platform-admins: is no address of a Google group such as 'platform-admins@example.com'"),
    ),
    (
        {"adminGroups": ["a@example.com", "b@example.org"]},
        (
            "adminGroups[1]: b@example.org: GKE asks the groups of one domain only, here example.com; name a group "
            "from there"
        ),
    ),
    (
        {"endpoint": {"private": False, "allowedCidrs": ["2001:db8::/48"]}},
        "endpoint.allowedCidrs[0]: 2001:db8::/48: GKE takes IPv4 ranges only; name those that administrators come from",
    ),
    (
        {"gcp": {"dnsEndpoint": True}, "endpoint": {"allowedCidrs": ["10.99.0.0/16"]}},
        (
            "gcp.dnsEndpoint: true: then there is no address that ranges could be allowed to reach; remove the block "
            "endpoint or dnsEndpoint"
        ),
    ),
    (
        {"cidrs": {"nodes": "10.40.0.0/20", "services": "172.17.0.0/20"}},
        ("cidrs.services: 172.17.0.0/20: overlaps 172.17.0.0/16, which containers on nodes may use; choose another"),
    ),
    (
        {"cidrs": {"nodes": "10.40.0.0/20", "services": "172.20.0.0/30"}},
        "cidrs.services: 172.20.0.0/30: on gcp the prefix must be /16 to /28",
    ),
    (
        {"cidrs": {"nodes": "10.40.0.0/20", "pods": "100.64.0.0/22"}, "nodePools": [{"name": "shared", "max": 8}]},
        (
            "cidrs.pods: 100.64.0.0/22: has room for 4 nodes, with upgrades there can be 9; widen it or lower a "
            "pool's max"
        ),
    ),
    (
        {"cidrs": {"nodes": "10.40.0.0/26"}, "nodePools": [{"name": "shared", "max": 70}]},
        (
            "cidrs.nodes: 10.40.0.0/26: has 59 addresses for nodes, with upgrades there can be 71; widen it or lower "
            "a max"
        ),
    ),
    (
        {"nodePools": [{"name": "shared", "sandbox": True}]},
        "nodePools: GKE's own parts do not run in a sandbox; add a pool without tenant and sandbox",
    ),
    (
        {"nodePools": [{"name": "shared"}, {"name": "a", "sandbox": True, "machineType": "e2-medium"}]},
        (
            "nodePools[1].machineType: e2-medium: is too small for GKE Sandbox; use a type with two or more whole "
            "vCPUs, such as e2-standard-4"
        ),
    ),
    (
        {"nodePools": [{"name": "shared", "labels": {"cloud.google.com/x": "y"}}]},
        "nodePools[0]: cloud.google.com/x: keys of this domain are Google's or Kubernetes' own; use a domain of yours",
    ),
    (
        {"auditRetentionDays": 3651},
        "auditRetentionDays: 3651: Cloud Logging keeps logs for at most 3650 days",
    ),
    (
        {"tags": {**TAGS, "Owner": "me"}},
        "tags: Owner: becomes the same label on Google Cloud as owner (owner); rename one",
    ),
    (
        {"gcp": {"maintenance": {"days": ["Sunday"], "hours": 4}}},
        ("gcp.maintenance: 1 days of 4 hours make 16 hours in four weeks, GKE wants 48; add days or hours"),
    ),
    (
        {"region": "europe-west44"},
        f"region: europe-west44: is no region of gcp (table of {catalog('gcp').as_of}); did you mean 'europe-west4'?",
    ),
    (
        {"nodePools": [{"name": "shared", "machineType": "t2a-standard-4"}]},
        (
            "nodePools[0].machineType: t2a-standard-4: is arm64, the pool is amd64; set architecture: arm64 or a type "
            "such as n2d-standard-4"
        ),
    ),
    (
        {"cidrs": {"nodes": "10.40.0.0/20", "slots": {"europe-west4-a": 1}}},
        "cidrs.slots: on gcp zones share one range; remove the slots",
    ),
]


@pytest.mark.parametrize(("change", "line"), WRONG)
def test_a_mistake_is_told(change: dict[str, Any], line: str) -> None:
    name = change.get("name", "eemshaven")
    found = errors(document(**change))
    assert f"h.yaml: {name}: {line}" in found, "\n".join(found)


def test_a_good_document_has_no_problem_and_no_warning() -> None:
    assert errors(document()) == []
    assert warnings(document()) == []


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"adminGroups": []}, "adminGroups: only those whom IAM"),
        ({"gcp": {"autopilot": True}}, "network.roles.dns: names are resolved outside"),
        ({"kubernetesVersion": "1.33"}, "was out of standard support"),
        ({"kubernetesVersion": "1.37"}, "gcp did not offer it"),
        (
            {"nodePools": [{"name": "shared"}, {"name": "a", "sandbox": True, "architecture": "arm64"}]},
            "check that GKE Sandbox runs on this type",
        ),
    ],
)
def test_what_is_worth_a_look(change: dict[str, Any], part: str) -> None:
    assert errors(document(**change)) == []
    assert any(part in line for line in warnings(document(**change)))


def test_zones_lie_in_their_regions() -> None:
    for name, region in catalog("gcp").regions.items():
        assert len(region.zones) >= 3, name
        assert all(zone.startswith(f"{name}-") and len(zone) == len(name) + 2 for zone in region.zones), name


@pytest.mark.parametrize(
    ("machine_type", "architecture"),
    [
        ("n2d-standard-4", "amd64"),
        ("e2-medium", "amd64"),
        ("n2-custom-4-8192", "amd64"),
        ("c4a-highmem-8", "arm64"),
        ("t2a-standard-1", "arm64"),
        ("a3-highgpu-8g", "amd64"),
        ("standard", None),
    ],
)
def test_machine_types(machine_type: str, architecture: str | None) -> None:
    assert catalog("gcp").machines.architecture_of(machine_type) == architecture


@pytest.mark.parametrize(
    ("machine_type", "disk"), [("n2d-standard-4", "pd-balanced"), ("n4-standard-4", "hyperdisk-balanced")]
)
def test_disks_that_a_machine_takes(machine_type: str, disk: str) -> None:
    assert disk_type_of(machine_type) == disk


@pytest.mark.parametrize(("smallest", "largest", "first"), [(1, 3, 1), (0, 5, 0), (7, 9, 3), (1, 1, 0), (2, 4, 1)])
def test_first_nodes_never_exceed_the_most(smallest: int, largest: int, first: int) -> None:
    given = facts(node_pools=[{"name": "shared", "min": smallest, "max": largest}])
    (pool,) = plan_pools(HostClusterSpec.model_validate(given, by_alias=False, by_name=True))
    assert pool.first == first
    assert pool.first * len(pool.zones) <= largest


def test_long_names_are_cut_and_stay_apart() -> None:
    assert account_id("short", "nodes") == "short-nodes"
    long = [account_id(f"a-cluster-with-a-rather-long-name-{number}", "nodes") for number in (1, 2)]
    assert len({*long}) == 2
    assert all(len(name) <= 30 for name in long)
    assert len(label_value("x" * 100)) == 63
    assert label_value("Platform@Example.com") == "platform_at_example_com"
