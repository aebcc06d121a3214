import os
import signal
import sys
import threading
from pathlib import Path

import pytest

from kubespaces_embedded.engine import EngineError
from kubespaces_embedded.engine.process import REMEMBERED, run


def python(code: str, tmp_path: Path, *, capture: bool = True) -> tuple[int, str, str]:
    ended = run([sys.executable, "-c", code], cwd=tmp_path, env=os.environ, capture=capture)
    return ended.code, ended.stdout, ended.stderr


def test_output_is_captured(tmp_path: Path) -> None:
    code = "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"

    assert python(code, tmp_path) == (3, "out\n", "err\n")


def test_more_output_than_a_pipe_holds(tmp_path: Path) -> None:
    code = "import sys; sys.stderr.write('e' * 300000); sys.stdout.write('o' * 300000)"

    assert python(code, tmp_path) == (0, "o" * 300000, "e" * 300000)


def test_shown_errors_are_remembered_up_to_a_size(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, kept = python("import sys; sys.stderr.write('x' * 200000 + 'end')", tmp_path, capture=False)

    assert code == 0
    assert capsys.readouterr().err == "x" * 200000 + "end"
    assert kept.endswith("end")
    assert len(kept) == REMEMBERED


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_to_this_process_reach_the_engine_once_and_do_not_end_us(
    tmp_path: Path, number: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kubespaces_embedded.engine.process._has_terminal", lambda: False)
    ready = tmp_path / "ready"
    code = f"""
import signal, time, pathlib
got = []
signal.signal({number.value}, lambda *a: got.append(1))
pathlib.Path({str(ready)!r}).write_text('x')
deadline = time.time() + 20
while not got and time.time() < deadline:
    time.sleep(0.01)
time.sleep(0.2)
print(len(got))
"""

    def send() -> None:
        while not ready.exists():
            pass
        os.kill(os.getpid(), number)

    threading.Thread(target=send, daemon=True).start()
    before = signal.getsignal(number)

    assert python(code, tmp_path)[:2] == (0, "1\n")
    assert signal.getsignal(number) == before


def test_a_missing_executable_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="/nowhere/pulumi cannot be started"):
        run(["/nowhere/pulumi"], cwd=tmp_path, env={}, capture=True)
