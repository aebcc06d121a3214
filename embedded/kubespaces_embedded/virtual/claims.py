"""Storage for virtual clusters: a folder for each claim in their namespaces, as long as the claim lives."""

import shutil
from pathlib import Path

from .host import VOLUMES, Host, Object

LABEL = "kubespaces.io/local-volume"
"""On the persistent volumes that are folders of this machine."""

_PREFIX = "local-"


class Claims:
    """Makes persistent volumes under one folder and removes them; Kubernetes itself binds them."""

    def __init__(self, host: Host, folder: Path) -> None:
        self._host = host
        self._folder = folder

    def provide(self, namespace: str) -> dict[str, Path]:
        """Make a volume for every claim that has none; return the folders of those that have one of ours."""
        found = {}
        for claim in self._host.claims(namespace):
            metadata, spec = claim["metadata"], claim["spec"]
            name = _PREFIX + metadata["uid"]
            if spec.get("volumeName", name) != name:
                continue  # somebody else's volume is none of our business
            folder = self._folder / metadata["uid"]
            if (claim.get("status") or {}).get("phase") != "Bound" and "deletionTimestamp" not in metadata:
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._host.lay(VOLUMES, _volume(name, folder, claim))
            found[metadata["name"]] = folder
        return found

    def clean(self) -> None:
        """Remove the volumes whose claim is gone, with everything in them."""
        for volume in self._host.volumes(f"{LABEL}=true"):
            name = volume["metadata"]["name"]
            if (volume.get("status") or {}).get("phase") in ("Released", "Failed"):
                # The folder first: as long as the volume is there, somebody will come back to finish this.
                shutil.rmtree(self._folder / name.removeprefix(_PREFIX), ignore_errors=True)
                self._host.remove(VOLUMES, name)


def _volume(name: str, folder: Path, claim: Object) -> Object:
    metadata, spec = claim["metadata"], claim["spec"]
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": name, "labels": {LABEL: "true"}},
        "spec": {
            "accessModes": spec["accessModes"],
            "capacity": {"storage": spec["resources"]["requests"]["storage"]},
            # The runner removes it: the controller manager knows how to empty a folder on a node only.
            "persistentVolumeReclaimPolicy": "Retain",
            "storageClassName": spec.get("storageClassName") or "",
            "hostPath": {"path": str(folder), "type": "Directory"},
            "claimRef": {
                "apiVersion": "v1",
                "kind": "PersistentVolumeClaim",
                "namespace": metadata["namespace"],
                "name": metadata["name"],
                "uid": metadata["uid"],
            },
        },
    }
