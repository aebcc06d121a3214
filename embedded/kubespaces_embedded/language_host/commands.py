"""The command lines that the language host runs, for programs and for plugins."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path

from pulumi.runtime.proto import language_pb2

from .interpreter import Interpreter, InterpreterError

PROGRAM_RUNNER = Path(__file__).with_name("program.py")
POLICY_PACK = "analyzer"
"""The kind by which the engine asks for a policy pack."""


def program_command(request: language_pb2.RunRequest, interpreter: Interpreter, engine: str) -> list[str]:
    """Return the command that runs a Pulumi program against the monitor that the request names."""
    command = [str(interpreter.executable), "-u", str(PROGRAM_RUNNER)]
    arguments = {
        "monitor": request.monitor_address,
        "engine": engine,
        "project": request.project,
        "stack": request.stack,
        "organization": request.organization,
        "root_directory": request.info.root_directory,
    }
    for name, value in arguments.items():
        if value:
            command += [f"--{name}", value]
    command += ["--parallel", str(request.parallel)]
    if request.dryRun:
        command.append("--dry_run")
    return [*command, request.info.entry_point or ".", *request.args]


def program_environment(request: language_pb2.RunRequest, base: Mapping[str, str]) -> dict[str, str]:
    """Return ``base`` with the stack's configuration, where the SDK looks for it."""
    return {
        **base,
        "PULUMI_CONFIG": json.dumps(dict(request.config)),
        "PULUMI_CONFIG_SECRET_KEYS": json.dumps(list(request.configSecretKeys)),
    }


def plugin_command(request: language_pb2.RunPluginRequest, interpreter: Interpreter) -> list[str]:
    """Return the command that runs a policy pack, or a provider plugin written in Python.

    A plugin folder is run if it has a ``__main__.py``; else the package that its pyproject.toml names is run
    by the SDK, which publishes every component the package exports. Raises ``InterpreterError`` if the folder
    is neither.
    """
    python = [str(interpreter.executable), "-u"]
    folder = Path(request.info.program_directory)
    if request.kind == POLICY_PACK:
        return [*python, "-m", "pulumi.policy", *request.args, str(folder)]
    if (folder / "__main__.py").is_file():
        return [*python, str(folder), *request.args]
    return [*python, "-m", "pulumi.run.plugin", _distribution(folder), *request.args]


def plugin_environment(request: language_pb2.RunPluginRequest, interpreter: Interpreter) -> dict[str, str]:
    """Return the environment that the engine wants for a plugin, with its interpreter's activated."""
    return interpreter.environment(dict(entry.split("=", 1) for entry in request.env if "=" in entry))


def options_of(info: language_pb2.ProgramInfo) -> dict[str, object]:
    """Return ``runtime.options`` of the Pulumi.yaml, PulumiPlugin.yaml or PulumiPolicy.yaml in question."""
    return dict(info.options.items())


def _distribution(folder: Path) -> str:
    file = folder / "pyproject.toml"
    try:
        return str(tomllib.loads(file.read_text(encoding="utf-8"))["project"]["name"])
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise InterpreterError(
            f"{folder} is no Python plugin: it has no __main__.py, and no pyproject.toml with a project.name"
        ) from error
