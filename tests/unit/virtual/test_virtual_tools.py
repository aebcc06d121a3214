"""The tools are got in the background; whoever waits is told for what."""

import threading
import time
from pathlib import Path
from typing import Any

import pytest

from kubespaces_embedded.toolbox import Tool, ToolError
from kubespaces_embedded.virtual import tools
from kubespaces_embedded.virtual.tools import NAMES, Workshop


def tool(name: str) -> Tool:
    return Tool(name, Path("/tools") / name, "1.0.0", "build")


def wait(condition: Any) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_tools_that_are_there_are_used_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "find", tool)
    assert set(Workshop().tools() or {}) == set(NAMES)


def test_missing_tools_are_got_while_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()

    def slowly(names: Any, progress: Any) -> dict[str, Tool]:
        with progress.task("vcluster-syncer 0.30.0: building"):
            released.wait(10)
        return {name: tool(name) for name in names}

    monkeypatch.setattr(tools, "find", lambda name: None)
    monkeypatch.setattr(tools, "require_all", slowly)
    workshop = Workshop()
    assert workshop.tools() is None
    wait(lambda: workshop.problem == "vcluster-syncer 0.30.0: building")
    assert workshop.tools() is None

    released.set()
    wait(workshop.tools)
    assert set(workshop.tools() or {}) == set(NAMES)


def test_tools_that_cannot_be_had_say_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(names: Any, progress: Any) -> dict[str, Tool]:
        raise ToolError("kine 0.16.4 is not there and cannot be had")

    monkeypatch.setattr(tools, "find", lambda name: None)
    monkeypatch.setattr(tools, "require_all", never)
    workshop = Workshop()
    assert workshop.tools() is None
    wait(lambda: "cannot be had" in workshop.problem)
    assert workshop.tools() is None
