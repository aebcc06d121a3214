"""The components as other languages see them."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pulumi
import pytest
import yaml

import kubespaces
from kubespaces.plugin import COMPONENTS, Plugin

from .programs import FACTS

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Plugin().schema or "")
    return found


def test_all_public_components_are_served(schema: dict[str, Any]) -> None:
    shared = {"AwsHostCluster", "AzureHostCluster", "GcpHostCluster"}  # all three have HostClusterArgs
    public = [name for name in kubespaces.__all__ if name in shared or f"{name}Args" in kubespaces.__all__]
    assert [component.__name__ for component in COMPONENTS] == public
    assert set(schema["resources"]) == {f"kubespaces:index:{name}" for name in public}


def test_everything_is_described(schema: dict[str, Any]) -> None:
    for name, resource in schema["resources"].items():
        assert resource["isComponent"], name
        assert resource["description"], name
        for key, field in {**resource["inputProperties"], **resource["properties"]}.items():
            assert field["description"], f"{name}.{key}"
    for name, type_ in schema["types"].items():
        assert type_["description"], name
        for key, field in type_["properties"].items():
            assert field["description"], f"{name}.{key}"


def test_names_are_those_of_documents(schema: dict[str, Any]) -> None:
    tenant = schema["resources"]["kubespaces:index:Tenant"]
    assert tenant["requiredInputs"] == ["environments", "host", "owner", "quota"]
    assert {"costCenter", "podSecurity", "overcommit"} <= set(tenant["inputProperties"])
    assert schema["types"]["kubespaces:index:NetworkArgs"]["properties"]["allowFrom"]["type"] == "array"


def test_all_but_the_kubeconfig_must_be_known_at_preview(schema: dict[str, Any]) -> None:
    for name, resource in schema["resources"].items():
        plain = {key for key, field in resource["inputProperties"].items() if field.get("plain")}
        expected = set(resource["inputProperties"]) - {
            "kubeconfig",
            "hostKubeconfig",
        }  # of secret values the paths are plain
        assert plain == expected, name


def test_wrong_arguments_reach_other_languages_with_their_names_and_no_stack_trace() -> None:
    quota = {"cpu": "8", "memory": "16Gi"}
    environments = [{"name": "dev", "share": "100%", "podSecurity": "privileged"}]
    host = {"kubernetesVersion": FACTS["kubernetes_version"]}
    inputs = {"owner": "nobody", "quota": quota, "environments": environments, "host": host}
    with pytest.raises(pulumi.InputPropertiesError) as caught:
        Plugin().construct("shop", "kubespaces:index:Tenant", inputs)
    assert not isinstance(caught.value, pulumi.RunError), "Pulumi's host would take it for a crash"
    assert caught.value.message == "its arguments are wrong"
    assert [(error["property_path"], error["reason"]) for error in caught.value.errors or []] == [
        ("environments[0].podSecurity", "is not allowed; use one of: baseline, restricted"),
        ("owner", "is no mail address such as 'team@example.com'"),
    ]


def test_other_errors_stay_what_they_are() -> None:
    with pytest.raises(pulumi.InputPropertyError):
        Plugin().construct("shop", "kubespaces:index:Tenant", {"owner": "shop@example.com"})
    with pytest.raises(ValueError, match="invalid provider: aws"):
        Plugin().construct("shop", "aws:index:Tenant", {})


def test_whole_numbers_may_come_as_floats() -> None:
    """Every number crosses the wire as a float; that alone is no wrong argument."""
    quota = {"cpu": "8", "memory": "16Gi", "pods": 100.0, "devices": {"nvidia.com/gpu": 2.0}}
    environments = [{"name": "dev", "share": "100%"}]
    inputs = {"owner": "", "quota": quota, "environments": environments, "host": {"kubernetesVersion": "1.34"}}
    with pytest.raises(pulumi.InputPropertiesError) as caught:
        Plugin().construct("shop", "kubespaces:index:Tenant", inputs)
    assert [error["property_path"] for error in caught.value.errors or []] == ["owner"]


def test_the_folder_is_a_plugin() -> None:
    folder = ROOT / "components"
    assert yaml.safe_load((folder / "PulumiPlugin.yaml").read_text()) == {"runtime": "python"}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [line for line in (folder / "requirements.txt").read_text().splitlines() if not line.startswith("#")]
    assert set(wanted) <= set(project["dependencies"])


def test_the_components_need_nothing_but_the_plugins_requirements() -> None:
    names = "'typer', 'rich', 'httpx', 'lightkube', 'cryptography', 'psutil', 'kubespaces_embedded'"
    code = f"import sys; sys.modules.update(dict.fromkeys([{names}])); import kubespaces.plugin"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
