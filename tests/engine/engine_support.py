"""What the tests of the engine runner and the language host share."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import psutil

from kubespaces_embedded.engine import Result

TIMEOUT = 60.0
"""Seconds after which something that should happen will not happen any more."""

STACK = "dev"

Run = Callable[..., Result]
"""Runs ``pulumi`` with the given arguments in the test's project; ``expect`` is 0 for success, 1 for failure."""


def program(folder: Path, text: str, *, options: str = "", **files: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "Pulumi.yaml").write_text(f"name: shop\nruntime: {{name: python, options: {{{options}}}}}\n", "utf-8")
    for name, content in {"__main__": text, **files}.items():
        (folder / f"{name}.py").write_text(dedent(content), "utf-8")


def left_behind(home: Path) -> list[psutil.Process]:
    """Return processes that were started with a test's settings, but for this one."""
    found = []
    for process in psutil.process_iter():
        try:
            inherited = process.environ().get("PULUMI_HOME") == str(home / "pulumi")
        except psutil.Error:
            continue
        if inherited and process.pid != os.getpid() and process.status() != psutil.STATUS_ZOMBIE:
            found.append(process)
    return found


def eventually(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + TIMEOUT
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


class Background:
    """A ``pulumi up`` in a process of its own, as a command of the CLI would run it."""

    def __init__(self, home: Path, *, terminal: bool) -> None:
        code = f"""
            import fcntl, os, sys, termios
            from pathlib import Path
            from kubespaces_embedded.engine import Installation, pulumi
            from kubespaces_embedded.engine.stand_ins import ALL, LANGUAGE_HOST
            from kubespaces_embedded.toolbox import Tool, require
            if {terminal}:
                fcntl.ioctl(0, termios.TIOCSCTTY, 0)
            stand_ins = (LANGUAGE_HOST,) if "OBJECTS" in os.environ else ALL
            found = Installation(require("pulumi"), (), stand_ins)
            up = ["up", "--yes", "--skip-preview"]
            sys.exit(pulumi(up, cwd=Path({str(home)!r}), stack={STACK!r}, installation=found).returncode)
        """
        self.terminal, inside = os.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-c", dedent(code)],
            stdin=inside if terminal else subprocess.DEVNULL,
            stdout=inside,
            stderr=inside,
            start_new_session=True,
            env={**os.environ, "TERM": "dumb"},  # else the engine waits for it to tell its colours
        )
        os.close(inside)

    def __enter__(self) -> "Background":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.terminal)

    def engine(self) -> psutil.Process:
        children = psutil.Process(self.process.pid).children()
        return next(child for child in children if child.name() == "pulumi")

    def wait(self) -> int:
        """Read what it shows until it has ended; a pseudo-terminal must be read, or its writer stops."""
        while self.process.poll() is None:
            self.read()
        return self.process.wait(TIMEOUT)

    def read(self) -> bytes:
        try:
            return os.read(self.terminal, 65536)
        except OSError:  # the last writer has closed it
            return b""
