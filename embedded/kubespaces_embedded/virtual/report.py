"""What the runner says about itself, for ``kubespaces local status`` and for whoever waits for a virtual cluster."""

from pathlib import Path

from pydantic import BaseModel, ValidationError

from kubespaces_embedded.control_plane.layout import write_private


class Entry(BaseModel):
    """One virtual cluster, as the runner sees it."""

    namespace: str
    name: str
    state: str
    """``waiting`` (``problem`` says for what), ``starting``, ``ready``, ``stopped`` between two starts, ``ending``."""
    endpoint: str = ""
    """Address of its API on this machine; empty before it has one."""
    pid: int | None = None
    """Process id of its sandbox; its components are the children."""
    restarts: int = 0
    problem: str = ""
    note: str = ""
    """In what it differs from what its document says; empty if it does not."""


class Report(BaseModel):
    """What the runner does."""

    clusters: tuple[Entry, ...] = ()
    problem: str = ""
    """What keeps it from doing its work; empty if nothing does."""


def read(control_plane: Path) -> Report:
    """Return the last report of the runner of the control plane in a folder; an empty one if there is none."""
    try:
        return Report.model_validate_json(_file(control_plane).read_bytes())
    except (FileNotFoundError, ValidationError):
        return Report()


def write(control_plane: Path, report: Report) -> None:
    """Write the report."""
    write_private(_file(control_plane), report.model_dump_json(indent=2))


def _file(control_plane: Path) -> Path:
    return control_plane / "virtual" / "report.json"
