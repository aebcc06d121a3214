"""Whole runs of the real engine with the Kubernetes plugin stand-in and a real API server."""

import json
from pathlib import Path
from typing import Any

import pytest
from engine_support import Run, program

from kubespaces.kube import ApiError, Client, calls, connect_sync
from kubespaces_embedded.control_plane import ControlPlane

pytestmark = pytest.mark.engine

PROGRAM = """
    import pulumi
    from pulumi_kubernetes.apiextensions import CustomResource
    from pulumi_kubernetes.apiextensions.v1 import CustomResourceDefinition
    from pulumi_kubernetes.core.v1 import ConfigMap, Namespace, NamespacePatch, Secret
    from pulumi_kubernetes.provider import Provider

    kubeconfig = pulumi.Output.secret(open({kubeconfig!r}).read())
    provider = Provider("cluster", kubeconfig=kubeconfig, cluster_identifier="tests")
    opts = pulumi.ResourceOptions(provider=provider)
    namespace = Namespace("team", metadata={{"name": "run-team"}}, opts=opts)
    inside = {{"namespace": namespace.metadata.name}}
    fixed = ConfigMap("fixed", metadata={{**inside, "name": "fixed"}}, data={{"key": {value!r}}}, opts=opts)
    named = ConfigMap("named", metadata=inside, data={{"key": {value!r}}}, opts=opts)
    uid = ConfigMap("uid", metadata={{**inside, "name": "uid"}}, data={{"uid": fixed.metadata.uid}}, opts=opts)
    password = pulumi.Output.secret("hunter2")
    Secret("login", metadata={{**inside, "name": "login"}}, string_data={{"password": password}}, opts=opts)
    CustomResourceDefinition(
        "cups",
        metadata={{"name": "cups.run.test"}},
        spec={{
            "group": "run.test",
            "scope": "Namespaced",
            "names": {{"kind": "Cup", "plural": "cups"}},
            "versions": [{{
                "name": "v1",
                "served": True,
                "storage": True,
                "schema": {{"openAPIV3Schema": {{
                    "type": "object",
                    "properties": {{"spec": {{"type": "object", "properties": {{"size": {{"type": "integer"}}}}}}}},
                }}}},
            }}],
        }},
        opts=opts,
    )
    CustomResource(
        "cup",
        api_version="run.test/v1",
        kind="Cup",
        metadata={{**inside, "name": "cup", "annotations": {{"pulumi.com/deletionPropagationPolicy": "background"}}}},
        spec={{"size": 3}},
        opts=opts,
    )
    NamespacePatch(
        "patch",
        metadata={{"name": namespace.metadata.name, "labels": {{"owner": "me"}}}},
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=[namespace])),
    )
    pulumi.export("name", named.metadata.name)
    pulumi.export("uid", uid.data.apply(lambda data: (data or {{}}).get("uid")))
"""


@pytest.fixture
def admin(control_plane: ControlPlane) -> Any:
    with connect_sync(control_plane.kubeconfig) as client:
        yield client


def config_map(admin: Client, name: str) -> dict[str, Any] | None:
    try:
        found = admin.send(calls.get(admin.resource("v1", "ConfigMap"), name, "run-team"))
    except ApiError as error:
        if error.not_found:
            return None
        raise
    return dict(found)


def test_a_stack_from_its_first_preview_to_its_end(
    run: Run, home: Path, control_plane: ControlPlane, admin: Client
) -> None:
    kubeconfig = str(control_plane.kubeconfig)
    program(home, PROGRAM.format(kubeconfig=kubeconfig, value="one"))

    assert "+ 10 to create" in run("preview").stdout
    assert config_map(admin, "fixed") is None

    run("up", "--yes", "--skip-preview")
    outputs = json.loads(run("stack", "output", "--json").stdout)
    fixed = config_map(admin, "fixed")
    assert fixed is not None
    assert outputs["uid"] == fixed["metadata"]["uid"]
    exported = run("stack", "export").stdout
    assert "hunter2" not in exported
    assert "aHVudGVyMg==" not in exported
    assert "client-key-data" not in exported

    run("up", "--yes", "--skip-preview", "--expect-no-changes")
    run("refresh", "--yes", "--skip-preview", "--expect-no-changes")

    _drift_is_seen_and_healed(run, admin)
    _replacements_keep_fixed_names(run, home, admin, kubeconfig)

    run("destroy", "--yes", "--skip-preview")
    assert config_map(admin, "fixed") is None
    with pytest.raises(ApiError, match="not found"):
        admin.send(calls.get(admin.resource("v1", "Namespace"), "run-team"))


def _drift_is_seen_and_healed(run: Run, admin: Client) -> None:
    config_maps = admin.resource("v1", "ConfigMap")
    admin.send(calls.patch(config_maps, "fixed", {"data": {"key": "by hand"}}, namespace="run-team"))
    admin.send(calls.delete(config_maps, "uid", "run-team"))
    refreshed = run("refresh", "--yes", "--skip-preview", "--diff").stdout
    assert "by hand" in refreshed
    assert "- 1 deleted" in refreshed
    assert "~ 1 updated" in refreshed
    run("up", "--yes", "--skip-preview")
    fixed, uid = config_map(admin, "fixed"), config_map(admin, "uid")
    assert fixed is not None
    assert fixed["data"] == {"key": "one"}
    assert uid is not None
    assert uid["data"] == {"uid": fixed["metadata"]["uid"]}


def _replacements_keep_fixed_names(run: Run, home: Path, admin: Client, kubeconfig: str) -> None:
    before = json.loads(run("stack", "output", "--json").stdout)["name"]
    program(home, PROGRAM.format(kubeconfig=kubeconfig, value="two"))
    shown = run("preview", "--diff").stdout
    assert "+-3 to replace" in shown
    assert 'key: "one" => "two"' in shown
    run("up", "--yes", "--skip-preview")
    after = json.loads(run("stack", "output", "--json").stdout)["name"]
    assert before != after
    assert config_map(admin, before) is None
    for name in ("fixed", after):
        found = config_map(admin, name)
        assert found is not None
        assert found["data"] == {"key": "two"}
