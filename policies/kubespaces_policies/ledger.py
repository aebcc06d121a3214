"""Remembers what the last run of a pack on a stack found, for ``kubespaces compliance``.

A file for each pack and stack, a line for each outcome: a run that is stopped half-way has still said what it saw.
"""

import json
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from kubespaces.paths import policy_runs_dir

from .evaluate import Outcome


@dataclass(frozen=True)
class Run:
    """What one run of a pack found."""

    preview: bool
    """Whether it was a preview."""
    version: str
    """Version of the pack."""
    resources: int
    """How many resources it saw."""
    outcomes: list[dict[str, Any]]
    """Control, resource, verdict and messages of each outcome."""


def ledger_file(project: str, stack: str, pack: str) -> Path:
    """Return where the last run of a pack on a stack is remembered."""
    return policy_runs_dir() / project / stack / f"{pack}.jsonl"


class Ledger:
    """Writes what a run finds."""

    def __init__(self) -> None:
        self._file: TextIO | None = None
        self._lock = threading.Lock()

    def start(self, project: str, stack: str, pack: str, version: str, *, preview: bool) -> None:
        """Forget the run before and begin with this one; a folder that cannot be written to is no reason to stop."""
        self.close()
        path = ledger_file(project, stack, pack)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("w", encoding="utf-8")
        except OSError:
            self._file = None
            return
        self._write({"pack": pack, "version": version, "preview": preview})

    def close(self) -> None:
        """End the run."""
        with self._lock:
            if self._file:
                self._file.close()
            self._file = None

    def saw(self, urn: str) -> None:
        """Write down that a resource was looked at, whatever applied to it."""
        self._write({"seen": urn})

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
    head, *entries = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    seen = {entry["seen"] for entry in entries if "seen" in entry}
    outcomes = [entry for entry in entries if "control" in entry]
    return Run(head["preview"], head["version"], len(seen), outcomes)
