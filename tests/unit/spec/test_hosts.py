"""Host clusters: their documents, placement on them, and whether they have what tenants ask for."""

# ruff: noqa: E501 - each message stands on one line, as people see it

from typing import Any

import pytest

from tests.documents import HOST_SPEC, host, problems_in, tenant

PLAIN = {"network": None, "sandboxClasses": None, "nodePools": None}
"""A host cluster that has nothing beyond Kubernetes."""


@pytest.mark.parametrize(
    ("spec", "problem"),
    [
        ({"kubernetesVersion": None}, "kubernetesVersion: is required; add it"),
        ({"kubernetesVersion": 1.34}, "kubernetesVersion: 1.34: must be text; put it in quotes"),
        ({"kubernetesVersion": "v1.34"}, "kubernetesVersion: v1.34: is no minor version such as '1.34'"),
        ({"kubernetesVersion": "1.34.2"}, "kubernetesVersion: 1.34.2: is no minor version such as '1.34'"),
        ({"jurisdiction": "eu"}, "jurisdiction: eu: is no jurisdiction such as 'EU' or 'CH' (capital letters)"),
        ({"takes": "some"}, "takes: some: is not allowed; use one of: placed, all"),
        ({"capacity": {"cpu": "lots"}}, "capacity.cpu: lots: is not a quantity such as '4', '500m' or '8Gi'"),
        (
            {"sandboxClasses": ["gVisor"]},
            "sandboxClasses[0]: gVisor: is no name such as 'fast' or 'csi.example.com' (a-z, 0-9, '-' and '.')",
        ),
        (
            {"nodePools": [{"name": "a"}, {"name": "a"}]},
            "spec: nodePools: a stands 2 times; names are unique in a host cluster",
        ),
        ({"nodePool": []}, "nodePool: unknown key 'nodePool'; did you mean 'nodePools'?"),
    ],
)
def test_wrong_documents(spec: dict[str, Any], problem: str) -> None:
    assert problems_in(host(**spec)) == [f"t.yaml: local: {problem}"]


def test_classes_may_have_dots_in_their_names() -> None:
    assert problems_in(host(storageClasses=["csi.example.com"], sandboxClasses=["gvisor.v2"])) == []


@pytest.mark.parametrize(
    ("labels", "problem"),
    [
        ({"app!": "x"}, "[\"app!\"]: app!: is no key of a label such as 'app' or 'app.kubernetes.io/name'"),
        (
            {"a": "x y"},
            ".a: x y: must fit a Kubernetes label: A-Z, a-z, 0-9, '-', '_' and '.', with a letter or digit at both ends",
        ),
        ({"a": 1}, ".a: 1: must be text; put it in quotes"),
    ],
)
def test_labels_of_pods_must_be_labels(labels: dict[str, object], problem: str) -> None:
    peers = {"peers": [{"namespace": "x", "podLabels": labels}]}
    assert problems_in(host(network={"roles": {"dns": peers}})) == [
        f"t.yaml: local: network.roles.dns.peers[0].podLabels{problem}"
    ]


def test_the_smallest_host_cluster() -> None:
    assert problems_in(host(**{**dict.fromkeys(HOST_SPEC), "kubernetesVersion": "1.34"})) == []


def test_a_tenant_is_placed_on_a_host_cluster_of_the_fleet() -> None:
    eu = host("eu", takes="placed")
    assert problems_in(tenant(placement={"hostCluster": "eu"}), eu) == []
    assert problems_in(tenant(placement={"hostCluster": "eus"}), eu) == [
        "t.yaml: shop: placement.hostCluster: eus: is no host cluster of this fleet; did you mean 'eu'?"
    ]


def test_without_any_host_cluster_document_placement_is_not_checked() -> None:
    assert problems_in(tenant(placement={"hostCluster": "eu", "jurisdiction": "EU"})) == []


def test_that_a_host_cluster_is_not_well_formed_is_no_further_problem() -> None:
    documents = tenant(placement={"hostCluster": "eu"}), host("eu", takes="some"), host("us", takes="placed")
    assert problems_in(*documents) == ["t.yaml: eu: takes: some: is not allowed; use one of: placed, all"]


@pytest.mark.parametrize(
    ("condition", "problem"),
    [
        (
            {"jurisdiction": "CH"},
            "placement.jurisdiction: CH: host cluster eu has 'EU'; place the tenant elsewhere or change the condition",
        ),
        (
            {"region": "eu-west-1"},
            "placement.region: eu-west-1: host cluster eu has 'eu-central-1'; place the tenant elsewhere or change the condition",
        ),
        (
            {"cloud": "gcp"},
            "placement.cloud: gcp: host cluster eu has 'aws'; place the tenant elsewhere or change the condition",
        ),
    ],
)
def test_the_conditions_of_a_placement_must_hold(condition: dict[str, str], problem: str) -> None:
    eu = host("eu", takes="placed", cloud="aws", region="eu-central-1", jurisdiction="EU")
    good = {"jurisdiction": "EU", "region": "eu-central-1", "cloud": "aws"}
    assert problems_in(tenant(placement={"hostCluster": "eu", **good}), eu) == []
    assert problems_in(tenant(placement={"hostCluster": "eu", **good, **condition}), eu) == [f"t.yaml: shop: {problem}"]


def test_a_condition_on_what_a_host_cluster_does_not_say() -> None:
    documents = tenant(placement={"hostCluster": "eu", "jurisdiction": "EU"}), host("eu", takes="placed")
    assert problems_in(*documents) == [
        "t.yaml: shop: placement.jurisdiction: EU: host cluster eu does not say; place the tenant elsewhere or change the condition"
    ]


def test_a_host_cluster_that_takes_all_is_a_laptop_and_meets_no_conditions() -> None:
    assert problems_in(tenant(placement={"jurisdiction": "EU"}), host(jurisdiction="US")) == []


