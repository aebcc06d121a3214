"""Which fields of an object cannot change, so that a change means a new object.

The table holds the facts of the official plugin (pulumi-kubernetes, provider/pkg/provider/diff.go), so that both
replace the same. What it does not know, the API server is asked: see :mod:`diff`.
"""

from typing import Any

from kubespaces_embedded.kubernetes_provider.normalize import group_of, is_config_map, is_secret

Object = dict[str, Any]
Path = tuple[str, ...]

EACH = "*"
"""Stands for every index of a list in a :data:`Path`."""


def _under(prefix: str, *fields: str) -> list[Path]:
    return [(*prefix.split("."), *field.split(".")) for field in fields]


_IDENTITY: list[Path] = [("metadata", "name"), ("metadata", "namespace")]

# Lists of words are written as text here because one word a line would fill pages.
_CONTAINER = (  # noqa: SIM905
    "args command env image imagePullPolicy lifecycle livenessProbe ports readinessProbe resources securityContext"
    " stdin stdinOnce terminationMessagePath terminationMessagePolicy tty volumeDevices volumeMounts workingDir"
).split()

_POD = (  # noqa: SIM905
    "affinity automountServiceAccountToken dnsConfig dnsPolicy enableServiceLinks hostAliases hostIPC hostNetwork"
    " hostPID hostname imagePullSecrets nodeName nodeSelector overhead preemptionPolicy priority priorityClassName"
    " readinessGates restartPolicy runtimeClassName schedulerName securityContext serviceAccount serviceAccountName"
    " shareProcessNamespace subdomain terminationGracePeriodSeconds volumes"
).split()

_VOLUME_SOURCES = (  # noqa: SIM905
    "awsElasticBlockStore azureDisk azureFile cephfs cinder csi fc flexVolume flocker gcePersistentDisk glusterfs"
    " hostPath iscsi local nfs photonPersistentDisk portworxVolume quobyte rbd scaleIO storageos vsphereVolume"
).split()

_SELECTOR = _under("spec", "selector")
_STATEFUL_SET = _under(
    "spec", "podManagementPolicy", "revisionHistoryLimit", "selector", "serviceName", "volumeClaimTemplates"
)
_JOB = _under("spec", "completions", "parallelism", "selector", "template")
_BINDING: list[Path] = [("roleRef",)]

_TABLE: dict[tuple[str, str], list[Path]] = {
    ("apps", "DaemonSet"): _SELECTOR,
    ("apps", "Deployment"): _SELECTOR,
    ("apps", "StatefulSet"): _STATEFUL_SET,
    ("batch", "Job"): _JOB,
    ("rbac.authorization.k8s.io", "ClusterRoleBinding"): _BINDING,
    ("rbac.authorization.k8s.io", "RoleBinding"): _BINDING,
    ("storage.k8s.io", "StorageClass"): [("parameters",), ("provisioner",)],
    ("", "PersistentVolume"): _under("spec", *_VOLUME_SOURCES),
    ("", "PersistentVolumeClaim"): _under("spec", "accessModes", "selector", "storageClassName", "volumeName"),
    ("", "Pod"): [
        *_under("spec", *_POD),
        *_under(f"spec.containers.{EACH}", *_CONTAINER),
        *_under(f"spec.initContainers.{EACH}", *_CONTAINER),
    ],
    ("", "ResourceQuota"): _under("spec", "scopes"),
    ("", "Service"): _under("spec", "clusterIP"),
}


def force_new(
    obj: Object, *, patch: bool, mutable_config_maps: bool = False, mutable_secrets: bool = False
) -> list[Path]:
    """Return the paths of an object's fields that only a new object can change.

    Changed data of a ConfigMap or Secret means a new object, unless the provider says otherwise
    (``enableConfigMapMutable``, ``enableSecretMutable``) and the object is not ``immutable``.
    A patch resource (``patch``) can change everything but the object that it patches.
    """
    if patch:
        return _IDENTITY
    immutable = obj.get("immutable") is True
    if is_secret(obj):
        fixed: list[Path] = [("type",)]
        if immutable or not mutable_secrets:
            fixed += [("data",), ("stringData",)]
        return _IDENTITY + fixed
    if is_config_map(obj):
        return _IDENTITY + ([("data",), ("binaryData",)] if immutable or not mutable_config_maps else [])
    return _IDENTITY + _TABLE.get((group_of(obj), str(obj.get("kind"))), [])


def replaces(path: tuple[str | int, ...], value: Any, fixed: list[Path]) -> bool:
    """Return whether a change at ``path``, whose new value is ``value``, touches a fixed field.

    It does if the path leads to or through a fixed field, or if the value holds one.
    """
    return any(_touches(path, value, field) for field in fixed)


def _touches(path: tuple[str | int, ...], value: Any, field: Path) -> bool:
    for step, wanted in zip(path, field, strict=False):
        if wanted == EACH:
            if not isinstance(step, int):
                return False
        elif step != wanted:
            return False
    return len(path) >= len(field) or _holds(value, field[len(path) :])


def _holds(value: Any, rest: Path) -> bool:
    if not rest:
        return True
    if rest[0] == EACH:
        return isinstance(value, list) and any(_holds(item, rest[1:]) for item in value)
    return isinstance(value, dict) and rest[0] in value and _holds(value[rest[0]], rest[1:])
