"""The Kubernetes plugin stand-in against a real API server: deletion, secrets, unknown values, kinds of objects."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy

import pytest
from tests.support.kubernetes_objects import CONFIG_MAP, NAMESPACE, SECRET, config_map, exists, live, new_namespace, obj
from tests.support.plugin_driver import Plugin, PluginError, eventually, plugin

from kubespaces.kube import Client, calls, connect_sync
from kubespaces_embedded.control_plane import ControlPlane
from kubespaces_embedded.kubernetes_provider.properties import UNKNOWN, Secret

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


def test_deletion_waits_for_finalizers_and_says_so_when_it_takes_too_long(
    provider: Plugin, namespace: str, admin: Client
) -> None:
    held = config_map(namespace)
    held["metadata"]["finalizers"] = ["example.com/hold"]
    made = provider.create(CONFIG_MAP, "config", held)
    with pytest.raises(PluginError, match=r"still there after 0\.3 s.*finalizers.*example\.com/hold"):
        provider.delete(made, timeout=0.3)
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(provider.delete, made)
        eventually(lambda: "deletionTimestamp" in live(admin, made)["metadata"])
        assert not waiting.done()
        resource = admin.resource("v1", "ConfigMap")
        admin.send(calls.patch(resource, "config", {"metadata": {"finalizers": None}}, namespace=namespace))
        waiting.result(30)
    assert not exists(admin, made)
    provider.delete(made)


def test_a_namespace_is_deleted_with_all_that_is_in_it(provider: Plugin, admin: Client) -> None:
    made = provider.create(NAMESPACE, "gone", obj("v1", "Namespace", "p-gone"))
    inside = provider.create(CONFIG_MAP, "config", config_map("p-gone"))
    provider.delete(made)
    assert not exists(admin, made)
    assert not exists(admin, inside)


def test_dependents_go_before_their_owner(provider: Plugin, namespace: str, admin: Client) -> None:
    template = {
        "metadata": {"labels": {"app": "a"}},
        "spec": {"containers": [{"name": "a", "image": "example.com/a:1"}]},
    }
    spec = {"replicas": 1, "selector": {"matchLabels": {"app": "a"}}, "template": template}
    made = provider.create(
        "kubernetes:apps/v1:Deployment", "web", obj("apps/v1", "Deployment", "web", namespace, spec=spec)
    )
    sets = calls.list_(admin.resource("apps/v1", "ReplicaSet"), namespace)
    eventually(lambda: admin.send(sets)["items"])
    provider.delete(made)
    assert admin.send(sets)["items"] == []


def test_secrets_stay_secret(provider: Plugin, namespace: str, admin: Client) -> None:
    secret = obj("v1", "Secret", "login", namespace, stringData={"password": Secret("hunter2")})
    made = provider.create(SECRET, "login", secret)
    assert live(admin, made)["data"] == {"password": "aHVudGVyMg=="}
    assert isinstance(made.inputs["data"], Secret)
    assert isinstance(made.state["data"], Secret)
    assert isinstance(made.state["__inputs"]["data"], Secret)
    assert provider.changes(made, secret) == {}
    read = provider.read(made)
    assert read is not None
    assert isinstance(read.state["data"], Secret)
    assert isinstance(read.inputs["data"], Secret)
    mixed = config_map(namespace, "mixed", plain="a")
    mixed["data"]["hidden"] = Secret("hunter2")
    state = provider.create(CONFIG_MAP, "mixed", mixed).state
    assert state["data"] == {"plain": "a", "hidden": Secret("hunter2")}
    with pytest.raises(PluginError) as caught:
        provider.create(SECRET, "login", secret)
    assert "hunter2" not in str(caught.value)


def test_unknown_values_stay_unknown(provider: Plugin, namespace: str) -> None:
    unknown = config_map(namespace, known="1")
    unknown["data"]["later"] = UNKNOWN
    wanted = provider.check(CONFIG_MAP, "config", unknown)
    assert provider.preview_create(wanted)["data"] == {"known": "1", "later": UNKNOWN}
    made = provider.create(CONFIG_MAP, "config", config_map(namespace, known="1", later="2"))
    assert provider.changes(made, unknown) == {"data.later": "UPDATE_REPLACE"}
    assert provider.update(made, unknown, preview=True).state["data"]["later"] is UNKNOWN
    nowhere = provider.check(CONFIG_MAP, "config", {**config_map(""), "metadata": {"name": "a", "namespace": UNKNOWN}})
    assert nowhere.inputs["metadata"]["namespace"] is UNKNOWN


def test_a_patch_owns_its_fields_only_and_gives_them_back(provider: Plugin, namespace: str, admin: Client) -> None:
    patch = obj("v1", "Namespace", namespace)
    patch["metadata"]["labels"] = {"team": "shop"}
    made = provider.create("kubernetes:core/v1:NamespacePatch", "patch", patch)
    assert made.id == namespace
    assert live(admin, made)["metadata"]["labels"]["team"] == "shop"
    assert provider.changes(made, patch) == {}
    news = deepcopy(patch)
    news["metadata"]["labels"] = {"owner": "me"}
    updated = provider.update(made, news)
    assert "team" not in live(admin, made)["metadata"]["labels"]
    provider.delete(updated)
    assert exists(admin, made)
    assert "owner" not in live(admin, made)["metadata"]["labels"]


def test_a_crd_and_its_objects_in_one_run(provider: Plugin, admin: Client) -> None:
    crd_token = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition"
    schema = {
        "type": "object",
        "properties": {"spec": {"type": "object", "x_kubernetes_preserve_unknown_fields": True}},
    }
    version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}
    spec = {
        "group": "kubespaces.test",
        "scope": "Cluster",
        "names": {"kind": "Lamp", "plural": "lamps", "singular": "lamp"},
        "versions": [version],
    }
    crd = obj("apiextensions.k8s.io/v1", "CustomResourceDefinition", "lamps.kubespaces.test", spec=spec)
    lamp = obj("kubespaces.test/v1", "Lamp", "desk", spec={"watts": 5, "limits": {"cpu": "1000m"}, "off": None})
    token = "kubernetes:kubespaces.test/v1:Lamp"
    planned = provider.check(crd_token, "lamps", crd)
    assert provider.preview_create(planned)["spec"]["names"]["listKind"] == "LampList"
    wanted = provider.check(token, "desk", lamp)
    assert "namespace" not in wanted.inputs["metadata"], "the program's own CRD says that lamps are cluster-scoped"
    assert provider.preview_create(wanted) == wanted.inputs

    made_crd, made = provider.create(crd_token, "lamps", crd), provider.create(token, "desk", lamp)

    assert (provider.changes(made_crd, crd), provider.changes(made, lamp)) == ({}, {})
    news = deepcopy(crd)
    news["spec"]["names"]["shortNames"] = ["lp"]
    assert provider.changes(made_crd, news) == {"spec.names.shortNames": "ADD"}
    made_crd = provider.update(made_crd, news)
    assert live(admin, made_crd)["spec"]["names"]["shortNames"] == ["lp"]
    assert provider.changes(made, {**lamp, "spec": {"watts": 6}})["spec.watts"] == "UPDATE"
    annotated = deepcopy(made)
    annotated.state["__inputs"]["metadata"]["annotations"] = {"pulumi.com/deletionPropagationPolicy": "background"}
    provider.delete(annotated)  # the garbage collector takes half a minute to learn of a new kind
    provider.delete(made_crd)
    assert provider.read(made) is None


def test_a_hundred_at_once(provider: Plugin, namespace: str) -> None:
    with ThreadPoolExecutor(32) as pool:
        made = list(
            pool.map(lambda n: provider.create(CONFIG_MAP, f"c{n}", config_map(namespace, f"c{n}")), range(100))
        )
        assert len({recorded.state["metadata"]["uid"] for recorded in made}) == 100
        list(pool.map(provider.delete, made))
