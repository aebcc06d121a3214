"""The plugin's process: how it starts, what it says without a cluster, how it ends."""

import json
import subprocess
import sys

import psutil
import pytest
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import provider_pb2 as proto
from tests.support.plugin_driver import PluginError, eventually, plugin

from kubespaces_embedded.kubernetes_provider.properties import decode, encode

MODULE = "kubespaces_embedded.kubernetes_provider"
PROVIDER = "urn:pulumi:s::p::pulumi:providers:kubernetes::host"


def test_nothing_is_loaded_that_only_costs_time() -> None:
    heavy = {
        "pulumi.output",
        "pulumi.automation",
        "pulumi_kubernetes",
        "rich",
        "click",
        "pydantic",
        "yaml",
    }
    code = (
        f"import sys; from {MODULE}.startup import skip_package_code; skip_package_code(); import {MODULE}.serve;"
        f"print(sorted({heavy!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_the_plugin_tells_of_itself() -> None:
    with plugin() as started:
        assert started.call("GetPluginInfo", Empty()).version.startswith("4.")
        schema = json.loads(started.call("GetSchema", proto.GetSchemaRequest()).schema)
        assert schema["name"] == "kubernetes"
        agreed = started.call("Handshake", proto.ProviderHandshakeRequest(engine_address="127.0.0.1:1"))
        assert agreed.accept_secrets
        assert agreed.supports_autonaming_configuration


def test_the_providers_own_configuration_over_the_wire() -> None:
    with plugin() as started:
        news = encode({"kubeconfig": "x", "renderYamlToDirectory": "out"})
        checked = started.call("CheckConfig", proto.CheckRequest(urn=PROVIDER, news=news))
        assert decode(checked.inputs) == {"kubeconfig": "x", "renderYamlToDirectory": "out"}
        assert [failure.property for failure in checked.failures] == ["renderYamlToDirectory"]
        request = proto.DiffRequest(
            urn=PROVIDER, olds=encode({"clusterIdentifier": "a"}), news=encode({"clusterIdentifier": "b"})
        )
        answer = started.call("DiffConfig", request)
        assert answer.changes == proto.DiffResponse.DIFF_SOME
        assert list(answer.replaces) == ["clusterIdentifier"]


def test_functions_and_components_are_refused_by_name() -> None:
    with plugin() as started:
        for call in (
            lambda: started.call("Invoke", proto.InvokeRequest(tok="kubernetes:yaml:decode")),
            lambda: started.call("Construct", proto.ConstructRequest(type="kubernetes:helm.sh/v4:Chart")),
        ):
            with pytest.raises(PluginError, match="needs the official Kubernetes plugin"):
                call()


def test_what_comes_before_the_configuration_is_an_answer_too() -> None:
    with plugin() as started, pytest.raises(PluginError, match="the provider is not configured"):
        started.create("kubernetes:core/v1:ConfigMap", "a", {"apiVersion": "v1", "kind": "ConfigMap"})


def test_a_bug_is_reported_as_one_and_the_process_lives_on(capfd: pytest.CaptureFixture[str]) -> None:
    with plugin() as started:
        with pytest.raises(PluginError, match="a bug in the Kubernetes plugin stand-in"):
            started.call("Check", proto.CheckRequest(urn="no urn at all"))
        assert started.call("GetPluginInfo", Empty()).version
    assert "Traceback" in capfd.readouterr().err


def test_the_process_ends_when_its_engine_has_died() -> None:
    parent = (
        "import subprocess, sys; p = subprocess.Popen("
        f"[sys.executable, '-m', '{MODULE}', '127.0.0.1:1'], stdout=subprocess.PIPE);"
        "p.stdout.readline(); print(p.pid)"
    )
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", parent], capture_output=True, text=True, check=True)
    eventually(lambda: not psutil.pid_exists(int(done.stdout)))


def test_messages_without_an_engine_are_dropped() -> None:
    process = subprocess.Popen([sys.executable, "-m", MODULE], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process:
        assert int(process.stdout.readline()) > 0
        process.terminate()
    assert process.returncode == 0
