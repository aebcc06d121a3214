"""The Kubernetes plugin stand-in against a real API server, asked as the engine asks: creation, update, refresh."""

from collections.abc import Iterator
from copy import deepcopy

import pytest
from tests.support.kubernetes_objects import (
    CONFIG_MAP,
    CORE,
    NAMESPACE,
    QUOTA,
    apply,
    config_map,
    live,
    new_namespace,
    obj,
    quota,
)
from tests.support.plugin_driver import Plugin, PluginError, Recorded, plugin

from kubespaces.kube import Client, calls, connect_sync
from kubespaces_embedded.control_plane import ControlPlane

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def provider(control_plane: ControlPlane) -> Iterator[Plugin]:
    with plugin(kubeconfig=control_plane.kubeconfig.read_text()) as started:
        yield started


@pytest.fixture(scope="module")
def admin(control_plane: ControlPlane) -> Iterator[Client]:
    with connect_sync(control_plane.kubeconfig) as client:
        yield client


@pytest.fixture
def namespace(admin: Client) -> str:
    return new_namespace(admin)


def test_creation_gives_the_live_object_and_what_is_needed_later(provider: Plugin, namespace: str) -> None:
    made = provider.create(QUOTA, "quota", quota(namespace, **{"limits.cpu": "1000m", "pods": 20}))
    assert made.id == f"{namespace}/quota"
    assert made.inputs["spec"]["hard"] == {"limits.cpu": "1", "pods": "20"}
    assert made.state["__inputs"] == made.inputs
    assert made.state["__initialApiVersion"] == "v1"
    assert made.state["__fieldManager"].startswith("pulumi-kubernetes-")
    assert made.state["metadata"]["uid"]


def test_saying_the_same_again_changes_nothing_however_it_is_spelled(provider: Plugin, namespace: str) -> None:
    made = provider.create(QUOTA, "quota", quota(namespace, **{"limits.cpu": "1000m", "limits.memory": "1024Mi"}))
    again = quota(namespace, **{"limits.cpu": 1, "limits.memory": "1Gi"})
    assert provider.changes(made, again) == {}
    assert provider.changes(made, {**again, "spec": {**again["spec"], "scopes": []}}) == {}


def test_an_update_shows_paths_and_removes_what_the_program_leaves_out(
    provider: Plugin, namespace: str, admin: Client
) -> None:
    made = provider.create(QUOTA, "quota", quota(namespace, **{"limits.cpu": "1", "pods": "20"}))
    news = quota(namespace, pods="10", services="3")
    assert provider.changes(made, news) == {
        'spec.hard["limits.cpu"]': "DELETE",
        "spec.hard.pods": "UPDATE",
        "spec.hard.services": "ADD",
    }
    assert provider.update(made, news, preview=True).state["spec"]["hard"]["pods"] == "10"
    assert live(admin, made)["spec"]["hard"]["pods"] == "20", "a preview changes nothing"
    updated = provider.update(made, news)
    assert live(admin, made)["spec"]["hard"] == {"pods": "10", "services": "3"}
    assert provider.changes(updated, news) == {}
    managers = {(entry["manager"], entry["operation"]) for entry in live(admin, made)["metadata"]["managedFields"]}
    assert (made.state["__fieldManager"], "Apply") in managers
    assert ("pulumi-kubernetes", "Update") not in managers


def test_a_name_is_made_up_and_kept(provider: Plugin, namespace: str) -> None:
    unnamed = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"namespace": namespace}, "data": {"a": "1"}}
    made = provider.create(CONFIG_MAP, "web", unnamed)
    name = made.state["metadata"]["name"]
    assert name.startswith("web-")
    assert provider.changes(made, unnamed) == {}
    changed = provider.check(CONFIG_MAP, "web", {**unnamed, "data": {"a": "2"}}, made)
    assert changed.inputs["metadata"]["name"] == name
    assert not provider.diff(made, changed).deleteBeforeReplace, "two made-up names can live side by side"
    seeds = [provider.check(CONFIG_MAP, "web", unnamed, seed=b"seed").inputs for _ in range(2)]
    assert seeds[0] == seeds[1]


def test_a_namespace_left_out_is_the_providers(control_plane: ControlPlane, provider: Plugin, namespace: str) -> None:
    with plugin(kubeconfig=str(control_plane.kubeconfig), namespace=namespace) as other:
        assert other.create(CONFIG_MAP, "a", config_map("", "a")).id == f"{namespace}/a"
    assert provider.check(CONFIG_MAP, "a", config_map("")).inputs["metadata"]["namespace"] == "default"
    assert "namespace" not in provider.check(NAMESPACE, "a", obj("v1", "Namespace", "a")).inputs["metadata"]


def test_what_exists_already_is_refused_and_a_preview_does_not_mind(
    provider: Plugin, namespace: str, admin: Client
) -> None:
    first = provider.create(CONFIG_MAP, "config", config_map(namespace, a="1"))
    wanted = provider.check(CONFIG_MAP, "config", config_map(namespace, a="2"))
    assert provider.preview_create(wanted) == wanted.inputs
    with pytest.raises(PluginError, match=f'creating ConfigMap {namespace}/config: configmaps "config" already exists'):
        provider.create(CONFIG_MAP, "config", config_map(namespace, a="2"))
    assert live(admin, first)["data"] == {"a": "1"}


