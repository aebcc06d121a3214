"""What a control plane's state is, for people and for scripts."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any


class State(StrEnum):
    """Of a control plane as a whole."""

    READY = "ready"
    STOPPED = "stopped"
    BROKEN = "broken"
    """Some of it runs, but it cannot be used; ``up`` repairs it."""


@dataclass(frozen=True)
class ComponentStatus:
    """One of the three processes."""

    name: str
    pid: int | None = None
    """Process id; None if it does not run."""
    port: int | None = None
    """Loopback port; None for etcd, which listens on a Unix socket."""
    memory_bytes: int | None = None
    """Resident memory."""
    up_seconds: float | None = None
    version: str | None = None
    problem: str | None = None
    """What is wrong with it; None if nothing is, or if it is meant to be stopped."""


@dataclass(frozen=True)
class Status:
    """The answer of ``up`` and ``status``."""

    name: str
    state: State
    endpoint: str | None
    """Address of the API server, such as ``https://127.0.0.1:41234``; None before the first ``up``."""
    kubeconfig: Path
    """Administrator's login; the file exists once ``up`` has run."""
    components: tuple[ComponentStatus, ...]
    problem: str | None = None
    """What is wrong with the whole; each component tells its own."""

    @property
    def ready(self) -> bool:
        """Whether it can be used."""
        return self.state is State.READY

    def component(self, name: str) -> ComponentStatus:
        """Return one component's status."""
        return next(component for component in self.components if component.name == name)

    def as_json(self) -> dict[str, Any]:
        """Return the same as plain data."""
        return asdict(self) | {"kubeconfig": str(self.kubeconfig)}
