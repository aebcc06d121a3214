import io
import re
import time

import pytest
from rich.console import Console

from kubespaces_embedded.toolbox.progress import ConsoleProgress, seconds_as_text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.4, "0 s"), (8, "8 s"), (59.7, "1 min 0 s"), (60, "1 min 0 s"), (200, "3 min 20 s")]
)
def test_durations_are_readable(seconds: float, text: str) -> None:
    assert seconds_as_text(seconds) == text


def test_without_a_terminal_a_line_now_and_then() -> None:
    out = io.StringIO()
    progress = ConsoleProgress(Console(file=out, width=80), interval=0.01)

    with progress.task("building [x]") as task:
        task.update("7 packages")
        while out.getvalue().count("7 packages") < 2:
            time.sleep(0.01)

    lines = out.getvalue().splitlines()
    assert lines[0] == "building [x] ..."
    assert re.fullmatch(r"building \[x\]: \d+ s so far, 7 packages", lines[-2])
    assert re.fullmatch(r"building \[x\]: done in \d+ s", lines[-1])


def test_a_failed_task_is_not_called_done() -> None:
    out = io.StringIO()
    progress = ConsoleProgress(Console(file=out, width=80))

    with pytest.raises(LookupError), progress.task("building"):
        raise LookupError

    assert out.getvalue() == "building ...\n"


def test_on_a_terminal_the_task_moves() -> None:
    out = io.StringIO()
    progress = ConsoleProgress(Console(file=out, width=80, force_terminal=True))

    with progress.task("building") as task:
        task.update("7 packages")

    assert "building" in out.getvalue()
    assert "7 packages" in out.getvalue()
    assert re.search(r"building: done in \d+ s", out.getvalue())


def test_long_messages_and_brackets_stay_as_they_are() -> None:
    out = io.StringIO()
    progress = ConsoleProgress(Console(file=out, width=20))

    progress.say("[not markup] " + "x" * 40)
    progress.warn("mind the gap")

    assert out.getvalue() == "[not markup] " + "x" * 40 + "\nwarning: mind the gap\n"
