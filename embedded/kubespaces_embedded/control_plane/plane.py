"""A control plane on this machine: etcd, API server and controller manager, no root, no containers, no nodes."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from kubespaces_embedded.toolbox import Progress, Task

from . import components, processes
from .components import API_SERVER, CONTROLLER_MANAGER, ETCD, VIRTUAL
from .errors import ControlPlaneError
from .inspection import examine
from .layout import Layout, names
from .lock import exclusive
from .record import Record, load, save
from .starter import Starter
from .status import Status
from .tools import Tools, from_toolbox

TIMEOUT = 120.0
"""Seconds until ``up`` gives up on a component; a start takes three on two cores, a laptop under load far more."""

LOCK_TIMEOUT = 300.0
"""Seconds to wait for another command on the same control plane."""

_HINTS = {
    errno.ENOSPC: "free some space there",
    errno.EDQUOT: "free some space there",
    errno.EACCES: "make it writable, or set KUBESPACES_HOME to a folder that is",
    errno.EPERM: "make it writable, or set KUBESPACES_HOME to a folder that is",
    errno.EROFS: "set KUBESPACES_HOME to a folder that is writable",
}


class ControlPlane:
    """One control plane, by name; several run side by side.

    ``home`` is where its data is, by default :func:`kubespaces.paths.state_dir`; ``tools`` are the executables, by
    default those of :func:`kubespaces_embedded.toolbox.require_all`. Making the object starts nothing.

    Raises ControlPlaneError for a name that is no DNS label.
    """

    def __init__(self, name: str = "local", *, home: Path | None = None, tools: Tools | None = None) -> None:
        self._layout = Layout.of(name, home)
        self._home = home
        self._tools = tools

    @property
    def name(self) -> str:
        """Its name, also the last part of its folder."""
        return self._layout.name

    @property
    def folder(self) -> Path:
        """Where its data, keys and logs are."""
        return self._layout.root

    @property
    def kubeconfig(self) -> Path:
        """The administrator's kubeconfig; the file exists once :meth:`up` has run."""
        return self._layout.kubeconfig

    def up(
        self,
        *,
        audit: bool | None = None,
        virtual: bool | None = None,
        timeout: float = TIMEOUT,
        progress: Progress | None = None,
    ) -> Status:
        """Start what does not run, repair what is broken, and return when all of it is ready.

        ``audit`` turns the audit log on or off, ``virtual`` the runner of virtual clusters; None leaves either as it
        was, at first off. ``timeout`` is in seconds for each component. Calls at the same time wait for each other.

        Raises ControlPlaneError, and :class:`kubespaces_embedded.toolbox.ToolError` for a missing tool.
        """
        tools = self._tools or from_toolbox(progress)
        with ExitStack() as stack:
            teller = _Teller(progress, f"Starting control plane {self.name!r}", stack)
            record = stack.enter_context(self._locked(teller))
            if audit is not None:
                record.audit = audit
            if virtual is not None:
                record.virtual = virtual
            Starter(self._layout, tools, record, timeout=timeout, tell=teller).run()
            return examine(self._layout, record)

    def down(self, *, progress: Progress | None = None) -> bool:
        """Stop it and keep its data; return whether anything ran."""
        with ExitStack() as stack:
            teller = _Teller(progress, f"Stopping control plane {self.name!r}", stack)
            record = stack.enter_context(self._locked(teller))
            return self._stop(record, teller)

    def reset(self, *, progress: Progress | None = None) -> None:
        """Stop it and remove all of its data.

        Raises ControlPlaneError if there is no control plane of this name.
        """
        if not self.folder.is_dir():
            known = ", ".join(names(self._home)) or "none"
            raise ControlPlaneError(
                f"there is no control plane {self.name!r} in {self.folder.parent}; there are: {known}"
            )
        with ExitStack() as stack:
            teller = _Teller(progress, f"Stopping control plane {self.name!r}", stack)
            record = stack.enter_context(self._locked(teller))
            self._stop(record, teller)
            shutil.rmtree(self.folder)

    def status(self) -> Status:
        """Return what runs and whether it can be used; changes nothing and waits for nobody."""
        with _readable(self.folder):
            return examine(self._layout, load(self._layout.record, components.marks(self._layout)))

    def _stop(self, record: Record, teller: "_Teller") -> bool:
        marks = components.marks(self._layout)
        found = {name: processes.find_all(record.processes.get(name), own) for name, own in marks.items()}
        # Storage last, so that the API server can still write while it ends.
        servers = found[API_SERVER] + found[CONTROLLER_MANAGER]
        for group in (found[VIRTUAL], servers, found[ETCD]):
            if group:
                teller("stopping")
                processes.stop(group)
        if record.processes:
            record.processes.clear()
            save(self._layout.record, record)
        return any(found.values())

    @contextmanager
    def _locked(self, teller: "_Teller") -> Iterator[Record]:
        with (
            _readable(self.folder),
            exclusive(self._layout.lock, LOCK_TIMEOUT, lambda: teller("waiting for another command")),
        ):
            yield load(self._layout.record, components.marks(self._layout))


class _Teller:
    """Shows a task from the first word about it, so that nothing is shown where nothing is to do."""

    def __init__(self, progress: Progress | None, title: str, stack: ExitStack) -> None:
        self._progress = progress
        self._title = title
        self._stack = stack
        self._task: Task | None = None

    def __call__(self, detail: str) -> None:
        if self._progress is None:
            return
        if self._task is None:
            self._task = self._stack.enter_context(self._progress.task(self._title))
        self._task.update(detail)


@contextmanager
def _readable(folder: Path) -> Iterator[None]:
    """Turn what the operating system says about files into a sentence for the user."""
    try:
        yield
    except OSError as error:
        where = error.filename or folder
        hint = _HINTS.get(error.errno or 0, f"see what is wrong with {folder}")
        raise ControlPlaneError(f"{where}: {error.strerror or error}; {hint}") from error
