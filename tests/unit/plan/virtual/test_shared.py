"""What a virtual cluster is that several environments of a tenant share."""

import json
from decimal import Decimal
from typing import Any

from kubespaces.plan import plan_namespace, plan_tenant
from kubespaces.plan.virtual import api_host, chart_values, environment_records, home_of, shared_manifests
from kubespaces.spec.namespace import NamespaceSpec
from tests.documents import host, parsed, parsed_host, tenant
from tests.plans import HOST, manifest, manifests

ACCESS = [
    {"group": "leads", "role": "admin"},
    {"group": "devs", "role": "admin", "environments": ["dev"]},
    {"group": "devs", "role": "edit", "environments": ["dev"]},
    {"group": "testers", "role": "edit", "environments": ["test"]},
    {"group": "all", "role": "view"},
    {"serviceAccount": "argo/shop", "role": "deployer"},
]
ENVIRONMENTS = [
    {"name": "prod", "share": "50%"},
    {"name": "dev", "share": "25%", "hostnames": ["dev.example.com"]},
    {"name": "laptop", "share": "5%", "isolation": "dedicated-cluster"},
    {"name": "test", "share": "20%", "hostnames": ["test.example.com", "dev.example.com"]},
]
QUOTA = {"cpu": "10", "memory": "20Gi", "storage": "10Gi", "pods": 40, "devices": {"nvidia.com/gpu": 20}}


def specs(**spec: Any) -> list[NamespaceSpec]:
    usual = {"isolation": "virtual", "virtual": {"per": "tenant"}, "quota": QUOTA, "access": ACCESS}
    document = parsed(tenant(**{**usual, "environments": [*ENVIRONMENTS[:2], ENVIRONMENTS[3]], **spec}))
    return plan_tenant(document.name, document.spec)


def shared(**spec: Any) -> NamespaceSpec:
    (found,) = [one for one in specs(**spec) if one.shared_by]
    return found


