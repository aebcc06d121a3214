"""Stand-in for ``pulumi-resource-pulumi-python``, which serves the dynamic providers of Python programs.

The official one is a script beside the official language host. The engine starts it in the program's folder
and names the program's virtual environment, if it has one, in ``PULUMI_RUNTIME_VIRTUALENV``.
"""

import os
import sys
from pathlib import Path
from typing import NoReturn

from .interpreter import OWN, InterpreterError, of_program

SERVER = Path(__file__).with_name("dynamic_server.py")


def main() -> NoReturn:
    """Become the provider, in the interpreter that belongs to the program."""
    options: dict[str, object] = {"virtualenv": os.environ.get("PULUMI_RUNTIME_VIRTUALENV", "")}
    try:
        python = of_program(options, Path.cwd()) if options["virtualenv"] else OWN
    except InterpreterError as error:
        sys.exit(str(error))  # the engine shows it
    command = [str(python.executable), "-u", str(SERVER), *sys.argv[1:]]
    os.execve(command[0], command, python.environment(os.environ))  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main()
