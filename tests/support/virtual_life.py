"""The life of virtual clusters: somebody who writes all the time, and what is left at the end."""

import threading
import time
from typing import Any

import psutil

from kubespaces.kube import ApiError, Call, KubeError
from tests.support.virtual_clusters import Inside, VirtualClusters


class Writer:
    """Writes into a virtual cluster all the time and remembers what was confirmed."""

    def __init__(self, inside: Inside) -> None:
        self.confirmed: list[str] = []
        self._inside = inside
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> "Writer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        number = 0
        path = "/api/v1/namespaces/default/configmaps"
        while not self._over.is_set():
            number += 1
            body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": f"kept-{number}"}}
            try:
                self._inside.client.send(Call("POST", path, body=body, repeatable=False))
            except KubeError:
                time.sleep(0.2)
            else:
                self.confirmed.append(body["metadata"]["name"])  # type: ignore[index]
                time.sleep(0.02)


def gone(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.Error:
        return True


def local_volumes(clusters: VirtualClusters, namespace: str) -> list[dict[str, Any]]:
    found = clusters.client.send(Call("GET", "/api/v1/persistentvolumes"))["items"]
    return [volume for volume in found if volume["spec"]["claimRef"]["namespace"] == namespace]


def missing(clusters: VirtualClusters, path: str) -> bool:
    try:
        clusters.client.send(Call("GET", path))
    except ApiError as error:
        return error.not_found
    return False
