"""Where the runner keeps what it must not forget: in the control plane's own folder, so that ``reset`` takes it too."""

import json
import socket
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from kubespaces_embedded.control_plane.layout import Layout, write_private

from .sandbox import LOOPBACK


@dataclass(frozen=True)
class Places:
    """The runner's files for one control plane."""

    layout: Layout

    @property
    def root(self) -> Path:
        """The folder of everything below."""
        return self.layout.virtual

    @property
    def volumes(self) -> Path:
        """Persistent volumes, a folder each: what the virtual clusters store."""
        return self.root / "volumes"

    @property
    def ports(self) -> Path:
        """Which port each virtual cluster has, so that a kubeconfig stays valid."""
        return self.root / "ports.json"

    def instance(self, uid: str) -> Path:
        """Return the folder of one pod: secrets, tokens, the mount point of its root."""
        return self.root / "pods" / uid

    def log(self, namespace: str) -> Path:
        """Return the log of the control plane in a namespace."""
        return self.layout.log(f"virtual-{namespace}")

    def create(self) -> None:
        """Make the folders, closed to other users."""
        for folder in (self.root, self.volumes, self.root / "pods"):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)


class Ports:
    """The loopback port of each virtual cluster, the same one as long as nobody else takes it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._known: dict[str, int] = TypeAdapter(dict[str, int]).validate_json(path.read_bytes())
        except (FileNotFoundError, ValidationError):
            self._known = {}

    def listen(self, namespace: str) -> socket.socket:
        """Return a socket that listens on the port of the virtual cluster in a namespace."""
        try:
            listener = socket.create_server((LOOPBACK, self._known.get(namespace, 0)))
        except OSError:  # somebody else has it now
            listener = socket.create_server((LOOPBACK, 0))
        self._known[namespace] = listener.getsockname()[1]
        self._save()
        return listener

    def keep(self, namespaces: set[str]) -> None:
        """Forget the ports of all others."""
        if not namespaces >= self._known.keys():
            self._known = {name: port for name, port in self._known.items() if name in namespaces}
            self._save()

    def _save(self) -> None:
        write_private(self._path, json.dumps(self._known, indent=2))
