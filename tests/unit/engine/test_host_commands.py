import json
from pathlib import Path

import pulumi  # noqa: F401 - the messages below are imported from the complete SDK
import pytest
from pulumi.runtime.proto import language_pb2

from kubespaces_embedded.language_host import commands
from kubespaces_embedded.language_host.interpreter import OWN, InterpreterError

PYTHON = [str(OWN.executable), "-u"]


def plugin(folder: Path, kind: str = "resource") -> language_pb2.RunPluginRequest:
    return language_pb2.RunPluginRequest(
        kind=kind,
        args=["--logtostderr", "127.0.0.1:1"],
        env=["A=1", "B=x=y", "broken"],
        info=language_pb2.ProgramInfo(program_directory=str(folder), root_directory=str(folder)),
    )


def test_a_program_gets_all_that_the_engine_says() -> None:
    request = language_pb2.RunRequest(
        project="shop",
        stack="dev",
        organization="organization",
        monitor_address="127.0.0.1:2",
        parallel=16,
        dryRun=True,
        args=["x"],
        info=language_pb2.ProgramInfo(root_directory="/shop", entry_point="main.py"),
    )

    command = commands.program_command(request, OWN, "127.0.0.1:1")

    assert command[:3] == [*PYTHON, str(commands.PROGRAM_RUNNER)]
    assert " ".join(command[3:]) == (
        "--monitor 127.0.0.1:2 --engine 127.0.0.1:1 --project shop --stack dev --organization organization "
        "--root_directory /shop --parallel 16 --dry_run main.py x"
    )


def test_without_an_entry_point_the_folder_is_run() -> None:
    assert commands.program_command(language_pb2.RunRequest(), OWN, "")[-1] == "."


def test_configuration_is_passed_in_the_environment() -> None:
    request = language_pb2.RunRequest(config={"shop:size": "3"}, configSecretKeys=["shop:key"])

    found = commands.program_environment(request, {"PATH": "/bin"})

    assert found["PATH"] == "/bin"
    assert json.loads(found["PULUMI_CONFIG"]) == {"shop:size": "3"}
    assert json.loads(found["PULUMI_CONFIG_SECRET_KEYS"]) == ["shop:key"]


def test_a_policy_pack(tmp_path: Path) -> None:
    assert commands.plugin_command(plugin(tmp_path, "analyzer"), OWN) == [
        *PYTHON,
        "-m",
        "pulumi.policy",
        "--logtostderr",
        "127.0.0.1:1",
        str(tmp_path),
    ]


def test_a_plugin_with_a_main_module(tmp_path: Path) -> None:
    (tmp_path / "__main__.py").touch()

    assert commands.plugin_command(plugin(tmp_path), OWN) == [
        *PYTHON,
        str(tmp_path),
        "--logtostderr",
        "127.0.0.1:1",
    ]


def test_a_plugin_that_is_a_package(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "my-components"\n', encoding="utf-8")

    command = commands.plugin_command(plugin(tmp_path), OWN)

    assert command[2:5] == ["-m", "pulumi.run.plugin", "my-components"]


@pytest.mark.parametrize("text", [None, "", "[project]\nversion = '1'", "["])
def test_a_folder_that_is_no_plugin_is_named(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")

    with pytest.raises(InterpreterError, match=f"{tmp_path} is no Python plugin"):
        commands.plugin_command(plugin(tmp_path), OWN)


def test_a_plugin_gets_the_environment_that_the_engine_lists(tmp_path: Path) -> None:
    assert commands.plugin_environment(plugin(tmp_path), OWN) == {"A": "1", "B": "x=y"}


def test_options() -> None:
    info = language_pb2.ProgramInfo()
    assert commands.options_of(info) == {}
    info.options.update({"virtualenv": "venv"})
    assert commands.options_of(info) == {"virtualenv": "venv"}