SANDBOX = "host cluster local names no sandboxClasses; install gVisor or Kata there and name its class"
POOL = "host cluster local keeps no node pool for this tenant; add one with tenant: shop"


@pytest.mark.parametrize(
    ("spec", "problem"),
    [
        ({"isolation": "sandboxed"}, f"isolation: sandboxed: {SANDBOX}"),
        ({"sandbox": True}, f"sandbox: true: {SANDBOX}"),
        ({"isolation": "dedicated-nodes"}, f"isolation: dedicated-nodes: {POOL}"),
        (
            {"environments": [{"name": "prod", "share": "100%", "isolation": "sandboxed"}]},
            f"environments[0].isolation: sandboxed: {SANDBOX}",
        ),
        (
            {"environments": [{"name": "prod", "share": "100%", "sandbox": True}]},
            f"environments[0].sandbox: true: {SANDBOX}",
        ),
        (
            {"environments": [{"name": "prod", "share": "100%", "isolation": "dedicated-nodes"}]},
            f"environments[0].isolation: dedicated-nodes: {POOL}",
        ),
    ],
)
def test_rungs_that_a_host_cluster_does_not_have(spec: dict[str, Any], problem: str) -> None:
    assert problems_in(tenant(**spec), host()) == []
    assert problems_in(tenant(**spec), host(**PLAIN)) == [f"t.yaml: shop: {problem}"]


def test_nodes_kept_for_somebody_else_do_not_count() -> None:
    pools = [{"name": "own", "tenant": "bank"}, {"name": "shared"}]
    assert problems_in(tenant(isolation="dedicated-nodes"), host(nodePools=pools)) == [
        f"t.yaml: shop: isolation: dedicated-nodes: {POOL}"
    ]


@pytest.mark.parametrize("kind", ["storage", "ingress", "gateway", "priority"])
def test_classes_that_a_host_cluster_does_not_have(kind: str) -> None:
    shop = tenant(classes={kind: {"allowed": ["fast", "fsat"]}})
    assert problems_in(shop, host()) == [], "a host cluster that names no classes is not checked"
    assert problems_in(shop, host(**{f"{kind}Classes": ["fast", "slow"]})) == [
        f"t.yaml: shop: classes.{kind}.allowed[1]: fsat: host cluster local has no such {kind} class; did you mean 'fast'?"
    ]


@pytest.mark.parametrize(
    ("spec", "problem"),
    [
        (
            {"network": {"allowFrom": [{"role": "ingress-controller"}]}},
            "network.allowFrom[0]: ingress-controller: host cluster local does not say where it is; add network.roles.ingressController there",
        ),
        (
            {"network": {"allowFrom": [{"cidr": "10.0.0.0/8"}, {"role": "monitoring"}]}},
            "network.allowFrom[1]: monitoring: host cluster local does not say where it is; add network.roles.monitoring there",
        ),
        (
            {"network": {"allowTo": [{"role": "api-server"}]}},
            "network.allowTo[0]: api-server: host cluster local does not say where it is; add network.roles.apiServer there",
        ),
        (
            {"hostnames": ["shop.example.com"]},
            "hostnames: host cluster local names no ingress controller; add network.roles.ingressController there",
        ),
    ],
)
def test_roles_that_a_host_cluster_does_not_have(spec: dict[str, Any], problem: str) -> None:
    assert problems_in(tenant(**spec), host()) == []
    assert problems_in(tenant(**spec), host(**PLAIN)) == [f"t.yaml: shop: {problem}"]


ALL = "lower a quota, place a tenant elsewhere or raise the host's capacity"


@pytest.mark.parametrize(
    ("capacity", "problem"),
    [
        ({"cpu": "15500m"}, f"quota.cpu: 8: cpu of all tenants adds up to 16, host cluster local has 15500m; {ALL}"),
        (
            {"memory": "31Gi"},
            f"quota.memory: 16Gi: memory of all tenants adds up to 32Gi, host cluster local has 31Gi; {ALL}",
        ),
        ({"storage": 0}, None),
        (
            {"ephemeralStorage": "30Gi"},
            f"quota.ephemeralStorage: 20Gi: ephemeral storage of all tenants adds up to 40Gi, host cluster local has 30Gi; {ALL}",
        ),
        ({"pods": 99}, f"quota.pods: 50: pods of all tenants adds up to 100, host cluster local has 99; {ALL}"),
        (
            {"devices": {"nvidia.com/gpu": 2}},
            f'quota.devices["nvidia.com/gpu"]: 3: nvidia.com/gpu of all tenants adds up to 3, host cluster local has 2; {ALL}',
        ),
        ({"devices": {"amd.com/gpu": 2}}, None),
        ({"cpu": 16, "memory": "32Gi", "pods": 100, "devices": {"nvidia.com/gpu": 3}}, None),
    ],
)
def test_no_more_is_promised_than_a_host_cluster_has(capacity: dict[str, Any], problem: str | None) -> None:
    shop = tenant(quota={"cpu": "8", "memory": "16Gi", "devices": {"nvidia.com/gpu": 3}})
    expected = [f"t.yaml: shop: {problem}"] if problem else []
    assert problems_in(tenant("bank"), shop, host(capacity=capacity)) == expected


def test_only_tenants_that_it_carries_count_for_a_host_cluster() -> None:
    eu, us = (host(name, takes="placed", capacity={"cpu": 8}) for name in ("eu", "us"))
    documents = [tenant(placement={"hostCluster": "eu"}), tenant("bank", placement={"hostCluster": "us"})]
    assert problems_in(*documents, eu, us) == []
    assert problems_in(*documents, tenant("unplaced"), eu, us) == []
