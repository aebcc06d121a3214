"""Remembers what the last run of a pack on a stack found, for ``kubespaces compliance``.

A file for each pack and stack, a line for each outcome: a run that is stopped half-way has still said what it saw.
"""

import json
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from kubespaces.paths import state_dir

from .evaluate import Outcome


@dataclass(frozen=True)
class Run:
    """What one run of a pack found."""

    preview: bool
    """Whether it was a preview."""
    outcomes: list[dict[str, Any]]
    """Control, resource, verdict and messages of each outcome."""


def ledger_file(project: str, stack: str, pack: str) -> Path:
    """Return where the last run of a pack on a stack is remembered."""
    return state_dir() / "policies" / project / stack / f"{pack}.jsonl"


class Ledger:
    """Writes what a run finds."""

    def __init__(self) -> None:
        self._file: TextIO | None = None
        self._lock = threading.Lock()

    def start(self, project: str, stack: str, pack: str, *, preview: bool) -> None:
        """Forget the run before and begin with this one; a folder that cannot be written to is no reason to stop."""
        path = ledger_file(project, stack, pack)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("w", encoding="utf-8")
        except OSError:
            self._file = None
            return
        self._write({"pack": pack, "preview": preview})

    def add(self, outcomes: Iterable[Outcome]) -> None:
        """Write outcomes down."""
        for outcome in outcomes:
            self._write(
                {
                    "control": outcome.control.id,
                    "resource": outcome.resource.urn if outcome.resource else "",
                    "verdict": outcome.verdict.value,
                    "messages": list(outcome.messages),
                }
            )
        with self._lock:
            if self._file:
                self._file.flush()

    def _write(self, entry: dict[str, Any]) -> None:
        with self._lock:
            if self._file:
                self._file.write(json.dumps(entry) + "\n")


def last_run(project: str, stack: str, pack: str) -> Run | None:
    """Return what the last run of a pack on a stack found; none if there was none."""
    path = ledger_file(project, stack, pack)
    if not path.is_file():
        return None
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    return Run(json.loads(head)["preview"], [json.loads(line) for line in lines])