def named(kind: str, objects: list[dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    found = [one for one in objects if one["kind"] == kind]
    return {(one["metadata"].get("namespace", ""), one["metadata"]["name"]): one for one in found}


def test_it_takes_the_place_of_the_first_and_has_what_they_have_together() -> None:
    prod, both = specs()
    assert (prod.name, both.name) == ("shop-prod", "shop-shared")
    assert prod.shared_by == []
    assert (both.quota.cpu, both.quota.pods, both.quota.devices) == (Decimal("4.5"), 18, {"nvidia.com/gpu": 9})
    assert both.hostnames == ["dev.example.com", "test.example.com"]
    assert not both.protect
    assert [(env.name, str(env.quota.cpu.normalize())) for env in both.carried] == [("dev", "2.5"), ("test", "2")]


def test_one_environment_is_in_it_already() -> None:
    (only,) = specs(environments=[{"name": "dev", "share": "100%"}], access=[])
    assert only.name == "shop-shared"
    assert [env.name for env in only.shared_by] == ["dev"]


def test_those_on_other_rungs_stay_apart() -> None:
    names = [one.name for one in specs(isolation="namespace", virtual=None, access=[], environments=ENVIRONMENTS[:2])]
    assert names == ["shop-prod", "shop-dev"]


def test_the_host_namespace_has_the_overhead_once() -> None:
    hard = manifest(plan_namespace(shared(), HOST), "ResourceQuota")["spec"]["hard"]
    assert hard["limits.cpu"] == "6"  # 2.5 and 2, and 1.5 for the control plane
    assert hard["pods"] == "21"
    assert hard["count/services"] == "200"  # as two namespaces would have
    assert not manifests(plan_namespace(shared(), HOST), "RoleBinding")


def test_each_environment_has_a_namespace_with_bounds_of_its_own() -> None:
    inside = shared_manifests(shared(), HOST)
    spaces = named("Namespace", inside)
    assert set(spaces) == {("", "dev"), ("", "test")}
    labels = spaces["", "dev"]["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"
    assert labels["pod-security.kubernetes.io/enforce-version"] == "v1.34"
    assert labels["kubespaces.io/environment"] == "dev"
    quotas = named("ResourceQuota", inside)
    hard = {name: quotas[name, "kubespaces"]["spec"]["hard"] for name in ("dev", "test")}
    assert [hard[name]["limits.cpu"] for name in ("dev", "test")] == ["2500m", "2"]
    assert [hard[name]["requests.nvidia.com/gpu"] for name in ("dev", "test")] == ["5", "4"]
    assert hard["dev"]["count/services"] == "100"
    limits = named("LimitRange", inside)
    assert limits["test", "kubespaces"]["spec"]["limits"][0]["max"]["cpu"] == "2"
    assert set(named("ServiceAccount", inside)) == {("dev", "deployer"), ("test", "deployer")}


def test_what_bounds_them_stands_before_who_gets_in() -> None:
    kinds = [one["kind"] for one in shared_manifests(shared(), HOST) if one["metadata"].get("namespace") == "dev"]
    assert kinds[:3] == ["ResourceQuota", "LimitRange", "ServiceAccount"]
    assert set(kinds[3:]) == {"RoleBinding"}


def test_everybody_is_let_in_where_the_access_list_says() -> None:
    inside = shared_manifests(shared(), HOST)
    bound = {
        (
            one["metadata"].get("namespace", "*"),
            one["roleRef"]["name"].removeprefix("kubespaces:tenant-"),
            one["subjects"][0]["name"],
            one["subjects"][0].get("namespace", ""),
        )
        for one in inside
        if one["kind"].endswith("RoleBinding")
    }
    assert bound == {
        ("*", "cluster-admin", "leads", ""),
        ("dev", "admin", "devs", ""),
        ("dev", "edit", "devs", ""),
        ("dev", "view", "all", ""),
        ("dev", "deployer", "deployer", "dev"),
        ("test", "edit", "testers", ""),
        ("test", "view", "all", ""),
        ("test", "deployer", "deployer", "test"),
    }
    roles = {one["metadata"]["name"] for one in inside if one["kind"] == "ClusterRole"}
    assert {one["roleRef"]["name"] for one in inside if one["kind"] == "RoleBinding"} <= roles


def test_an_admin_of_the_only_environment_administers_the_cluster() -> None:
    only = shared(environments=[{"name": "dev", "share": "100%"}], access=ACCESS[:3])
    bindings = named("ClusterRoleBinding", shared_manifests(only, HOST)).values()
    assert {one["subjects"][0]["name"] for one in bindings} == {"leads", "devs"}


def test_the_chart_gets_it_and_previews_show_it() -> None:
    spec = shared()
    values = chart_values(spec, HOST, "0.30.0")
    texts = values["experimental"]["deploy"]["vcluster"]["manifests"].split("\n---\n")
    assert [json.loads(text) for text in texts] == shared_manifests(spec, HOST)
    assert values["controlPlane"]["statefulSet"]["annotations"]["kubespaces.io/access"] == (
        "admin: Group leads, "
        "dev: (view: Group all, deployer: ServiceAccount deployer, edit: Group devs, admin: Group devs), "
        "test: (view: Group all, deployer: ServiceAccount deployer, edit: Group testers)"
    )


def test_each_environment_is_an_object_that_reviews_see() -> None:
    assert [planned.role for planned in environment_records(shared())] == ["environment-dev", "environment-test"]
    record = environment_records(shared())[1].manifest
    assert (record["metadata"]["namespace"], record["metadata"]["name"]) == (
        "shop-shared",
        "kubespaces-environment-test",
    )
    assert record["data"] == {
        "access": "view: Group all, deployer: ServiceAccount deployer, edit: Group testers, admin: Group leads",
        "quota": "cpu: 2, memory: 4Gi, storage: 2Gi, ephemeralStorage: 4Gi, pods: 8, nvidia.com/gpu: 4",
    }
    assert environment_records(specs()[0]) == []


def test_a_pipeline_is_at_home_in_its_environment() -> None:
    assert home_of(shared(), "test") == "test"
    assert home_of(specs()[0], "prod") == "default"


def test_the_endpoint_is_the_clusters() -> None:
    gateways = host(virtualClusters={"gateway": {"className": "cilium"}})
    block = {"per": "tenant", "domain": "eu.example.com"}
    spec = shared(virtual=block)
    assert api_host(spec) == "shop-shared.api.eu.example.com"
    values = chart_values(spec, parsed_host(gateways).spec, "0.30.0")
    assert values["controlPlane"]["proxy"]["extraSANs"] == ["shop-shared.api.eu.example.com"]
