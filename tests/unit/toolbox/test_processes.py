"""What several processes, and killed ones, do to the cache; each is a real Python process with a fake `go`."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kubespaces_embedded.toolbox import find, require
from kubespaces_embedded.toolbox.finder import slot_of
from kubespaces_embedded.toolbox.process import capture
from kubespaces_embedded.toolbox.versions import spec

from .fakes import FakeGo, Recorder, running

PROGRAM = """
from kubespaces_embedded.toolbox import finder, network, obtain, require, versions
finder.this_platform = obtain.this_platform = lambda: versions.Platform("linux", "amd64")
print(require("etcd").source)
"""

Start = Callable[[], "subprocess.Popen[str]"]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a process that requires etcd; whatever is left of it at the end is killed."""
    started = []

    def run() -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", PROGRAM]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


def _wait_for(what: Callable[[], object]) -> None:
    for _ in range(1500):
        if what():
            return
        time.sleep(0.02)
    pytest.fail("waited for 30 seconds in vain")


def _builder(fake_go: FakeGo) -> int:
    _wait_for(fake_go.builds)
    return int(fake_go.builds()[0].split()[0])


def _files() -> list[str]:
    slot = slot_of(spec("etcd"))
    return [file.name.removeprefix(slot.digest) for file in slot.folder.iterdir()]


def test_two_processes_build_once(fake_go: FakeGo, start: Start) -> None:
    fake_go.hold()
    first = start()
    _builder(fake_go)
    second = start()
    assert second.stderr is not None
    waiting = second.stderr.readline()
    fake_go.let_go()

    outputs = [process.communicate(timeout=60)[0] for process in (first, second)]

    assert "waiting for another process" in waiting
    assert outputs == ["build\n", "build\n"]
    assert len(fake_go.builds()) == 1


def test_the_second_builds_itself_if_the_first_is_killed(fake_go: FakeGo, start: Start) -> None:
    fake_go.hold()
    first = start()
    _builder(fake_go)
    second = start()
    assert second.stderr is not None
    second.stderr.readline()
    first.kill()
    _wait_for(lambda: len(fake_go.builds()) == 2)
    fake_go.let_go()

    output, _ = second.communicate(timeout=60)

    assert output == "build\n"
    assert sorted(_files()) == ["", ".lock"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_build_leaves_nothing(fake_go: FakeGo, start: Start, number: signal.Signals) -> None:
    fake_go.hold()
    process = start()
    builder = _builder(fake_go)

    os.kill(process.pid, number)
    process.communicate(timeout=60)

    assert process.returncode != 0
    assert not running(builder)
    assert _files() == [".lock"]
    assert find("etcd") is None


def test_a_killed_build_leaves_no_process_and_no_half_made_tool(
    fake_go: FakeGo, start: Start, progress: Recorder
) -> None:
    fake_go.hold()
    process = start()
    builder = _builder(fake_go)

    process.kill()
    process.communicate(timeout=60)

    _wait_for(lambda: not running(builder))
    assert find("etcd") is None
    fake_go.let_go()
    assert require("etcd", progress=progress).source == "build"
    assert sorted(_files()) == ["", ".lock"]


def test_a_command_that_cannot_be_started() -> None:
    with pytest.raises(OSError, match="No such file"):
        capture(["/no/such/command"], 5, {})


def test_a_command_is_given_its_environment_and_folder(tmp_path: Path) -> None:
    assert capture(["/bin/sh", "-c", 'echo "$X $PWD"'], 5, {"X": "y"}, tmp_path) == f"y {tmp_path}\n"
