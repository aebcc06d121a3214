"""Where one control plane keeps its files."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kubespaces.paths import state_dir
from kubespaces.spec.names import check_dns_label

from .errors import ControlPlaneError


@dataclass(frozen=True)
class Layout:
    """The folders and files of one control plane; none is created by asking for its path."""

    name: str
    root: Path

    @classmethod
    def of(cls, name: str, home: Path | None = None) -> "Layout":
        """Return the layout of a name under ``home``, by default :func:`kubespaces.paths.state_dir`.

        Raises ControlPlaneError for a name that is no DNS label: it becomes a folder and part of host names.
        """
        try:
            check_dns_label(name)
        except ValueError as error:
            raise ControlPlaneError(f"control plane name {name!r}: {error}") from None
        return cls(name, _parent(home) / name)

    @property
    def lock(self) -> Path:
        """The lock file; beside the folder, so that ``reset`` can hold it while it removes the folder."""
        return self.root.with_name(f".{self.name}.lock")

    @property
    def record(self) -> Path:
        """What was started: process ids, ports and settings."""
        return self.root / "record.json"

    @property
    def pki(self) -> Path:
        """Certificates and keys."""
        return self.root / "pki"

    @property
    def etcd_data(self) -> Path:
        """What the API server stores."""
        return self.root / "etcd"

    @property
    def sockets(self) -> Path:
        """The working folder of etcd and the API server, which find their Unix sockets in it."""
        return self.root / "sockets"

    @property
    def kubeconfig(self) -> Path:
        """The administrator's kubeconfig, complete in one file."""
        return self.root / "kubeconfig"

    @property
    def controller_kubeconfig(self) -> Path:
        """The controller manager's own login."""
        return self.root / "controller-manager.kubeconfig"

    def login(self, component: str) -> Path:
        """Return the kubeconfig of a component that is started for virtual clusters."""
        return self.root / f"{component}.kubeconfig"

    @property
    def virtual(self) -> Path:
        """What virtual clusters store, and their runner's notes."""
        return self.root / "virtual"

    @property
    def audit_policy(self) -> Path:
        """What the audit log records."""
        return self.root / "audit-policy.yaml"

    @property
    def audit_log(self) -> Path:
        """Where the audit log is written if it is on."""
        return self.root / "logs" / "audit.log"

    def log(self, component: str) -> Path:
        """Return the log of a component's current run; the run before it is beside it as ``.log.1``."""
        return self.root / "logs" / f"{component}.log"

    def create(self) -> None:
        """Make the folders, closed to other users: they hold keys, and the sockets ask for no login."""
        self.root.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        for folder in (self.root, self.pki, self.sockets, self.root / "logs"):
            folder.mkdir(exist_ok=True)
            folder.chmod(0o700)


def names(home: Path | None = None) -> list[str]:
    """Return the names of the control planes that have a folder under ``home``."""
    parent = _parent(home)
    if not parent.is_dir():
        return []
    return sorted(entry.name for entry in parent.iterdir() if entry.is_dir())


def _parent(home: Path | None) -> Path:
    # Resolved, because a process is known by the paths on its command line, however somebody spells them.
    return (home or state_dir()).resolve() / "control-planes"


def write_private(path: Path, content: str | bytes) -> bool:
    """Give a file this content and mode 0600; return whether anything changed.

    The file is replaced as a whole: nobody ever reads half of it, and an interrupted write leaves the old one.
    """
    data = content.encode() if isinstance(content, str) else content
    if path.is_file() and path.read_bytes() == data and path.stat().st_mode & 0o777 == 0o600:
        return False
    # mkstemp creates with mode 0600.
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return True
