"""`kubespaces validate` and `kubespaces schema`."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from kubespaces.cli import app
from kubespaces.spec.schema import json_schema
from tests.documents import host, tenant, text_of
from tests.unit.hosts.documents import host as cloud_host

ROOT = Path(__file__).parents[3]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], env={"COLUMNS": "60"})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with two tenants, one of them placed, and one host cluster."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "stacks" / "tenants").mkdir(parents=True)
    (tmp_path / "stacks" / "Pulumi.eu.yaml").write_text("config: {}\n")
    (tmp_path / "stacks" / "hosts.yaml").write_text(text_of(host("eu", takes="placed")))
    placed = tenant(placement={"hostCluster": "eu"}, isolation="sandboxed")
    (tmp_path / "stacks" / "tenants" / "shop.yaml").write_text(text_of(placed))
    (tmp_path / "stacks" / "tenants" / "bank.yaml").write_text(text_of(tenant("bank")))
    return tmp_path


def rows(output: str) -> list[list[str]]:
    """Return the cells of a printed table."""
    return [[cell.strip() for cell in line.split("│")[1:-1]] for line in output.splitlines() if line.startswith("│")]


def test_environments_that_share_a_virtual_cluster_have_a_row_each(folder: Path) -> None:
    shared = tenant(
        "shop",
        isolation="virtual",
        virtual={"per": "tenant"},
        environments=[{"name": name, "share": share} for name, share in (("dev", "25%"), ("test", "75%"))],
        placement={"hostCluster": "eu"},
    )
    (folder / "stacks" / "tenants" / "shop.yaml").write_text(text_of(shared))
    result = run("validate")
    assert result.exit_code == 0
    assert rows(result.output)[2:] == [
        ["shop", "dev", "shop-shared", "virtual", "restricted", "2 / 4Gi / 13", "eu"],
        ["shop", "test", "shop-shared", "virtual", "restricted", "6 / 12Gi / 37", "eu"],
    ]
    assert result.output.endswith("2 tenants, 3 namespaces: no problems.\n")


def test_good_documents_are_shown_as_the_namespaces_they_come_to(folder: Path) -> None:
    result = run("validate")
    assert result.exit_code == 0
    assert rows(result.output) == [
        ["bank", "dev", "bank-dev", "namespace", "baseline", "3200m / 6554Mi / 20", "not placed"],
        ["bank", "prod", "bank-prod", "namespace", "restricted", "4800m / 9830Mi / 30", "not placed"],
        ["shop", "dev", "shop-dev", "sandboxed", "baseline", "3200m / 6554Mi / 20", "eu"],
        ["shop", "prod", "shop-prod", "sandboxed", "restricted", "4800m / 9830Mi / 30", "eu"],
    ]
    assert result.output.endswith("2 tenants, 4 namespaces: no problems.\n")


def test_as_json(folder: Path) -> None:
    result = run("validate", "--json", "stacks/tenants/bank.yaml")
    assert result.exit_code == 0
    found: dict[str, Any] = json.loads(result.output)
    assert found["problems"] == []
    assert found["namespaces"][1] == {
        "tenant": "bank",
        "environment": "prod",
        "namespace": "bank-prod",
        "production": True,
        "isolation": "namespace",
        "podSecurity": "restricted",
        "quota": {
            "cpu": "4800m",
            "memory": "9830Mi",
            "storage": "0",
            "ephemeralStorage": "12Gi",
            "pods": "30",
            "loadBalancers": "0",
            "devices": {},
        },
        "hostClusters": [],
    }


def test_every_problem_is_told_and_the_exit_code_is_1(folder: Path) -> None:
    (folder / "stacks" / "tenants" / "bank.yaml").write_text(text_of(tenant("bank", owner=5, quotta={})))
    result = run("validate")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "stacks/tenants/bank.yaml: bank: owner: 5: must be text; put it in quotes",
        "stacks/tenants/bank.yaml: bank: quotta: unknown key 'quotta'; did you mean 'quota'?",
    ]
    assert result.stderr == "2 problems\n"


def test_problems_as_json(folder: Path) -> None:
    (folder / "stacks" / "tenants" / "bank.yaml").write_text(text_of(tenant("bank", owner=5)))
    result = run("validate", "--json")
    assert result.exit_code == 1
    assert json.loads(result.output) == {
        "warnings": [],
        "problems": [
            {
                "file": "stacks/tenants/bank.yaml",
                "document": "bank",
                "field": "owner",
                "value": "5",
                "rule": "must be text; put it in quotes",
            }
        ],
        "namespaces": [],
    }


def test_warnings_are_shown_and_change_nothing(folder: Path) -> None:
    made = cloud_host(kubernetesVersion="1.33")
    (folder / "stacks" / "frankfurt.yaml").write_text(text_of(made))
    result = run("validate")
    assert result.exit_code == 0
    assert "warning: stacks/frankfurt.yaml: frankfurt: kubernetesVersion: 1.33: was out of" in result.stderr
    (warning,) = json.loads(run("validate", "--json").stdout)["warnings"]
    assert warning["field"] == "kubernetesVersion"


def test_what_is_not_there(folder: Path) -> None:
    result = run("validate", "nowhere")
    assert (result.exit_code, result.stdout, result.stderr) == (
        1,
        "nowhere: does not exist; check the path\n",
        "1 problem\n",
    )


def test_a_folder_without_tenants(folder: Path) -> None:
    result = run("validate", "stacks/hosts.yaml")
    assert (result.exit_code, result.output) == (0, "No tenants in these documents.\n")


def test_a_folder_without_documents(folder: Path) -> None:
    (folder / "empty").mkdir()
    result = run("validate", "empty")
    assert (result.exit_code, result.stdout) == (1, "empty: holds no document (*.yaml, *.yml, *.json)\n")


def test_the_documents_of_this_project_have_no_problems() -> None:
    result = run("validate", ROOT / "stacks")
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("name", ["tenant", "host-cluster"])
def test_the_schema(name: str) -> None:
    result = run("schema", name)
    assert (result.exit_code, json.loads(result.output)) == (0, json_schema(name))


def test_the_schema_of_a_tenant_is_the_one_without_a_word() -> None:
    assert json.loads(run("schema").output)["title"] == "Kubespaces Tenant"


def test_a_schema_that_is_not_there() -> None:
    result = run("schema", "namespace")
    assert result.exit_code == 2
    assert "'namespace' is not one of 'tenant', 'host-cluster'" in result.output
