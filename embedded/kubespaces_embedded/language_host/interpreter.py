"""Which Python runs a program, a component plugin or a policy pack."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PLUGIN_VIRTUALENV = "venv"
"""Where a plugin's own virtual environment lives if its options name none, as with the official host."""


class InterpreterError(Exception):
    """The options ask for something that is not there or not supported; the message is for the user."""


@dataclass(frozen=True)
class Interpreter:
    """A Python executable and, unless it is the host's own, the virtual environment it belongs to."""

    executable: Path
    virtualenv: Path | None = None

    def environment(self, base: Mapping[str, str]) -> dict[str, str]:
        """Return ``base`` with the virtual environment activated, like its ``activate`` script would."""
        result = dict(base)
        if self.virtualenv is not None:
            result["VIRTUAL_ENV"] = str(self.virtualenv)
            result["PATH"] = os.pathsep.join([str(self.executable.parent), result.get("PATH", os.defpath)])
            result.pop("PYTHONHOME", None)
        return result

    def site_packages(self) -> list[Path]:
        """Return the folders where this interpreter finds installed packages."""
        if self.virtualenv is None:
            return [Path(entry) for entry in sys.path if entry and Path(entry).is_dir()]
        return sorted(self.virtualenv.glob("lib/python3*/site-packages"))


OWN = Interpreter(Path(sys.executable))
"""The interpreter that the language host runs under."""


def of_program(options: Mapping[str, object], root: Path) -> Interpreter:
    """Return the interpreter for ``runtime.options`` of a project whose Pulumi.yaml lies in ``root``.

    It is the one of ``virtualenv`` (relative to the root), else the one that the host runs under.
    Raises ``InterpreterError`` if there is none, or for a toolchain other than pip.
    """
    virtualenv = named_virtualenv(options, root)
    if virtualenv is None:
        return OWN
    interpreter = in_virtualenv(virtualenv)
    if interpreter is None:
        state = "is not a virtual environment" if virtualenv.exists() else "does not exist"
        raise InterpreterError(
            f"runtime.options.virtualenv: {options['virtualenv']}: {virtualenv} {state}; "
            "make it with `pulumi install`, or take the option out"
        )
    return interpreter


def of_plugin(options: Mapping[str, object], root: Path) -> Interpreter:
    """Return the interpreter for a plugin or policy pack in ``root``.

    It is the one that its options name, else that of its folder's virtual environment, else the host's own.
    """
    if named_virtualenv(options, root) is None:
        return in_virtualenv(root / PLUGIN_VIRTUALENV) or OWN
    return of_program(options, root)


def named_virtualenv(options: Mapping[str, object], root: Path) -> Path | None:
    """Return the virtual environment that the options name, whether it exists or not."""
    toolchain = options.get("toolchain") or "pip"
    if toolchain != "pip":
        raise InterpreterError(
            f"runtime.options.toolchain: {toolchain}: the stand-in for pulumi-language-python knows only "
            "pip; install the official Pulumi CLI for the others"
        )
    virtualenv = options.get("virtualenv")
    return root / str(virtualenv) if virtualenv else None


def in_virtualenv(folder: Path) -> Interpreter | None:
    """Return the interpreter of a virtual environment, or None if the folder is none."""
    executable = folder / "bin" / "python"
    return Interpreter(executable, folder) if executable.is_file() else None
