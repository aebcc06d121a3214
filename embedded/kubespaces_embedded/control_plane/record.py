"""What was started: remembered between commands, checked before it is believed."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from .layout import write_private

_NEVER = frozenset({""})
"""Marks that no command line has."""


class ProcessRecord(BaseModel):
    """One started process."""

    model_config = ConfigDict(frozen=True)

    pid: int
    started: float
    """Start time; only comparable with :func:`.processes.start_time`."""
    argv: tuple[str, ...]
    digest: str
    """:meth:`.components.Launch.digest` at its start; another one means that it has to be restarted."""
    version: str
    port: int | None = None


class Record(BaseModel):
    """Everything that a control plane's commands tell each other."""

    audit: bool = False
    virtual: bool = False
    """Whether virtual clusters are run."""
    ports: dict[str, int] = Field(default_factory=dict)
    """The last port of each component, kept while it is stopped so that a kubeconfig stays valid."""
    processes: dict[str, ProcessRecord] = Field(default_factory=dict)


def load(path: Path, marks: Mapping[str, frozenset[str]]) -> Record:
    """Return the record; a missing or damaged one is an empty one, because running processes are found without it.

    Processes without their component's ``marks`` are left out: the folder is a copy of another control plane's, and
    they belong to that one.
    """
    try:
        record = Record.model_validate_json(path.read_bytes())
    except (FileNotFoundError, ValidationError):
        return Record()
    own = {name: one for name, one in record.processes.items() if marks.get(name, _NEVER) <= set(one.argv)}
    return record.model_copy(update={"processes": own})


def save(path: Path, record: Record) -> None:
    """Write the record."""
    write_private(path, record.model_dump_json(indent=2))
