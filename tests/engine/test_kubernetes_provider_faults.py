"""What the Kubernetes plugin stand-in says when something stands in its way."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.support.plugin_driver import Plugin, PluginError, Recorded, eventually, plugin

from kubespaces.kube import Client, calls, connect_sync
from kubespaces_embedded.control_plane import ControlPlane

pytestmark = pytest.mark.engine

CONFIG_MAP = "kubernetes:core/v1:ConfigMap"
DEAD = {
    "current-context": "dead",
    "clusters": [{"name": "dead", "cluster": {"server": "https://127.0.0.1:9"}}],
    "contexts": [{"name": "dead", "context": {"cluster": "dead"}}],
}


@pytest.fixture(scope="module")
def provider(control_plane: ControlPlane) -> Iterator[Plugin]:
    with plugin(kubeconfig=str(control_plane.kubeconfig)) as started:
        yield started


@pytest.fixture(scope="module")
def admin(control_plane: ControlPlane) -> Iterator[Client]:
    with connect_sync(control_plane.kubeconfig) as client:
        yield client


def obj(kind: str, name: str, namespace: str = "", **fields: Any) -> dict[str, Any]:
    metadata = {"name": name} | ({"namespace": namespace} if namespace else {})
    return {"apiVersion": "v1", "kind": kind, "metadata": metadata, **fields}


def make_namespace(admin: Client, name: str, **labels: str) -> str:
    made = obj("Namespace", name)
    made["metadata"]["labels"] = labels
    admin.send(calls.create(admin.resource("v1", "Namespace"), made))
    return name


def preview(provider: Plugin, wanted: dict[str, Any]) -> dict[str, Any]:
    return provider.preview_create(provider.check(f"kubernetes:core/v1:{wanted['kind']}", "x", wanted))


def test_admission_speaks_at_preview(provider: Plugin, admin: Client) -> None:
    namespace = make_namespace(admin, "f-admission", **{"pod-security.kubernetes.io/enforce": "restricted"})
    quotas = admin.resource("v1", "ResourceQuota")
    admin.send(calls.create(quotas, obj("ResourceQuota", "q", namespace, spec={"hard": {"count/configmaps": "0"}})))
    eventually(lambda: "hard" in admin.send(calls.get(quotas, "q", namespace)).get("status", {}))
    with pytest.raises(PluginError, match=rf"creating ConfigMap {namespace}/over: .*exceeded quota: q, requested"):
        preview(provider, obj("ConfigMap", "over", namespace))
    pod = obj("Pod", "root", namespace, spec={"containers": [{"name": "a", "image": "example.com/a:1"}]})
    with pytest.raises(PluginError, match="violates PodSecurity"):
        preview(provider, pod)


def test_validation_speaks_at_preview_and_defaults_show(provider: Plugin) -> None:
    service = obj("Service", "web", "default", spec={"ports": [{"port": 99999}]})
    with pytest.raises(PluginError, match=r"creating Service default/web: .*must be between 1 and 65535"):
        preview(provider, service)
    service["spec"]["ports"][0]["port"] = 80
    shown = preview(provider, service)["spec"]
    assert (shown["type"], shown["ports"][0]["protocol"]) == ("ClusterIP", "TCP")
    with pytest.raises(PluginError, match=r"creating ConfigMap default/Bad_Name: .*lowercase RFC 1123"):
        preview(provider, obj("ConfigMap", "Bad_Name", "default"))


def test_a_field_that_nobody_knows_is_a_warning_once(provider: Plugin) -> None:
    for _ in range(2):
        preview(provider, obj("ConfigMap", "typo", "default", dta={"a": "b"}))
    eventually(lambda: provider.messages)
    assert provider.messages == ['unknown field "dta"']


def test_a_namespace_of_the_same_preview_is_no_error_and_of_the_same_run_is_waited_for(
    provider: Plugin, admin: Client
) -> None:
    wanted = obj("ConfigMap", "early", "f-later", data={"a": "b"})
    assert preview(provider, wanted)["data"] == {"a": "b"}
    with ThreadPoolExecutor() as pool:
        creating = pool.submit(provider.create, CONFIG_MAP, "early", wanted)
        eventually(lambda: any("f-later" in message for message in provider.messages))
        make_namespace(admin, "f-later")
        assert creating.result(30).id == "f-later/early"


def test_an_interrupted_wait_ends(control_plane: ControlPlane) -> None:
    with plugin(kubeconfig=str(control_plane.kubeconfig)) as own, ThreadPoolExecutor() as pool:
        waiting = pool.submit(own.create, CONFIG_MAP, "a", obj("ConfigMap", "a", "f-never"))
        eventually(lambda: own.messages)
        own.cancel()
        with pytest.raises(PluginError, match="cancelled"):
            waiting.result(10)


def test_who_may_not_preview_sees_the_inputs_and_learns_it_when_it_counts(
    control_plane: ControlPlane, tmp_path: Path
) -> None:
    document = yaml.safe_load(control_plane.kubeconfig.read_text())
    document["users"][0]["user"]["as"] = "nobody"
    document["users"][0]["user"]["as-groups"] = ["system:authenticated"]
    with plugin(kubeconfig=json.dumps(document)) as nobody:
        wanted = obj("ConfigMap", "a", "default", data={"a": "b"})
        assert preview(nobody, wanted)["data"] == {"a": "b"}
        with pytest.raises(PluginError, match='User "nobody" cannot create resource "configmaps"'):
            nobody.create(CONFIG_MAP, "a", wanted)


def test_without_a_cluster_previews_work_and_operations_say_why_not() -> None:
    with plugin(kubeconfig=json.dumps(DEAD)) as dead:
        wanted = dead.check(CONFIG_MAP, "a", obj("ConfigMap", "a", data={"a": "b"}))
        assert dead.preview_create(wanted) == wanted.inputs
        unreachable = r"cluster is unreachable: no answer .* at https://127\.0\.0\.1:9: connection refused"
        assert any("this preview is not validated" in message for message in dead.messages)
        with pytest.raises(PluginError, match=unreachable):
            dead.create(CONFIG_MAP, "a", obj("ConfigMap", "a"))
        kept = Recorded(wanted.urn, wanted.inputs, "default/a", wanted.inputs)
        with pytest.raises(PluginError, match="PULUMI_K8S_DELETE_UNREACHABLE"):
            dead.read(kept)
        with pytest.raises(PluginError, match="PULUMI_K8S_DELETE_UNREACHABLE"):
            dead.delete(kept)


def test_resources_of_a_cluster_that_is_gone_can_be_dropped_or_left_alone() -> None:
    kept = Recorded("urn:pulumi:s::p::kubernetes:core/v1:ConfigMap::a", {"kind": "ConfigMap"}, "default/a", {"a": "b"})
    with plugin(kubeconfig=json.dumps(DEAD), deleteUnreachable="true") as dropping:
        assert dropping.read(kept) is None
        dropping.delete(kept)
    with plugin(kubeconfig=json.dumps(DEAD), skipUpdateUnreachable="true") as leaving:
        assert leaving.read(kept) == kept
        assert leaving.check(CONFIG_MAP, "a", obj("ConfigMap", "a"), kept).inputs == kept.inputs


def test_a_kubeconfig_that_cannot_be_used_is_said_to_be(tmp_path: Path) -> None:
    login = {"apiVersion": "client.authentication.k8s.io/v1", "command": "no-such-login"}
    document = {
        "current-context": "dead",
        "clusters": DEAD["clusters"],
        "users": [{"name": "me", "user": {"exec": login}}],
        "contexts": [{"name": "dead", "context": {"cluster": "dead", "user": "me"}}],
    }
    for kubeconfig, words in (
        ("/nowhere/config", "kubeconfig /nowhere/config: No such file"),
        (json.dumps(document), "the exec plugin 'no-such-login' cannot be run"),
    ):
        with plugin(kubeconfig=kubeconfig) as broken, pytest.raises(PluginError, match=words):
            broken.create(CONFIG_MAP, "a", obj("ConfigMap", "a", "default"))


def test_what_the_stand_in_cannot_do_names_the_official_plugin(provider: Plugin) -> None:
    for token in ("kubernetes:helm.sh/v3:Release", "kubernetes:yaml:ConfigFile"):
        with pytest.raises(PluginError, match="needs the official Kubernetes plugin"):
            provider.check(token, "a", {})
    with pytest.raises(PluginError, match="use ConfigMap for each object"):
        provider.check("kubernetes:core/v1:ConfigMapList", "a", {})
    with pytest.raises(PluginError, match=r"a Patch resource needs metadata\.name"):
        provider.check("kubernetes:core/v1:ConfigMapPatch", "a", {"apiVersion": "v1", "kind": "ConfigMap"})
    with pytest.raises(PluginError, match="generateName is not supported"):
        provider.check(CONFIG_MAP, "a", {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"generateName": "a-"}})
