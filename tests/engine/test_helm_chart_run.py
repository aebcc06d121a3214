"""The component ``HelmChart`` through the real engine, with the real ``helm``, on a real API server."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from engine_support import Run, program
from tests.support.charts import chart

from kubespaces.kube import ApiError, Client, calls, connect_sync
from kubespaces_embedded.control_plane import ControlPlane
from kubespaces_embedded.toolbox import require

pytestmark = pytest.mark.engine

PROGRAM = """
    import pulumi
    from pulumi_kubernetes.core.v1 import Namespace
    from pulumi_kubernetes.provider import Provider
    from kubespaces import HelmChart

    config = pulumi.Config()
    provider = Provider("cluster", kubeconfig=config.require("kubeconfig"), cluster_identifier="charts")
    HelmChart(
        "web",
        {
            "chart": {"name": "web", "path": config.require("chart")},
            "namespace": "chart-web",
            "kubernetes_version": "1.34",
            "values": {"replicas": config.get_int("replicas") or 1},
            "secret_values": {"password": config.require_secret("password")},
            "hooks": {"ConfigMap/note": "register"},
        },
        pulumi.ResourceOptions(providers=[provider]),
    )
"""
FILES = {
    "crds__pool": """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: pools.chart.test}
        spec:
          group: chart.test
          scope: Namespaced
          names: {kind: Pool, plural: pools}
          versions:
            - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}
    """,  # noqa: E501
    "namespace": "{apiVersion: v1, kind: Namespace, metadata: {name: '{{ .Release.Namespace }}'}}",
    "pool": "{apiVersion: chart.test/v1, kind: Pool, metadata: {name: main}, size: {{ .Values.replicas }}}",
    "secret": """
        apiVersion: v1
        kind: Secret
        metadata: {name: login}
        data: {config: "{{ printf "password=%s" .Values.password | b64enc }}"}
    """,
    "note": "{apiVersion: v1, kind: ConfigMap, metadata: {name: note, annotations: {helm.sh/hook: post-install}}}",
}


@pytest.fixture
def ready(run: Run, home: Path, control_plane: ControlPlane, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("KUBESPACES_HELM", str(require("helm").path))
    program(home, PROGRAM)
    chart(home, **FILES)
    run("config", "set", "kubeconfig", str(control_plane.kubeconfig))
    run("config", "set", "chart", str(home / "web"))
    run("config", "set", "--secret", "password", "s3cret")
    return run


def found(admin: Client, api_version: str, kind: str, name: str) -> dict[str, Any] | None:
    try:
        return admin.send(calls.get(admin.resource(api_version, kind), name, "chart-web"))
    except ApiError as error:
        if error.not_found:
            return None
        raise


def test_from_preview_to_removal(ready: Run, control_plane: ControlPlane) -> None:
    preview = ready("preview", "--json").stdout
    steps = {step["urn"].rpartition("::")[2] for step in json.loads(preview)["steps"]}
    assert {"web-pool-main", "web-secret-login", "web-configmap-note", "web-namespace-chart-web"} <= steps
    assert "s3cret" not in preview
    with connect_sync(control_plane.kubeconfig) as admin:
        ready("up", "--yes")
        secret = found(admin, "v1", "Secret", "login")
        assert secret is not None
        assert base64.b64decode(secret["data"]["config"]) == b"password=s3cret"
        ready("preview", "--expect-no-changes")
        assert "s3cret" not in ready("stack", "export").stdout

        ready("config", "set", "replicas", "3")
        ready("config", "set", "--secret", "password", "other")
        ready("up", "--yes")
        pool = found(admin, "chart.test/v1", "Pool", "main")
        secret = found(admin, "v1", "Secret", "login")
        assert pool is not None
        assert pool["size"] == 3
        assert secret is not None
        assert base64.b64decode(secret["data"]["config"]) == b"password=other"

        ready("destroy", "--yes")
        assert found(admin, "v1", "Secret", "login") is None
        with pytest.raises(ApiError):
            admin.send(
                calls.get(admin.resource("apiextensions.k8s.io/v1", "CustomResourceDefinition"), "pools.chart.test")
            )


def test_a_hook_without_a_choice_stops_the_preview_without_a_stack_trace(ready: Run, home: Path) -> None:
    program(home, PROGRAM.replace('"hooks": {"ConfigMap/note": "register"},', ""))
    result = ready("preview", expect=1)
    output = result.stdout + result.stderr
    assert "ConfigMap/note is a hook (post-install)" in output
    assert "Traceback" not in output
