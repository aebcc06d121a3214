"""What the runner asks of the host's API server, one function for each question."""

import base64
from dataclasses import dataclass
from typing import Any

from kubespaces.kube import ApiError, Call, Client, Resource, calls
from kubespaces.plan.labels import LOCAL_ENDPOINT, VIRTUAL_CLUSTER

MANAGER = "kubespaces-local"
"""Field manager of all that the runner writes."""

STRATEGIC = "application/strategic-merge-patch+json"

Object = dict[str, Any]

STATEFUL_SETS = Resource("apps", "v1", "StatefulSet", "statefulsets", namespaced=True)
NAMESPACES = Resource("", "v1", "Namespace", "namespaces", namespaced=False)
NODES = Resource("", "v1", "Node", "nodes", namespaced=False)
PODS = Resource("", "v1", "Pod", "pods", namespaced=True)
CLAIMS = Resource("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", namespaced=True)
VOLUMES = Resource("", "v1", "PersistentVolume", "persistentvolumes", namespaced=False)
SECRETS = Resource("", "v1", "Secret", "secrets", namespaced=True)
CONFIG_MAPS = Resource("", "v1", "ConfigMap", "configmaps", namespaced=True)
CLUSTER_ROLES = Resource("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles", namespaced=False)
CLUSTER_ROLE_BINDINGS = Resource(
    "rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings", namespaced=False
)
SERVICE_ACCOUNTS = Resource("", "v1", "ServiceAccount", "serviceaccounts", namespaced=True)


@dataclass(frozen=True)
class VirtualCluster:
    """A control plane that the library has laid."""

    namespace: str
    name: str
    uid: str
    """Of its StatefulSet."""
    endpoint: str
    """What its annotation says; empty before it ran first."""

    @property
    def pod_name(self) -> str:
        """The one replica that runs here."""
        return f"{self.name}-0"


class Host:
    """The host's API server, as the platform's administrator."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def namespaces(self) -> dict[str, str]:
        """Return the virtual cluster's name for each namespace that may hold one.

        The label counts on the Namespace as on the StatefulSet: a tenant may label the one, but never the other.
        """
        found = self._list(NAMESPACES, labels=VIRTUAL_CLUSTER)
        return {item["metadata"]["name"]: item["metadata"]["labels"][VIRTUAL_CLUSTER] for item in found}

    def virtual_clusters(self, namespaces: dict[str, str]) -> list[VirtualCluster]:
        """Return the control planes in these namespaces; a StatefulSet that only claims to be one is left out."""
        found = []
        for item in self._list(STATEFUL_SETS, labels=VIRTUAL_CLUSTER):
            metadata = item["metadata"]
            names = {metadata["name"], metadata["labels"][VIRTUAL_CLUSTER], namespaces.get(metadata["namespace"])}
            if len(names) == 1 and "deletionTimestamp" not in metadata:
                endpoint = metadata.get("annotations", {}).get(LOCAL_ENDPOINT, "")
                found.append(VirtualCluster(metadata["namespace"], metadata["name"], metadata["uid"], endpoint))
        return found

    def pods(self) -> dict[tuple[str, str], Object]:
        """Return the pods that carry the label, by namespace and name."""
        found = self._list(PODS, labels=VIRTUAL_CLUSTER)
        return {(item["metadata"]["namespace"], item["metadata"]["name"]): item for item in found}

    def publish(self, cluster: VirtualCluster, endpoint: str) -> None:
        """Write down where the API is."""
        body = {"metadata": {"annotations": {LOCAL_ENDPOINT: endpoint}}}
        self._client.send(calls.patch(STATEFUL_SETS, cluster.name, body, namespace=cluster.namespace, manager=MANAGER))

    def set_status(self, pod: Object, status: Object) -> None:
        """Write a pod's status, as its kubelet would."""
        metadata = pod["metadata"]
        body = {"metadata": {"uid": metadata["uid"]}, "status": status}
        path = PODS.path(metadata["namespace"], metadata["name"], "status")
        self._client.send(Call("PATCH", path, {"fieldManager": MANAGER}, body, STRATEGIC))

    def confirm_end(self, pod: Object) -> None:
        """Tell that a pod that is being deleted has ended: it is gone then."""
        metadata = pod["metadata"]
        options = {
            "kind": "DeleteOptions",
            "apiVersion": "v1",
            "gracePeriodSeconds": 0,
            "preconditions": {"uid": metadata["uid"]},
        }
        self._unless_gone(Call("DELETE", PODS.path(metadata["namespace"], metadata["name"]), body=options))

    def token(self, pod: Object, audience: str, seconds: int) -> str:
        """Return a token of the pod's ServiceAccount that ends with the pod (TokenRequest API)."""
        metadata = pod["metadata"]
        reference = {"apiVersion": "v1", "kind": "Pod", "name": metadata["name"], "uid": metadata["uid"]}
        spec: Object = {"expirationSeconds": seconds, "boundObjectRef": reference}
        if audience:
            spec["audiences"] = [audience]
        body = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": spec}
        account = pod["spec"]["serviceAccountName"]
        answer = self._client.send(
            Call("POST", SERVICE_ACCOUNTS.path(metadata["namespace"], account, "token"), body=body)
        )
        return str(answer["status"]["token"])

    def secret(self, namespace: str, name: str) -> dict[str, bytes]:
        """Return a Secret's files."""
        data = self._client.send(calls.get(SECRETS, name, namespace)).get("data") or {}
        return {key: base64.b64decode(value) for key, value in data.items()}

    def config_map(self, namespace: str, name: str) -> dict[str, bytes]:
        """Return a ConfigMap's files."""
        found = self._client.send(calls.get(CONFIG_MAPS, name, namespace))
        binary = {key: base64.b64decode(value) for key, value in (found.get("binaryData") or {}).items()}
        return {key: str(value).encode() for key, value in (found.get("data") or {}).items()} | binary

    def claims(self, namespace: str) -> list[Object]:
        """Return a namespace's claims to storage."""
        return self._list(CLAIMS, namespace)

    def volumes(self, labels: str) -> list[Object]:
        """Return persistent volumes."""
        return self._list(VOLUMES, labels=labels)

    def lay(self, resource: Resource, obj: Object) -> None:
        """Make an object what it should be (server-side apply)."""
        self._client.send(calls.apply(resource, obj, manager=MANAGER, force=True))

    def remove(self, resource: Resource, name: str) -> None:
        """Delete an object of the whole cluster, if it is still there."""
        self._unless_gone(calls.delete(resource, name))

    def _list(self, resource: Resource, namespace: str = "", *, labels: str = "") -> list[Object]:
        # From the API server's memory: the runner asks often, and a second later it asks again.
        params = {"resourceVersion": "0", **({"labelSelector": labels} if labels else {})}
        items: list[Object] = self._client.send(Call("GET", resource.path(namespace), params))["items"]
        return items

    def _unless_gone(self, call: Call) -> None:
        try:
            self._client.send(call)
        except ApiError as error:
            if not (error.not_found or error.conflict):
                raise


def owned_by(pod: Object, cluster: VirtualCluster) -> bool:
    """Tell whether the pod is the one that the StatefulSet controller made for a control plane."""
    return any(
        reference.get("controller") and reference["uid"] == cluster.uid
        for reference in pod["metadata"].get("ownerReferences") or ()
    )
