"""Installing what a program or plugin requires, and listing what is installed, by pip."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from .children import Children, inherited_environment
from .interpreter import OWN, PLUGIN_VIRTUALENV, Interpreter, in_virtualenv, named_virtualenv

REQUIREMENTS = "requirements.txt"
PIP_INSTALL = ("-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--retries", "2")
"""Few retries: on a machine without network the refusal should come within seconds."""


class InstallError(Exception):
    """A step of the installation failed; its output has been passed on already."""


def install(children: Children, options: Mapping[str, object], folder: Path, *, is_plugin: bool) -> Iterator[str]:
    """Make sure the requirements.txt in a folder is satisfied; yields lines to show the user.

    Nothing is installed, and no network is asked, if the interpreter that will run the program or plugin
    satisfies it already. Otherwise a plugin gets a virtual environment in its folder, so that the
    environment the host runs under stays as it is. Raises ``InstallError`` and ``InterpreterError``.
    """
    requirements = folder / REQUIREMENTS
    virtualenv = named_virtualenv(options, folder)
    existing = in_virtualenv(virtualenv or folder / PLUGIN_VIRTUALENV)
    interpreter = existing or (OWN if virtualenv is None else None)
    if interpreter is not None and (not requirements.is_file() or _satisfied(interpreter, folder)):
        return
    if interpreter is None or (is_plugin and interpreter is OWN):
        target = virtualenv or folder / PLUGIN_VIRTUALENV
        yield f"Creating the virtual environment {target}"
        yield from _run(children, [sys.executable, "-m", "venv", str(target)], folder)
        interpreter = Interpreter(target / "bin" / "python", target)
    if requirements.is_file():
        yield f"Installing {requirements}"
        yield from _run(children, [str(interpreter.executable), *PIP_INSTALL, "-r", REQUIREMENTS], folder, interpreter)


def installed(interpreter: Interpreter, *, transitive: bool) -> list[tuple[str, str]]:
    """Return name and version of what is installed, without what others brought along unless ``transitive``.

    Raises ``InstallError`` if pip cannot tell.
    """
    command = [
        str(interpreter.executable),
        "-m",
        "pip",
        "--disable-pip-version-check",
        "list",
        "--format",
        "json",
    ]
    if not transitive:
        command.append("--not-required")
    environment = interpreter.environment(inherited_environment())
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if result.returncode:
        raise InstallError(f"`{' '.join(command)}` failed: {result.stderr.strip()}")
    return [(entry["name"], entry["version"]) for entry in json.loads(result.stdout)]


def _satisfied(interpreter: Interpreter, folder: Path) -> bool:
    """Return whether pip would install nothing; without an index it says so at once."""
    pip = [str(interpreter.executable), *PIP_INSTALL]
    check = subprocess.run(
        [*pip, "--dry-run", "--no-index", "--quiet", "--report", "-", "-r", REQUIREMENTS],
        cwd=folder,
        env=interpreter.environment(inherited_environment()),
        capture_output=True,
        check=False,
    )
    return check.returncode == 0 and json.loads(check.stdout)["install"] == []


def _run(children: Children, command: list[str], folder: Path, interpreter: Interpreter = OWN) -> Iterator[str]:
    child = children.start(command, cwd=folder, env=interpreter.environment(inherited_environment()), capture=True)
    output, errors = child.process.communicate()
    code = children.wait(child)
    yield from output.decode(errors="replace").splitlines()
    if code:
        raise InstallError(f"`{' '.join(command)}` failed:\n{errors.decode(errors='replace').strip()}")