def test_what_exists_already_is_updated_if_the_provider_says_so(
    control_plane: ControlPlane, provider: Plugin, namespace: str, admin: Client
) -> None:
    provider.create(CONFIG_MAP, "config", config_map(namespace, a="1"))
    with plugin(kubeconfig=str(control_plane.kubeconfig), upsertExistingObjects="true") as other:
        with pytest.raises(PluginError, match=r"conflict.*patchForce"):
            other.create(CONFIG_MAP, "config", config_map(namespace, a="2"))
        forced = config_map(namespace, a="2")
        forced["metadata"]["annotations"] = {"pulumi.com/patchForce": "true"}
        assert live(admin, other.create(CONFIG_MAP, "config", forced))["data"] == {"a": "2"}


def test_a_field_that_cannot_change_needs_a_new_object(provider: Plugin, namespace: str) -> None:
    made = provider.create(CONFIG_MAP, "config", config_map(namespace, a="1"))
    assert provider.changes(made, config_map(namespace, a="2")) == {"data.a": "UPDATE_REPLACE"}
    answer = provider.diff(made, provider.check(CONFIG_MAP, "config", config_map(namespace, a="2"), made))
    assert list(answer.replaces) == ["data.a"]
    assert answer.deleteBeforeReplace, "the new object has the old one's name"
    renamed = provider.check(CONFIG_MAP, "config", config_map(namespace, "other", a="1"), made)
    answer = provider.diff(made, renamed)
    assert list(answer.replaces) == ["metadata.name"]
    assert not answer.deleteBeforeReplace


def test_the_api_server_is_asked_which_other_fields_cannot_change(provider: Plugin, namespace: str) -> None:
    name = f"class-{namespace}"
    made = provider.create(
        "kubernetes:scheduling.k8s.io/v1:PriorityClass",
        "class",
        obj("scheduling.k8s.io/v1", "PriorityClass", name, value=5),
    )
    news = obj("scheduling.k8s.io/v1", "PriorityClass", name, value=6, description="x")
    assert provider.changes(made, news) == {"value": "UPDATE_REPLACE", "description": "ADD"}
    provider.delete(made)


def test_ignored_changes_are_left_to_others(provider: Plugin, namespace: str, admin: Client) -> None:
    spec = {
        "replicas": 1,
        "selector": {"matchLabels": {"app": "a"}},
        "template": {
            "metadata": {"labels": {"app": "a"}},
            "spec": {"containers": [{"name": "a", "image": "example.com/a:1"}]},
        },
    }
    deployment = obj("apps/v1", "Deployment", "web", namespace, spec=spec)
    made = provider.create("kubernetes:apps/v1:Deployment", "web", deployment)
    resource = admin.resource("apps/v1", "Deployment")
    admin.send(calls.patch(resource, "web", {"spec": {"replicas": 7}}, namespace=namespace, manager="autoscaler"))
    news = deepcopy(deployment)
    news["spec"] |= {"replicas": 2, "minReadySeconds": 5}
    ignore = ("spec.replicas",)
    assert provider.changes(made, news, ignore) == {"spec.minReadySeconds": "ADD"}
    provider.update(made, news, ignore=ignore)
    assert live(admin, made)["spec"]["replicas"] == 7
    assert live(admin, made)["spec"]["minReadySeconds"] == 5


def test_refresh_sees_what_others_changed_and_removed(provider: Plugin, namespace: str, admin: Client) -> None:
    account = obj("v1", "ServiceAccount", "robot", namespace, automountServiceAccountToken=False)
    made = provider.create(f"{CORE}ServiceAccount", "robot", account)
    assert provider.read(made) is not None
    admin.send(
        calls.patch(
            admin.resource("v1", "ServiceAccount"),
            "robot",
            {"automountServiceAccountToken": None, "metadata": {"labels": {"not": "ours"}}},
            namespace=namespace,
        )
    )
    read = provider.read(made)
    assert read is not None
    assert "automountServiceAccountToken" not in read.inputs
    assert "labels" not in read.inputs["metadata"], "what the program does not set is not its business"
    assert read.state["metadata"]["labels"] == {"not": "ours"}
    assert provider.changes(read, account) == {"automountServiceAccountToken": "ADD"}
    healed = provider.update(read, account)
    assert live(admin, made)["automountServiceAccountToken"] is False
    admin.send(calls.delete(admin.resource("v1", "ServiceAccount"), "robot", namespace))
    assert provider.read(healed) is None


def test_an_update_of_what_is_gone_says_what_to_do(provider: Plugin, namespace: str, admin: Client) -> None:
    made = provider.create(QUOTA, "quota", quota(namespace, pods="1"))
    admin.send(calls.delete(admin.resource("v1", "ResourceQuota"), "quota", namespace))
    with pytest.raises(PluginError, match=r"no longer in the cluster; run `pulumi refresh`"):
        provider.update(made, quota(namespace, pods="2"))
    provider.delete(made)


def test_import_takes_over_all_that_a_program_could_have_said(provider: Plugin, namespace: str, admin: Client) -> None:
    existing = quota(namespace, pods="5")
    existing["metadata"]["annotations"] = {"kubectl.kubernetes.io/last-applied-configuration": "{}", "mine": "yes"}
    apply(admin, existing, manager="kubectl")
    urn = provider.check(QUOTA, "quota", existing).urn
    read = provider.read(Recorded(urn, {}, id=f"{namespace}/quota"))
    assert read is not None
    wanted = quota(namespace, pods="5")
    wanted["metadata"]["annotations"] = {"mine": "yes"}
    assert read.inputs == wanted
    assert provider.changes(read, wanted) == {}
    updated = provider.update(read, quota(namespace, pods="6"))
    assert live(admin, updated)["spec"]["hard"] == {"pods": "6"}
    assert "mine" not in live(admin, updated)["metadata"].get("annotations", {})
