"""`kubespaces review` on previews in files."""

import copy
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kubespaces.cli import app
from kubespaces.errors import KubespacesError
from kubespaces.plan import plan_namespace
from tests.plans import HOST, namespace_of
from tests.support.previews import plan

BEFORE = [planned.manifest for planned in plan_namespace(namespace_of("dev"), HOST).objects]


def run(*arguments: str | Path, given: str | None = None) -> Result:
    return CliRunner().invoke(app, ["review", *map(str, arguments)], input=given, env={"COLUMNS": "120"})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that belongs to no project, with previews that raise, lower and cannot go ahead."""
    monkeypatch.chdir(tmp_path)
    raised, lowered = copy.deepcopy(BEFORE), copy.deepcopy(BEFORE)
    raised[1]["spec"]["hard"]["pods"] = "1"
    del lowered[1]["spec"]["hard"]["pods"]
    (tmp_path / "raised.json").write_text(plan(BEFORE, raised))
    (tmp_path / "lowered.json").write_text(plan(BEFORE, lowered))
    failed = {**json.loads(plan(BEFORE, lowered)), "diagnostics": [{"severity": "error", "message": "boom"}]}
    (tmp_path / "failed.json").write_text(json.dumps(failed))
    return tmp_path


@pytest.mark.parametrize(("file", "code"), [("raised.json", 0), ("failed.json", 1), ("lowered.json", 2)])
def test_the_exit_code_is_the_gate(folder: Path, file: str, code: int) -> None:
    result = run("--preview", file)

    assert result.exit_code == code, result.output
    assert "Review of kubespaces/local" in result.stdout
    assert result.stderr.strip()


def test_a_preview_comes_from_standard_input_as_well(folder: Path) -> None:
    assert run("--preview", "-", given=(folder / "lowered.json").read_text()).exit_code == 2


def test_all_forms_come_from_one_run(folder: Path) -> None:
    result = run("-p", "lowered.json", "--markdown", "r.md", "--json", "r.json", "--html", "r.html")

    digest = json.loads((folder / "r.json").read_text())["digest"]
    assert digest in result.stdout
    assert digest in (folder / "r.md").read_text()
    assert digest in (folder / "r.html").read_text()


def test_one_form_can_have_standard_output_to_itself(folder: Path) -> None:
    assert json.loads(run("-p", "lowered.json", "--json", "-").stdout)["kind"] == "Review"
    both = run("-p", "lowered.json", "--json", "-", "--html", "-")
    assert "only one of" in str(both.exception)


def test_an_approval_passes_exactly_this_review(folder: Path) -> None:
    digest = json.loads(run("-p", "lowered.json", "--json", "-").stdout)["digest"]

    passed = run("-p", "lowered.json", "--approve", digest, "--by", "ann", "--why", "launch")
    (folder / "lowered.json").write_text(
        (folder / "lowered.json").read_text().replace("devs", "ops").replace("0m", "1m")
    )
    other = run("-p", "lowered.json", "--approve", digest, "--by", "ann", "--why", "launch")

    assert (passed.exit_code, passed.stderr) == (0, "approved by ann: launch\n")
    assert "approved by ann: launch" in passed.stdout
    assert other.exit_code == 2


def test_settings_of_the_project_are_found(folder: Path) -> None:
    (folder / "Pulumi.yaml").write_text("name: x\nruntime: python\n")
    (folder / "review.yaml").write_text("routine: [quota]\n")
    more = copy.deepcopy(BEFORE)
    more[1]["spec"]["hard"]["pods"] = "9999"
    (folder / "more.json").write_text(plan(BEFORE, more))

    assert run("-p", "more.json").exit_code == 0
    (folder / "review.yaml").unlink()
    assert run("-p", "more.json").exit_code == 2


WRONG = {
    "nothing to review": ([], "name what to review"),
    "a state online": (["--stack", "x", "--state", "s"], "need --offline"),
    "offline without a stack": (["-p", "lowered.json", "--offline"], "--offline is for --stack"),
    "a plan that is not there": (["-p", "lowered.json", "--plan", "no.json"], "no.json: there is no such plan"),
    "a plan saved offline": (["--stack", "x", "--offline", "--save-plan", "p"], "--save-plan is for one --stack"),
    "no such file": (["-p", "no.json"], "no.json: cannot be read"),
    "a short digest": (["-p", "lowered.json", "--approve", "12", "--by", "a", "--why", "b"], "is no digest"),
    "nobody": (["-p", "lowered.json", "--approve", "0" * 64], "names who approves"),
    "the same stack twice": (["-p", "lowered.json", "-p", "raised.json"], "are both previews of stack 'local'"),
    "no configuration": (
        ["-p", "lowered.json", "--policy-pack-config", "no.json"],
        "no.json: the policy configuration",
    ),
}


@pytest.mark.parametrize(("arguments", "words"), WRONG.values(), ids=WRONG.keys())
def test_mistakes_are_told_in_words(folder: Path, arguments: list[str], words: str) -> None:
    result = run(*arguments)

    assert isinstance(result.exception, KubespacesError), result.output
    assert words in str(result.exception)
