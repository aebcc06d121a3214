"""`kubespaces policies` and `kubespaces compliance`, and what `up` and `preview` tell the packs."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner, Result

from kubespaces.cli import app
from kubespaces.cli.packs import FILE, pack_config, pack_options
from kubespaces.cli.project import Stack, find_stack
from kubespaces.errors import KubespacesError
from kubespaces_policies.catalogue import all_controls, controls_of
from kubespaces_policies.pages import render
from tests.support.project import copy_project

ROOT = Path(__file__).parents[3]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy = copy_project(tmp_path)
    monkeypatch.chdir(copy.root)
    monkeypatch.setenv("KUBESPACES_POLICY_RUNS", str(tmp_path / "runs"))
    return copy.root


def test_every_control_is_listed_and_explained() -> None:
    result = run("policies", "list")
    assert result.exit_code == 0
    for identifier, control in all_controls().items():
        assert identifier in result.output
        text = run("policies", "explain", identifier.lower()).output
        for part in (control.title, control.why, control.fix, *control.sources):
            assert part in text


def test_a_list_is_narrowed_by_pack_severity_framework_and_group() -> None:
    def listed(*options: str) -> list[dict[str, Any]]:
        result = run("policies", "list", "--json", *options)
        assert result.exit_code == 0, result.output
        found: list[dict[str, Any]] = json.loads(result.output)
        return found

    assert {row["id"] for row in listed("--pack", "isolation")} == {item.id for item in controls_of("isolation")}
    assert {row["severity"] for row in listed("--severity", "critical")} == {"critical"}
    assert all(row["id"].startswith("KS-POD-") for row in listed("--group", "POD"))
    assert all("SOC2" in row["frameworks"] for row in listed("--framework", "SOC2"))


@pytest.mark.parametrize(
    "arguments",
    [
        ("policies", "explain", "KS-POD-99"),
        ("policies", "list", "--pack", "isolatoin"),
        ("policies", "list", "--severity", "awful"),
        ("policies", "list", "--framework", "COBIT"),
        ("policies", "list", "--group", "PODS"),
        ("compliance", "--framework", "COBIT"),
    ],
)
def test_what_is_not_known_is_told_with_what_is(project: Path, arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert isinstance(result.exception, KubespacesError)
    assert "there are: " in str(result.exception) or "`kubespaces policies list`" in str(result.exception)


def test_the_page_of_controls_is_up_to_date() -> None:
    assert (ROOT / "docs" / "controls.md").read_text() == render(), "run: python docs/controls.py"


def test_packs_are_written_for_any_project(tmp_path: Path) -> None:
    result = run("policies", "write", tmp_path / "packs")
    assert result.exit_code == 0
    for pack in ("isolation", "compliance"):
        assert f"--policy-pack {tmp_path / 'packs' / pack}\n" in result.output
        about = yaml.safe_load((tmp_path / "packs" / pack / "PulumiPolicy.yaml").read_text())
        assert about["runtime"]["name"] == "python"
        assert f'serve("{pack}")' in (tmp_path / "packs" / pack / "__main__.py").read_text()


def test_the_packs_of_the_repository_are_those_that_are_written(tmp_path: Path) -> None:
    assert run("policies", "write", tmp_path).exit_code == 0
    for pack in ("isolation", "compliance"):
        written = yaml.safe_load((tmp_path / pack / "PulumiPolicy.yaml").read_text())
        kept = yaml.safe_load((ROOT / "policies" / pack / "PulumiPolicy.yaml").read_text())
        assert (kept["description"], kept["version"]) == (written["description"], written["version"])


def settings(stack: Stack) -> Mapping[str, Any]:
    return pack_config(stack).settings


def test_what_documents_allow_the_packs_allow(project: Path) -> None:
    found = settings(find_stack("aws-eu-central-1", project))
    assert found["role"] == "platform"
    assert found["registries"] == ["registry.example.com/ledger", "registry.example.com/payments"]
    assert found["storageClasses"] == ["standard"]
    assert found["regions"] == ["eu-central-1"]
    assert found["publicEgress"] is True
    assert found["podSecurity"] == "baseline"
    assert settings(find_stack("onprem-fra1", project))["podSecurity"] == "restricted"
    assert settings(find_stack("onprem-fra1", project))["publicEgress"] is False


def test_a_file_says_more_for_all_stacks_or_for_one(project: Path) -> None:
    given = {
        "settings": {"maxNodes": 7, "regions": ["eu-west-1"]},
        "levels": {"KS-POD-02": "advisory"},
        "stacks": {"local": {"settings": {"maxNodes": 8}, "levels": {"KS-POD-02": "disabled"}}},
    }
    (project / "stacks" / FILE).write_text(yaml.safe_dump(given))
    assert settings(find_stack("aws-us-east-1", project))["maxNodes"] == 7
    config = pack_config(find_stack("local", project))
    assert config.settings["maxNodes"] == 8
    assert config.settings["regions"] == ["eu-west-1"]
    assert config.levels == {"KS-POD-02": "disabled"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("settings: {rol: platform}", "stacks/policies.yaml: rol: "),
        ("levels: {KS-POD-77: advisory}", "levels.KS-POD-77: is no control"),
        ("levels: {KS-POD-02: soft}", "levels.KS-POD-02: soft: must be advisory, mandatory, remediate, disabled"),
        ("setings: {}", "setings: is not known; there are: levels, settings, stacks"),
        ("stacks: {local: {role: x}}", "stacks.local.role: is not known"),
        ("settings: [", "is no YAML"),
        ("[]", "the file must be a mapping"),
        ("settings: []", "settings: must be a mapping"),
    ],
)
def test_mistakes_in_the_file_stop_before_anything_is_started(project: Path, text: str, told: str) -> None:
    (project / "stacks" / FILE).write_text(text)
    with pytest.raises(KubespacesError) as caught, pack_options(find_stack("local", project), wanted=True):
        pytest.fail("nothing is to be started")
    assert told in str(caught.value)


def test_the_packs_can_be_left_out(project: Path) -> None:
    (project / "stacks" / FILE).write_text("[")
    with pack_options(find_stack("local", project), wanted=False) as options:
        assert options == []


def test_without_a_run_there_is_nothing_to_report(project: Path) -> None:
    result = run("compliance", "--framework", "ISO27001")
    assert "have not run on stack 'local' here yet; run: kubespaces preview" in str(result.exception)


def test_a_report_counts_every_resource_once_by_its_worst_verdict(project: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "runs" / "kubespaces" / "local" / "isolation.jsonl"
    ledger.parent.mkdir(parents=True)
    lines: list[dict[str, Any]] = [
        {"pack": "isolation", "version": "0.1.0", "preview": True},
        *({"seen": f"urn:{index}"} for index in range(5)),
        *(
            {"control": "KS-POD-02", "resource": f"urn:{index}", "verdict": verdict, "messages": messages}
            for index, verdict, messages in (
                (0, "passed", []),
                (1, "violated", ["KS-POD-02 is wrong"]),
                (1, "passed", []),
                (2, "exempt", ["KS-POD-02 is agreed"]),
                (3, "deferred", ["KS-POD-02 is not known yet"]),
            )
        ),
    ]
    ledger.write_text("".join(json.dumps(line) + "\n" for line in lines))
    result = run("compliance", "--framework", "iso27001", "--json")
    assert result.exit_code == 0, result.exception
    report = json.loads(result.output)
    row = next(row for row in report["controls"] if row["id"] == "KS-POD-02")
    assert row["result"] == "violated"
    counted = {key: row[key] for key in ("checked", "passed", "violated", "deferred", "exempt", "not applicable")}
    assert counted == {"checked": 4, "passed": 1, "violated": 1, "deferred": 1, "exempt": 1, "not applicable": 1}
    assert report["notProven"]
    text = run("compliance", "--framework", "ISO27001").output
    assert "| 8.9, 8.19, 8.27 | KS-POD-02 |" in text
    assert "| violated | 4 | 1 | 1 | 1 | 1 | 1 |" in text
    assert "- KS-POD-02 is wrong\n" in text
    assert "## What code cannot prove" in text
