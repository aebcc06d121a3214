"""Names, annotations and labels that mean something to the plugin.

The annotations are those of the official plugin (its documentation, "Annotations").
"""

import hashlib
import os
import secrets
from typing import Any, Literal

from kubespaces_embedded.kubernetes_provider.errors import Refused
from kubespaces_embedded.kubernetes_provider.properties import UNKNOWN

AUTONAMED = "pulumi.com/autonamed"
SKIP_AWAIT = "pulumi.com/skipAwait"
WAIT_FOR = "pulumi.com/waitFor"
REPLACE_UNREADY = "pulumi.com/replaceUnready"
TIMEOUT_SECONDS = "pulumi.com/timeoutSeconds"
PATCH_FORCE = "pulumi.com/patchForce"
PATCH_FIELD_MANAGER = "pulumi.com/patchFieldManager"
DELETION_PROPAGATION = "pulumi.com/deletionPropagationPolicy"

_MANAGED_BY = "app.kubernetes.io/managed-by"
_DEFAULT_TIMEOUT = 600.0  # the official plugin's, for creation, update and deletion

_WITHOUT_DEPENDENTS = frozenset(
    [
        "ConfigMap",
        "Secret",
        "ServiceAccount",
        "LimitRange",
        "ResourceQuota",
        "NetworkPolicy",
        "PodDisruptionBudget",
        "Role",
        "RoleBinding",
        "ClusterRole",
        "ClusterRoleBinding",
        "PriorityClass",
        "RuntimeClass",
        "StorageClass",
        "IngressClass",
        "Namespace",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
    ]
)
"""Kinds of Kubernetes itself that no controller makes dependent objects for."""

Object = dict[str, Any]
Autonaming = Literal["propose", "enforce", "disable", ""]


def metadata_of(obj: Object) -> Object:
    """Return ``metadata``, or an empty dictionary while it is missing or unknown."""
    found = obj.get("metadata")
    return found if isinstance(found, dict) else {}


def name(obj: Object) -> str:
    """Return ``metadata.name``, or an empty string while it is missing or unknown."""
    found = metadata_of(obj).get("name")
    return found if isinstance(found, str) else ""


def namespace(obj: Object) -> str:
    """Return ``metadata.namespace``, or an empty string while it is missing or unknown."""
    found = metadata_of(obj).get("namespace")
    return found if isinstance(found, str) else ""


def annotation(obj: Object, key: str) -> str:
    """Return an annotation, or an empty string while it is missing or unknown."""
    annotations = metadata_of(obj).get("annotations")
    found = annotations.get(key) if isinstance(annotations, dict) else None
    return found if isinstance(found, str) else ""


def is_true(obj: Object, key: str) -> bool:
    """Return whether an annotation says ``true``."""
    return annotation(obj, key) == "true"


def is_named(obj: Object) -> bool:
    """Return whether the object has a name, known or not yet known."""
    return obj.get("metadata") is UNKNOWN or metadata_of(obj).get("name") is UNKNOWN or bool(name(obj))


def assign_name(obj: Object, prefix: str, seed: bytes, mode: Autonaming, proposed: str) -> None:
    """Give an unnamed object a name of its resource's name and eight characters, as all Pulumi providers do.

    The same ``seed`` gives the same name, so that a plan and its execution agree.
    """
    if mode == "disable":
        raise Refused(f"{prefix}: autonaming is disabled, so metadata.name must be set")
    digits = hashlib.sha256(seed + prefix.encode()).hexdigest()[:8] if seed else secrets.token_hex(4)
    metadata = obj.setdefault("metadata", {})
    metadata["name"] = proposed if mode in ("propose", "enforce") else f"{prefix}-{digits}"
    _mark_autonamed(metadata)


def adopt_name(new: Object, old: Object) -> None:
    """Keep a name that was made up earlier."""
    if is_true(old, AUTONAMED) and name(old) and isinstance(new.setdefault("metadata", {}), dict):
        new["metadata"]["name"] = name(old)
        _mark_autonamed(new["metadata"])


def keep_managed_by(new: Object, old: Object) -> None:
    """Keep the label that client-side apply used to set, so that old state shows no difference."""
    value = os.environ.get("PULUMI_KUBERNETES_MANAGED_BY_LABEL", "pulumi")
    labels = metadata_of(old).get("labels")
    if isinstance(labels, dict) and labels.get(_MANAGED_BY) == value:
        mine = metadata_of(new).setdefault("labels", {})
        if isinstance(mine, dict):
            mine[_MANAGED_BY] = value


def timeout(inputs: Object, custom: float) -> float:
    """Return the seconds that an operation may take: ``customTimeouts``, the annotation, or 10 minutes."""
    if custom:
        return custom
    try:
        return float(annotation(inputs, TIMEOUT_SECONDS)) or _DEFAULT_TIMEOUT
    except ValueError:
        return _DEFAULT_TIMEOUT


def propagation(inputs: Object, kind: str) -> Literal["Foreground", "Background", "Orphan"]:
    """Return what happens to an object's dependents when it is deleted: by default they go first.

    That takes the garbage collector two requests for each object, and it sends 20 in a second by default
    (kube-controller-manager, ``--kube-api-qps``). Kinds that no controller makes dependents for do without.
    """
    asked = annotation(inputs, DELETION_PROPAGATION).lower()
    if asked == "orphan":
        return "Orphan"
    leaf = not asked and kind in _WITHOUT_DEPENDENTS
    return "Background" if asked == "background" or leaf else "Foreground"


def _mark_autonamed(metadata: Object) -> None:
    annotations = metadata.setdefault("annotations", {})
    if isinstance(annotations, dict):
        annotations[AUTONAMED] = "true"
