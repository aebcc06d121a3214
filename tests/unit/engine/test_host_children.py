import os
import sys
import threading
from pathlib import Path

import pytest

from kubespaces_embedded.language_host.children import Child, ChildError, Children, describe_exit
from kubespaces_embedded.language_host.output import pieces


def start(children: Children, code: str, *, capture: bool = True) -> Child:
    return children.start([sys.executable, "-u", "-c", code], cwd=Path("/"), env=os.environ, capture=capture)


def first_line(child: Child) -> bytes:
    assert child.process.stdout is not None
    return child.process.stdout.readline()


def close(child: Child) -> None:
    for stream in (child.process.stdout, child.process.stderr):
        assert stream is not None
        stream.close()


def test_output_of_both_streams_is_passed_on() -> None:
    children = Children()
    child = start(children, "import sys; print('o' * 200000); print('e' * 200000, file=sys.stderr)")

    received = {"stdout": b"", "stderr": b""}
    for stream, data in pieces(child.process):
        received[stream] += data

    assert received == {"stdout": b"o" * 200000 + b"\n", "stderr": b"e" * 200000 + b"\n"}
    assert children.wait(child) == 0


def test_ending_lets_a_program_clean_up() -> None:
    children = Children()
    child = start(children, "import time\ntry:\n print('ready')\n time.sleep(60)\nfinally:\n print('cleaned')")
    first_line(child)

    children.end_all()

    assert first_line(child) == b"cleaned\n"
    assert child.cancelled
    assert children.wait(child) != 0
    close(child)


def test_a_program_that_does_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kubespaces_embedded.language_host.children.GRACE_SECONDS", 0.05)
    children = Children()
    child = start(children, "import signal, time; signal.signal(2, signal.SIG_IGN); print('ready'); time.sleep(60)")
    first_line(child)

    children.end_all()

    assert describe_exit(children.wait(child)) == "was ended by SIGKILL"
    close(child)


def test_nothing_is_started_any_more_after_the_end() -> None:
    children = Children()
    children.end_all()

    with pytest.raises(ChildError, match="shutting down"):
        start(children, "")


def test_a_missing_executable_is_named() -> None:
    with pytest.raises(ChildError, match="Cannot start /nowhere/python in /"):
        Children().start(["/nowhere/python"], cwd="/", env={})


def test_a_waiting_thread_learns_of_the_end() -> None:
    children = Children()
    child = start(children, "print('ready'); import time; time.sleep(60)")
    first_line(child)
    codes: list[int] = []
    thread = threading.Thread(target=lambda: codes.append(children.wait(child)))
    thread.start()

    child.end_soon()
    thread.join()

    assert codes
    assert codes[0] != 0
    close(child)


@pytest.mark.parametrize(
    ("code", "text"), [(3, "exited with code 3"), (-15, "was ended by SIGTERM"), (-99, "was ended by signal 99")]
)
def test_exit_codes_in_words(code: int, text: str) -> None:
    assert describe_exit(code) == text
