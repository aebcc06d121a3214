"""What plugins filled in themselves is kept, and what only a new resource can change is known."""

from typing import Any

import pytest

from kubespaces_embedded.kubernetes_provider.properties import UNKNOWN, Secret
from kubespaces_embedded.offline_providers.families import AzureNative, Bridged, Kubernetes, Subject, family_of
from kubespaces_embedded.offline_providers.placeholders import LATER, SEALED
from kubespaces_embedded.offline_providers.sdk import Property, ResourceSchema, Scalar, find_sdk

POOL = Subject(
    "aws:eks/nodeGroup:NodeGroup", "pool", "nodeGroupName", find_sdk("aws").resource("aws:eks/nodeGroup:NodeGroup")
)


def _azure(name: str, **required: bool) -> Subject:
    inputs = {key: Property(key, Scalar("string"), needed) for key, needed in required.items()}
    return Subject(
        "azure-native:x:Y", name, "name", ResourceSchema("azure-native:x:Y", inputs, {}, frozenset(), ("yName",))
    )


def test_each_package_has_its_family() -> None:
    assert isinstance(family_of("azure-native", {}), AzureNative)
    assert isinstance(family_of("kubernetes", {}), Kubernetes)
    assert isinstance(family_of("random", {}), Bridged)


def test_bridged_defaults_are_kept_at_every_depth_until_the_program_sets_them() -> None:
    old = {
        "nodeGroupName": "pool-1a2b3c4",
        "region": "eu-central-1",
        "gone": "by the program",
        "list": [{"a": 1, "made": "up", "__defaults": ["made"]}, {"made": "up", "__defaults": ["made"]}],
        "__defaults": ["nodeGroupName", "region", "missing"],
    }
    new = {"region": "eu-west-1", "list": [{"a": 2}]}
    assert Bridged().complete(POOL, new, old) == {
        "region": "eu-west-1",
        "nodeGroupName": "pool-1a2b3c4",
        "list": [{"a": 2, "made": "up", "__defaults": ["made"]}],
        "__defaults": ["nodeGroupName"],
    }
    assert Bridged().complete(POOL, new, {}) == new


@pytest.mark.parametrize(
    ("news", "first"),
    [
        ({"nodeGroupName": "mine"}, True),
        ({"nodeGroupName": "made-1a2b3c4", "__defaults": ["nodeGroupName"]}, False),
        ({}, False),
    ],
)
def test_bridged_resources_that_the_program_names_are_deleted_first(news: dict[str, Any], first: bool) -> None:
    assert Bridged().deletes_first(POOL, news, {}) is first


def test_azure_keeps_made_up_names_and_the_location() -> None:
    subject = _azure("pool", yName=False, otherName=False, resourceGroupName=True)
    old = {"yName": "pool1a2b3c4d", "otherName": "else", "location": "westeurope", "__createBeforeDelete": True}
    completed = AzureNative().complete(subject, {"size": 1}, old)
    assert completed == {"size": 1, "yName": "pool1a2b3c4d", "location": "westeurope", "__createBeforeDelete": True}
    assert AzureNative().deletes_first(subject, completed, old) is False
    assert AzureNative().deletes_first(subject, {"yName": "mine"}, {}) is True


def test_the_address_of_a_resource_in_azure_never_changes() -> None:
    assert AzureNative().fixed(_azure("pool"), {}) == [("location",), ("yName",)]


def test_kubernetes_objects_are_completed_as_the_stand_in_for_real_clusters_does() -> None:
    subject = Subject("kubernetes:core/v1:ConfigMap", "settings", "name", None)
    old = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {
            "name": "settings-1a2b3c4d",
            "namespace": "default",
            "annotations": {"pulumi.com/autonamed": "true"},
        },
    }
    new = {"apiVersion": "v1", "kind": "ConfigMap", "data": {"a": Secret("b")}}
    completed = Kubernetes({}).complete(subject, {**new, "metadata": {}}, old)
    assert completed["metadata"]["name"] == "settings-1a2b3c4d"
    assert completed["metadata"]["namespace"] == "default"
    assert completed["data"] == {"a": Secret("b")}
    assert Kubernetes({}).complete(subject, {**new, "metadata": {}}, {})["metadata"]["name"] is UNKNOWN


def test_kubernetes_quantities_have_one_spelling() -> None:
    one, other = (
        {"apiVersion": "v1", "kind": "ResourceQuota", "spec": {"hard": {"cpu": cpu}}} for cpu in ("2", "2000m")
    )
    assert Kubernetes({}).comparable(one) == Kubernetes({}).comparable(other)


@pytest.mark.parametrize(
    ("token", "needed"),
    [
        ("kubernetes:core/v1:Nmespace", True),
        ("kubernetes:apps/v1:Deployment", True),
        ("kubernetes:cilium.io/v2:CiliumNetworkPolicy", False),
    ],
)
def test_kinds_of_kubernetes_itself_must_exist_and_custom_ones_need_not(token: str, needed: bool) -> None:
    assert Kubernetes({}).needs_schema(token) is needed


def test_kubernetes_names_and_namespaces_never_change() -> None:
    service = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}}
    fixed = Kubernetes({}).fixed(Subject("kubernetes:core/v1:Service", "a", "name", None), service)
    assert {("metadata", "name"), ("metadata", "namespace"), ("spec", "clusterIP")} <= set(fixed)
    subject = Subject("kubernetes:core/v1:Service", "a", "name", None)
    assert Kubernetes({}).deletes_first(subject, service, service) is True
    assert Kubernetes({}).deletes_first(subject, service, {**service, "metadata": {"name": "b"}}) is False


@pytest.mark.parametrize(
    ("token", "config", "fixed"),
    [
        ("kubernetes:core/v1:ConfigMap", {}, True),
        ("kubernetes:core/v1:ConfigMap", {"enableConfigMapMutable": "true"}, False),
        ("kubernetes:core/v1:ConfigMapPatch", {}, False),
    ],
)
def test_data_of_config_maps_is_fixed_unless_the_provider_says_otherwise(
    token: str, config: dict[str, str], *, fixed: bool
) -> None:
    settings = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"a": "1"}}
    assert (("data",) in Kubernetes(config).fixed(Subject(token, "a", "name", None), settings)) is fixed


@pytest.mark.parametrize(
    ("olds", "news", "replacing"),
    [
        (
            {"clusterIdentifier": "a", "kubeconfig": "x"},
            {"clusterIdentifier": "b", "kubeconfig": "x"},
            ["clusterIdentifier"],
        ),
        ({"clusterIdentifier": "a", "kubeconfig": "x"}, {"clusterIdentifier": "a", "kubeconfig": LATER}, []),
        ({"clusterIdentifier": "a"}, {"clusterIdentifier": Secret(LATER)}, ["clusterIdentifier"]),
        ({"kubeconfig": "x"}, {"kubeconfig": LATER}, ["kubeconfig"]),
        ({"kubeconfig": SEALED}, {"kubeconfig": "x"}, []),
    ],
)
def test_another_cluster_replaces_everything_on_it(
    olds: dict[str, Any], news: dict[str, Any], replacing: list[str]
) -> None:
    assert [rule.path for rule in Kubernetes({}).provider_rules(olds, news)] == [(key,) for key in replacing]
    assert Bridged().provider_rules(olds, news) == AzureNative().provider_rules(olds, news) == []
