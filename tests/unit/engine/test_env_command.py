import os
import subprocess
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from kubespaces.cli.env import env
from kubespaces_embedded.engine import LOCAL_PASSPHRASE, Project
from kubespaces_embedded.toolbox import Tool


@pytest.fixture(autouse=True)
def _in_a_project(engine: Tool, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    engine.path.write_text("#!/bin/sh\necho v3.259.0\n", encoding="utf-8")
    monkeypatch.setenv("KUBESPACES_PULUMI", str(engine.path))
    monkeypatch.chdir(project.root)


def run(*arguments: str) -> Result:
    app = typer.Typer()
    app.command()(env)
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    return result


def test_a_shell_takes_it_as_it_is(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state = home / "it's my state"
    monkeypatch.setenv("KUBESPACES_HOME", str(state))

    script = run().stdout + 'printf "%s|%s|%s" "$PULUMI_STACK" "$PULUMI_BACKEND_URL" "$PULUMI_CONFIG_PASSPHRASE"'
    shown = subprocess.run(["/bin/sh", "-c", script], capture_output=True, text=True, check=True).stdout

    assert shown == f"local|{(state / 'stacks').as_uri()}|{LOCAL_PASSPHRASE}"


def test_what_the_user_has_set_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "a secret")
    monkeypatch.setenv("PULUMI_BACKEND_URL", "s3://user:password@states")

    shown = run().stdout

    assert "a secret" not in shown
    assert "password" not in shown
    assert "export PULUMI_STACK=local" in shown


def test_another_stack_gets_no_passphrase() -> None:
    shown = run("--stack", "eu-west").stdout

    assert "export PULUMI_STACK=eu-west" in shown
    assert "PASSPHRASE" not in shown
    assert os.environ.get("PULUMI_STACK") is None, "nothing is changed here"
