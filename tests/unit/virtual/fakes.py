"""A host that answers from memory, and pods as the StatefulSet controller makes them."""

from typing import Any

from kubespaces_embedded.virtual.host import Host, Object

UID = "0b0e7a3c-0000-4000-8000-000000000001"


class FakeHost(Host):
    """Secrets, ConfigMaps and tokens without an API server."""

    def __init__(self) -> None:
        self.config = b""
        self.tokens = 0
        self.asked: list[tuple[str, int]] = []
        self.laid: list[Object] = []
        self.removed: list[str] = []
        self.claims_there: list[Object] = []
        self.volumes_there: list[Object] = []

    def token(self, pod: Object, audience: str, seconds: int) -> str:
        self.tokens += 1
        self.asked.append((audience, seconds))
        return f"token-{self.tokens}"

    def secret(self, namespace: str, name: str) -> dict[str, bytes]:
        return {"config.yaml": self.config or f"secret: {namespace}/{name}".encode()}

    def config_map(self, namespace: str, name: str) -> dict[str, bytes]:
        return {"ca.crt": f"map {namespace}/{name}".encode()}

    def claims(self, namespace: str) -> list[Object]:
        return [claim for claim in self.claims_there if claim["metadata"]["namespace"] == namespace]

    def volumes(self, labels: str) -> list[Object]:
        return self.volumes_there

    def lay(self, resource: Any, obj: Object) -> None:
        self.laid.append(obj)

    def remove(self, resource: Any, name: str) -> None:
        self.removed.append(name)


def pod(**spec: Any) -> Object:
    """Return a control plane's pod; ``spec`` replaces parts of its spec."""
    token = {"path": "token", "expirationSeconds": 3607}
    access = {
        "sources": [
            {"serviceAccountToken": token},
            {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
            {"downwardAPI": {"items": [{"path": "namespace", "fieldRef": {"fieldPath": "metadata.namespace"}}]}},
        ]
    }
    return {
        "metadata": {"name": "team-dev-0", "namespace": "team-dev", "uid": UID},
        "spec": {
            "serviceAccountName": "vc-team-dev",
            "nodeName": "local-0",
            "securityContext": {"runAsUser": 12345},
            "volumes": [
                {"name": "tmp", "emptyDir": {}},
                {"name": "binaries", "emptyDir": {}},
                {"name": "config", "secret": {"secretName": "vc-config-team-dev"}},
                {"name": "data", "persistentVolumeClaim": {"claimName": "data-team-dev-0"}},
                {"name": "access", "projected": access},
            ],
            "initContainers": [{"name": "kubernetes", "image": "kubernetes"}],
            "containers": [
                {
                    "name": "syncer",
                    "image": "vcluster",
                    "env": [
                        {"name": "VCLUSTER_NAME", "value": "team-dev"},
                        {"name": "POD_NAME", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
                        {"name": "KEY", "valueFrom": {"secretKeyRef": {"name": "keys", "key": "config.yaml"}}},
                    ],
                    "volumeMounts": [
                        {"name": "tmp", "mountPath": "/scratch"},
                        {"name": "binaries", "mountPath": "/binaries"},
                        {"name": "config", "mountPath": "/var/lib/vcluster"},
                        {"name": "data", "mountPath": "/data"},
                        {
                            "name": "access",
                            "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount",
                            "readOnly": True,
                        },
                    ],
                }
            ],
            **spec,
        },
    }


def claim(phase: str = "Pending", **spec: Any) -> Object:
    """Return a claim to storage."""
    return {
        "metadata": {"name": "data-team-dev-0", "namespace": "team-dev", "uid": UID},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "5Gi"}}, **spec},
        "status": {"phase": phase},
    }
