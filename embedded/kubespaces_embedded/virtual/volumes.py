"""A pod's volumes as files of this machine: what a kubelet does before it starts a container."""

import time
from dataclasses import dataclass, field
from pathlib import Path

from kubespaces_embedded.control_plane.layout import write_private

from .host import Host, Object
from .sandbox import Bind

REFRESH = 0.8
"""Part of a token's life after which a new one is asked for, as the kubelet does it."""


class UnsupportedError(Exception):
    """The pod needs something that this platform cannot give it; the message says what."""


@dataclass
class Volumes:
    """The volumes of one pod, under one folder."""

    host: Host
    pod: Object
    folder: Path
    claims: dict[str, Path]
    """Folders of the pod's claims, by claim name."""
    _renewals: dict[Path, tuple[float, Object]] = field(default_factory=dict)

    def binds(self, container: Object) -> tuple[list[Bind], list[str]]:
        """Write the files; return what is to be seen inside, and which folders are to be empty there.

        Raises UnsupportedError, and KubeError if a Secret or ConfigMap cannot be read.
        """
        sources = {volume["name"]: volume for volume in self.pod["spec"].get("volumes") or ()}
        binds, folders = [], []
        for mount in container.get("volumeMounts") or ():
            source = self._source(sources[mount["name"]])
            if source is None:
                folders.append(mount["mountPath"])
                continue
            inside = source / mount["subPath"] if mount.get("subPath") else source
            writable = "persistentVolumeClaim" in sources[mount["name"]] and not mount.get("readOnly")
            binds.append(Bind(str(inside), mount["mountPath"], writable))
        return binds, folders

    def renew(self) -> None:
        """Ask for new tokens where the old ones are near their end."""
        for path, (due, source) in list(self._renewals.items()):
            if time.time() >= due:
                self._write_token(path, source)

    def _source(self, volume: Object) -> Path | None:
        """Return a volume's folder; None for one that is empty at the start and gone at the end."""
        name, namespace = str(volume["name"]), str(self.pod["metadata"]["namespace"])
        folder = self.folder / name
        match volume:
            case {"emptyDir": _}:
                return None
            case {"secret": {"secretName": secret}}:
                return _write(folder, self.host.secret(namespace, secret))
            case {"configMap": {"name": config_map}}:
                return _write(folder, self.host.config_map(namespace, config_map))
            case {"persistentVolumeClaim": {"claimName": claim}} if claim in self.claims:
                return self.claims[str(claim)]
            case {"projected": {"sources": sources}}:
                for source in sources:
                    self._project(folder, source)
                return folder
        kind = next((key for key in volume if key != "name"), "?")
        raise UnsupportedError(f"volume {name!r} of kind {kind} is not to be had on this machine")

    def _project(self, folder: Path, source: Object) -> None:
        namespace = self.pod["metadata"]["namespace"]
        match source:
            case {"serviceAccountToken": token}:
                folder.mkdir(parents=True, exist_ok=True)
                self._write_token(folder / token["path"], token)
            case {"configMap": {"name": name}}:
                _write(folder, self.host.config_map(namespace, name))
            case {"secret": {"name": name}}:
                _write(folder, self.host.secret(namespace, name))
            case {"downwardAPI": {"items": items}}:
                values = {item["path"]: field_of(self.pod, item["fieldRef"]["fieldPath"]).encode() for item in items}
                _write(folder, values)
            case _:
                raise UnsupportedError(f"a projected volume of {', '.join(source)} is not to be had on this machine")

    def _write_token(self, path: Path, source: Object) -> None:
        seconds = int(source.get("expirationSeconds") or 3600)
        write_private(path, self.host.token(self.pod, str(source.get("audience") or ""), seconds))
        self._renewals[path] = (time.time() + seconds * REFRESH, source)


def field_of(pod: Object, path: str) -> str:
    """Return a field that a pod may read of itself (Kubernetes documentation, "Downward API").

    Raises UnsupportedError for another one.
    """
    metadata, spec, status = pod["metadata"], pod["spec"], pod.get("status") or {}
    fields = {
        "metadata.name": metadata["name"],
        "metadata.namespace": metadata["namespace"],
        "metadata.uid": metadata["uid"],
        "spec.nodeName": spec.get("nodeName", ""),
        "spec.serviceAccountName": spec.get("serviceAccountName", ""),
        "status.podIP": status.get("podIP", ""),
        "status.podIPs": status.get("podIP", ""),
        "status.hostIP": status.get("hostIP", ""),
    }
    if path not in fields:
        raise UnsupportedError(f"the field {path} is not to be had on this machine")
    return str(fields[path])


def _write(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        write_private(folder / name, content)
    return folder
