"""What a preview is made of: saved state, configuration, backend, plugins, plan, switch."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from kubespaces_embedded.kubernetes_provider.properties import SECRET_SIGNATURE, SIGNATURE
from kubespaces_embedded.offline_providers import sdk, settings
from kubespaces_embedded.offline_providers.backend import add_outputs, add_stack, make_backend, split_name
from kubespaces_embedded.offline_providers.placeholders import SEALED
from kubespaces_embedded.offline_providers.plan import canonical
from kubespaces_embedded.offline_providers.plugin_home import lay_out
from kubespaces_embedded.offline_providers.saved_state import StateError, read_state
from kubespaces_embedded.offline_providers.stack_config import ConfigError, read_config


def _secret(**more: str) -> dict[str, str]:
    return {SIGNATURE: SECRET_SIGNATURE, **more}


def _urn(name: str, kind: str, stack: str = "eu", project: str = "p") -> dict[str, Any]:
    return {"urn": f"urn:pulumi:{stack}::{project}::{kind}::{name}", "type": kind}


def _exported(file: Path, *resources: dict[str, Any], **more: Any) -> Path:
    deployment = {"secrets_providers": {"type": "passphrase"}, "resources": list(resources), "pending_operations": [1]}
    file.write_text(json.dumps({"version": 3, "deployment": {**deployment, **more}}))
    return file


def test_encrypted_secrets_become_placeholders_and_readable_ones_stay(tmp_path: Path) -> None:
    file = _exported(
        tmp_path / "state.json",
        {**_urn("a", "t"), "inputs": {"sealed": _secret(ciphertext="x"), "list": [_secret(ciphertext="y")]}},
        {**_urn("b", "t"), "inputs": {"open": _secret(plaintext='"word"')}},
    )
    state = read_state(file, "eu", "p")
    assert state.sealed == 2
    first, second = (resource["inputs"] for resource in state.resources)
    assert first == {"sealed": _secret(plaintext=json.dumps(SEALED)), "list": [_secret(plaintext=json.dumps(SEALED))]}
    assert second == {"open": _secret(plaintext='"word"')}
    assert not {"secrets_providers", "pending_operations"} & state.deployment.keys()


def test_the_state_tells_plugin_versions_and_outputs(tmp_path: Path) -> None:
    file = _exported(
        tmp_path / "state.json",
        {**_urn("p-eu", "pulumi:pulumi:Stack"), "outputs": {"a": 1}},
        {**_urn("aws", "pulumi:providers:aws"), "inputs": {"version": "7.0.0"}},
        {**_urn("old", "pulumi:providers:aws"), "inputs": {"version": "6.0.0"}},
        {**_urn("none", "pulumi:providers:gcp"), "inputs": {}},
    )
    state = read_state(file, "eu", "p")
    assert state.plugin_versions() == {"aws": ["7.0.0", "6.0.0"]}
    assert state.outputs == {"a": 1}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("nonsense", "cannot be read"),
        ("[]", "is no exported state; make one with: pulumi stack export --stack eu --file FILE"),
        ('{"checkpoint": {}}', "is no exported state"),
    ],
)
def test_files_that_are_no_state_are_refused(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "state.json").write_text(content)
    with pytest.raises(StateError, match=said):
        read_state(tmp_path / "state.json", "eu", "p")


def test_a_missing_state_and_one_of_another_stack_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="No such file"):
        read_state(tmp_path / "missing.json", "eu", "p")
    file = _exported(tmp_path / "state.json", _urn("a", "t", stack="us", project="q"))
    with pytest.raises(StateError, match="is the state of stack 'us' of project 'q', not of 'eu' of 'p'"):
        read_state(file, "eu", "p")


def test_configuration_is_copied_without_secrets(tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.eu.yaml"
    content = {
        "encryptionsalt": "v1:x",
        "secretsprovider": "awskms://alias/x",
        "environment": ["prod"],
        "config": {
            "p:plain": 1,
            "p:sealed": {"secure": "v1:x"},
            "p:deep": {"list": [{"secure": "v1:y"}, "open"], "a.b": {"secure": "v1:z"}},
        },
    }
    file.write_text(yaml.safe_dump(content, sort_keys=False))
    config = read_config(file)
    assert config.sealed == ("p:sealed", "p:deep.list[0]", 'p:deep["a.b"]')
    assert config.environments
    config.write(tmp_path / "copy.yaml")
    copied = yaml.safe_load((tmp_path / "copy.yaml").read_text())
    assert copied == {"config": {"p:plain": 1, "p:deep": {"list": ["", "open"], "a.b": ""}}}


def test_answers_are_part_of_the_configuration(tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.eu.yaml"
    file.write_text('config: {"kubespaces:offline": {"aws:x/y:y": {"id": "1"}}}')
    assert read_config(file).answers == {"aws:x/y:y": {"id": "1"}}
    file.write_text('config: {"kubespaces:offline": {"aws:x/y:y": "1"}}')
    with pytest.raises(ConfigError, match="kubespaces:offline: must be a map"):
        read_config(file)


@pytest.mark.parametrize("content", ["- a", "config: [a]", "config: {a: ]"])
def test_configuration_that_is_none_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "Pulumi.eu.yaml").write_text(content)
    with pytest.raises(ConfigError, match="is no stack configuration"):
        read_config(tmp_path / "Pulumi.eu.yaml")


def test_empty_configuration_is_fine(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.eu.yaml").write_text("")
    assert read_config(tmp_path / "Pulumi.eu.yaml").values == {}


@pytest.mark.parametrize(
    ("name", "parts"),
    [("organization/kubespaces/eu", ("kubespaces", "eu")), ("organization/eu", ("mine", "eu")), ("eu", ("mine", "eu"))],
)
def test_names_of_stacks(name: str, parts: tuple[str, str]) -> None:
    assert split_name(name, "mine") == parts


def test_a_backend_holds_the_stack_and_those_it_refers_to(tmp_path: Path) -> None:
    folder = tmp_path / "backend"
    assert make_backend(folder) == folder.as_uri()
    add_stack(folder, "p", "eu")
    add_stack(folder, "p", "us", read_state(_exported(tmp_path / "s.json", _urn("a", "t", stack="us")), "us", "p"))
    add_outputs(folder, "p", "host", {"a": 1})
    stored = {file.stem: json.loads(file.read_text()) for file in (folder / ".pulumi/stacks/p").glob("*.json")}
    assert stored["eu"] == {"version": 3, "checkpoint": {"stack": "organization/p/eu", "latest": None}}
    assert [entry["urn"] for entry in stored["us"]["checkpoint"]["latest"]["resources"]] == ["urn:pulumi:us::p::t::a"]
    assert stored["host"]["checkpoint"]["latest"]["resources"][0]["outputs"] == {"a": 1}


def test_features_of_newer_states_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "s.json"
    file.write_text(json.dumps({"version": 4, "features": ["views"], "deployment": {"resources": []}}))
    add_stack(tmp_path, "p", "eu", read_state(file, "eu", "p"))
    stored = json.loads((tmp_path / ".pulumi/stacks/p/eu.json").read_text())
    assert (stored["version"], stored["features"]) == (4, ["views"])


def test_every_version_that_a_state_asks_for_gets_a_launcher(tmp_path: Path) -> None:
    kit = sdk.Sdk("toy", "2.0.0", tmp_path)
    lay_out(tmp_path, [kit], {"toy": ["1.0.0", "2.0.0"], "other": ["9.0.0"]}, "3.1.0", None)
    names = sorted(str(file.relative_to(tmp_path / "plugins")) for file in tmp_path.glob("plugins/*/*"))
    assert names == [
        "language-python-v3.1.0/pulumi-language-python",
        "resource-toy-v1.0.0/pulumi-resource-toy",
        "resource-toy-v2.0.0/pulumi-resource-toy",
    ]
    launcher = tmp_path / "plugins" / names[1]
    assert os.access(launcher, os.X_OK)
    assert "kubespaces_embedded.offline_providers toy" in launcher.read_text()


def test_the_official_language_host_is_used_where_there_is_one(tmp_path: Path) -> None:
    lay_out(tmp_path, [], {}, "3.1.0", Path("/opt/pulumi dir/pulumi-language-python"))
    launcher = tmp_path / "plugins/language-python-v3.1.0/pulumi-language-python"
    assert "exec '/opt/pulumi dir/pulumi-language-python' \"$@\"" in launcher.read_text()


def test_plans_are_ordered_and_free_of_times_and_places() -> None:
    def plan(*steps: dict[str, Any], duration: int) -> str:
        said = [{"message": "b"}, {"message": "a"}]
        return json.dumps({"steps": list(steps), "duration": duration, "diagnostics": said})

    one = {"urn": "a", "op": "create", "newState": {"sourcePosition": "x", "inputs": {"duration": "kept?"}}}
    two = {"urn": "b", "op": "create"}
    assert canonical(plan(one, two, duration=1)) == canonical(plan(two, one, duration=2))
    found = json.loads(canonical(plan(two, one, duration=1)))
    assert [step["urn"] for step in found["steps"]] == ["a", "b"]
    assert [entry["message"] for entry in found["diagnostics"]] == ["a", "b"]
    assert "duration" not in found
    assert "sourcePosition" not in found["steps"][0]["newState"]
    assert found["steps"][0]["newState"]["inputs"] == {"duration": "kept?"}


def test_lists_that_are_sets_are_ordered() -> None:
    def plan(*names: str) -> str:
        state = {"dependencies": [*names], "propertyDependencies": {"a": [*names]}, "inputs": {"list": ["b", "a"]}}
        return json.dumps({"steps": [{"urn": "u", "op": "update", "newState": state, "diffReasons": [*names]}]})

    assert canonical(plan("a", "b")) == canonical(plan("b", "a"))
    assert json.loads(canonical(plan("b", "a")))["steps"][0]["newState"]["inputs"] == {"list": ["b", "a"]}


def test_what_is_no_plan_is_shown_as_it_is() -> None:
    assert canonical("error: no") == "error: no"
    assert canonical("[1]") == "[1]"


def test_without_the_switch_there_are_no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(settings.VARIABLE, raising=False)
    with pytest.raises(settings.NotAskedFor, match="it only works inside `kubespaces preview --offline`"):
        settings.read()
    monkeypatch.setenv(settings.VARIABLE, str(tmp_path / "gone.json"))
    with pytest.raises(settings.NotAskedFor):
        settings.read()
    settings.Settings({"f": {"a": 1}}).write(tmp_path / "gone.json")
    assert settings.read().answers == {"f": {"a": 1}}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["aws", "127.0.0.1:1"], "this is Kubespaces' offline plugin"),
        (["nonesuch"], "pulumi-nonesuch is not installed"),
    ],
)
def test_the_plugin_ends_with_a_sentence_if_it_was_not_asked_for(arguments: list[str], said: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != settings.VARIABLE}
    command = [sys.executable, "-I", "-m", "kubespaces_embedded.offline_providers", *arguments]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 1
    assert said in ended.stderr
    assert ended.stdout == ""
