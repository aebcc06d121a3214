"""Tells a person what is going on and for how long, on a terminal as well as in the log of a CI run."""

import contextlib
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from rich.console import Console
from rich.progress import Progress as Bar
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

INTERVAL = 15.0
"""Seconds between two lines about the same task where there is no terminal."""


class Task(Protocol):
    """Something that takes a while."""

    def update(self, detail: str) -> None:
        """Say how far it is, in a few words; cheap enough to call often."""


class Progress(Protocol):
    """Where the toolbox tells what it does."""

    def say(self, message: str) -> None:
        """Tell something that stays on the screen."""

    def warn(self, message: str) -> None:
        """Tell something that went wrong but does not stop the work."""

    def task(self, title: str) -> AbstractContextManager[Task]:
        """Show a task with its elapsed time until the context ends."""


def seconds_as_text(seconds: float) -> str:
    """Return a duration such as ``8 s`` or ``3 min 20 s``."""
    whole = round(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60} s"


class ConsoleProgress:
    """Progress on standard error: a moving line on a terminal, else one line in ``interval`` seconds."""

    def __init__(self, console: Console | None = None, interval: float = INTERVAL) -> None:
        self._console = console or Console(stderr=True)
        self._interval = interval

    def say(self, message: str) -> None:
        """Tell something that stays on the screen."""
        self._console.print(message, markup=False, highlight=False, soft_wrap=True)

    def warn(self, message: str) -> None:
        """Tell something that went wrong but does not stop the work."""
        self._console.print(f"warning: {message}", style="yellow", markup=False, highlight=False, soft_wrap=True)

    @contextlib.contextmanager
    def task(self, title: str) -> Iterator[Task]:
        """Show a task with its elapsed time until the context ends."""
        start = time.monotonic()
        shown = self._moving(title) if self._console.is_terminal else self._plain(title)
        with shown as task:
            yield task
        self.say(f"{title}: done in {seconds_as_text(time.monotonic() - start)}")

    @contextlib.contextmanager
    def _moving(self, title: str) -> Iterator[Task]:
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            TimeElapsedColumn(),
            TextColumn("{task.fields[detail]}", style="dim", markup=False),
        )
        with Bar(*columns, console=self._console, transient=True) as bar:
            yield _BarTask(bar, title)

    @contextlib.contextmanager
    def _plain(self, title: str) -> Iterator[Task]:
        self.say(f"{title} ...")
        task = _PlainTask()
        over = threading.Event()

        def tell() -> None:
            start = time.monotonic()
            while not over.wait(self._interval):
                elapsed = seconds_as_text(time.monotonic() - start)
                self.say(f"{title}: {elapsed} so far" + (f", {task.detail}" if task.detail else ""))

        thread = threading.Thread(target=tell, daemon=True, name="progress")
        thread.start()
        try:
            yield task
        finally:
            over.set()
            thread.join()


class _BarTask:
    def __init__(self, bar: Bar, title: str) -> None:
        self._bar = bar
        self._id = bar.add_task(title, total=None, detail="")

    def update(self, detail: str) -> None:
        self._bar.update(self._id, detail=detail)


class _PlainTask:
    def __init__(self) -> None:
        self.detail = ""

    def update(self, detail: str) -> None:
        self.detail = detail
