"""The components from a program that knows nothing of Python's: as a plugin, run by the real engine."""

import json
from pathlib import Path
from typing import Any

import pytest
from engine_support import Run, program
from offline_support import preview, write_project

from kubespaces_embedded.control_plane import ControlPlane

pytestmark = pytest.mark.engine

COMPONENTS = Path(__file__).parents[2] / "components"

PROGRAM = """
    import json
    import pulumi
    from pulumi_kubernetes import Provider

    provider = Provider("host", kubeconfig=pulumi.Config().require("kubeconfig"), cluster_identifier="plugin")
    inputs = json.loads(pulumi.Config().require("inputs"))

    class Tenant(pulumi.ComponentResource):
        namespaces: pulumi.Output[dict[str, str]]

    options = pulumi.ResourceOptions(providers=[provider])
    tenant = Tenant("kubespaces:index:Tenant", "plugin", {**inputs, "namespaces": None}, options, remote=True)
    pulumi.export("namespaces", tenant.namespaces)
"""
INPUTS = {
    "owner": "plugin@example.com",
    "quota": {"cpu": "2", "memory": "4Gi", "pods": 10, "loadBalancers": 0},
    "environments": [
        {"name": "dev", "share": "50%"},
        {"name": "test", "share": "remainder", "podSecurity": "restricted"},
    ],
    "network": {"allowTo": [{"cidr": "10.40.0.0/16", "ports": ["5432"]}]},
    "host": {"kubernetesVersion": "1.34"},
}


@pytest.fixture
def tenant(run: Run, home: Path, control_plane: ControlPlane) -> Run:
    program(home, PROGRAM)
    with (home / "Pulumi.yaml").open("a", encoding="utf-8") as file:
        file.write(f"plugins: {{providers: [{{name: kubespaces, path: {COMPONENTS}}}]}}\n")
    run("config", "set", "kubeconfig", str(control_plane.kubeconfig))
    run("config", "set", "inputs", json.dumps(INPUTS))
    return run


def test_the_schema(run: Run, home: Path) -> None:
    program(home, "")

    schema = json.loads(run("package", "get-schema", str(COMPONENTS)).stdout)

    assert set(schema["resources"]) == {
        "kubespaces:index:AwsHostCluster",
        "kubespaces:index:AzureHostCluster",
        "kubespaces:index:ExistingHostCluster",
        "kubespaces:index:GcpHostCluster",
        "kubespaces:index:GuardRails",
        "kubespaces:index:HelmChart",
        "kubespaces:index:Namespace",
        "kubespaces:index:Tenant",
    }
    for cloud in ("Aws", "Azure", "Gcp"):
        component = schema["resources"][f"kubespaces:index:{cloud}HostCluster"]
        assert component["requiredInputs"] == ["facts"]
        assert {"kubeconfig", "identifier", "endpoint", "oidcIssuer", "zones"} <= component["properties"].keys()
    assert "clusterName" in schema["types"]["kubespaces:index:GcpClusterArgs"]["properties"]
    assert schema["resources"]["kubespaces:index:Tenant"]["inputProperties"]["owner"]["description"]
    assert not (COMPONENTS / "venv").exists(), "its requirements are met by the environment of Kubespaces"


def test_a_tenant(tenant: Run) -> None:
    tenant("up", "--yes", "--skip-preview")
    try:
        outputs = json.loads(tenant("stack", "output", "--json").stdout)
        assert outputs == {"namespaces": {"dev": "plugin-dev", "test": "plugin-test"}}
        resources = json.loads(tenant("stack", "export").stdout)["deployment"]["resources"]
        namespaces = [entry for entry in resources if entry["type"] == "kubernetes:core/v1:Namespace"]
        assert sorted(entry["id"] for entry in namespaces) == ["plugin-dev", "plugin-test"]
        assert {entry["provider"].split("::")[-2] for entry in namespaces} == {"host"}
        tenant("up", "--yes", "--skip-preview", "--expect-no-changes")
    finally:
        tenant("destroy", "--yes", "--skip-preview")


def test_wrong_arguments(tenant: Run) -> None:
    wrong = {**INPUTS, "owner": "nobody", "environments": [{"name": "dev", "share": "110%"}]}
    tenant("config", "set", "inputs", json.dumps(wrong))

    shown = tenant("preview", expect=1).stdout

    said = " ".join(shown.split())
    assert "kubespaces:index:Tenant resource 'plugin' has a problem: its arguments are wrong" in said
    assert "property owner with value '{nobody}' has a problem: is no mail address such as 'team@example.com'" in said
    assert (
        "property environments[0].share with value '{110%}' has a problem: must be more than 0% and at most 100% of "
        "the tenant's quota"
    ) in said
    assert "arguments.py" not in shown, "no stack trace of ours"


FACTS = {
    "kubernetesVersion": "1.35",
    "region": "eu-central-1",
    "aws": {"accountId": "123456789012"},
    "cidrs": {"nodes": "10.20.0.0/16"},
    "adminGroups": ["arn:aws:iam::123456789012:role/platform-admins"],
    "nodePools": [{"name": "shared"}],
    "tags": {"owner": "a@example.com", "cost-center": "c", "environment": "prod", "data-class": "internal"},
}
CLOUD = """
from pulumi_aws.provider import Provider

class AwsHostCluster(pulumi.ComponentResource):
    kubeconfig: pulumi.Output[str]

provider = Provider("aws", region="eu-central-1")
options = ResourceOptions(providers=[provider])
inputs = {{"facts": {facts!r}, "kubeconfig": None}}
AwsHostCluster("kubespaces:index:AwsHostCluster", "frankfurt", inputs, options, remote=True)
"""


def cloud_project(folder: Path, **changed: Any) -> Path:
    write_project(folder, CLOUD.format(facts={**FACTS, **changed}))
    with (folder / "Pulumi.yaml").open("a", encoding="utf-8") as file:
        file.write(f"plugins: {{providers: [{{name: kubespaces, path: {COMPONENTS}}}]}}\n")
    return folder


def test_a_cluster_in_a_cloud_previews_from_another_language(tmp_path: Path) -> None:
    plan = preview(cloud_project(tmp_path))

    assert plan.ended.code == 0, plan.text
    assert not json.loads(plan.ended.stdout).get("diagnostics"), plan.text
    cluster = plan.steps["frankfurt-cluster"]["newState"]
    assert cluster["inputs"]["vpcConfig"]["endpointPublicAccess"] is False
    assert cluster["provider"].split("::")[-2] == "aws"
    assert "frankfurt-platform-storage-standard" in plan.steps


def test_a_cluster_in_a_cloud_with_wrong_facts(tmp_path: Path) -> None:
    plan = preview(cloud_project(tmp_path, region="eu-central-9"))

    said = " ".join(plan.text.split())
    assert plan.ended.code != 0
    assert "eu-central-9" in said
    assert "is no region of aws" in said
    assert "cluster.py" not in plan.text, "no stack trace of ours"
