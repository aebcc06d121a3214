import re
from typing import Any

from kubespaces_embedded.kubernetes_provider import state
from kubespaces_embedded.kubernetes_provider.properties import Secret

CONFIG = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"x": "1", "y": "2"}}


def recorded(inputs: dict[str, Any], live: dict[str, Any], secret_in: dict[str, Any]) -> dict[str, Any]:
    return state.checkpoint(inputs, live, secret_in, initial_api_version="v1", field_manager="me")


def test_the_layout_is_the_official_plugins() -> None:
    live = {**CONFIG, "metadata": {"name": "a", "uid": "u"}}
    kept = recorded(CONFIG, live, CONFIG)
    assert kept == {**live, "__inputs": CONFIG, "__initialApiVersion": "v1", "__fieldManager": "me"}
    parsed = state.parse(kept)
    assert (parsed.inputs, parsed.live) == (CONFIG, live)
    assert (parsed.initial_api_version, parsed.field_manager) == ("v1", "me")


def test_state_without_inputs_falls_back_to_the_engines() -> None:
    assert state.parse(CONFIG, {"kind": "ConfigMap"}).inputs == {"kind": "ConfigMap"}
    assert state.parse(CONFIG).initial_api_version == "v1"


def test_secretness_goes_as_deep_as_it_came_and_into_the_inputs() -> None:
    secret_in = {**CONFIG, "data": {"x": Secret("1"), "y": "2"}}
    kept = recorded(CONFIG, CONFIG, secret_in)
    assert kept["data"] == {"x": Secret("1"), "y": "2"}
    assert kept["__inputs"]["data"] == {"x": Secret("1"), "y": "2"}
    assert state.parse(kept).live["data"] == {"x": "1", "y": "2"}


def test_a_list_with_a_secret_is_secret_as_a_whole() -> None:
    pod = {"kind": "Pod", "spec": {"args": ["a", "b"]}}
    kept = recorded(pod, pod, {"spec": {"args": ["a", Secret("b")]}})
    assert kept["spec"] == {"args": Secret(["a", "b"])}


def test_a_secret_object_hides_its_data_whatever_the_program_said() -> None:
    secret = {"apiVersion": "v1", "kind": "Secret", "data": {"a": "Yg=="}, "type": "Opaque"}
    kept = recorded(secret, secret, secret)
    assert isinstance(kept["data"], Secret)
    assert isinstance(kept["__inputs"]["data"], Secret)
    assert kept["type"] == "Opaque"


def test_a_crd_is_spelled_for_the_sdk_in_the_state_and_for_the_api_server_outside() -> None:
    crd = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "spec": {"versions": [{"schema": {"x-kubernetes-int-or-string": True}}]},
    }
    kept = recorded(crd, crd, {})
    assert kept["spec"]["versions"][0]["schema"] == {"x_kubernetes_int_or_string": True}
    parsed = state.parse(kept)
    assert parsed.live == crd
    assert parsed.inputs == crd
    assert state.to_object(kept["__inputs"]) == crd


def test_a_field_manager_is_annotated_remembered_or_made_up() -> None:
    annotated = {"metadata": {"annotations": {"pulumi.com/patchFieldManager": "boss"}}}
    assert state.field_manager(annotated, "old") == "boss"
    assert state.field_manager({}, "old") == "old"
    assert re.fullmatch(r"pulumi-kubernetes-[0-9a-f]{8}", state.field_manager({}))
