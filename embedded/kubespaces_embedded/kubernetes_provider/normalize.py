"""Brings inputs into the form that the API server gives them, so that spelling is never a difference.

The official plugin converts objects of built-in groups into Go's types and back. Without those types we apply the
same rules by field: what the API server's encoding drops, and how it writes quantities.
"""

import base64
import binascii
from typing import Any

from kubespaces_embedded.kubernetes_provider.properties import has_unknown
from kubespaces_embedded.kubernetes_provider.quantity import canonical
from kubespaces_embedded.kubernetes_provider.tokens import BUILT_IN_GROUPS

Object = dict[str, Any]

_READ_ONLY = (
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "generation",
    "managedFields",
    "resourceVersion",
    "uid",
)
"""Metadata that only the API server sets (API reference, ObjectMeta)."""

_QUANTITY_MAPS = frozenset(
    [
        "hard",
        "limits",
        "requests",
        "max",
        "min",
        "default",
        "defaultRequest",
        "maxLimitRequestRatio",
        "capacity",
        "podFixed",
    ]
)
"""Fields of the API whose values are maps of quantities."""

_QUANTITIES = frozenset(("sizeLimit", "divisor", "averageValue"))
"""Fields of the API that are one quantity."""

_TRUE_ONLY = frozenset(
    ["hostNetwork", "hostPID", "hostIPC", "stdin", "stdinOnce", "tty", "readOnly", "paused", "publishNotReadyAddresses"]
)
"""Fields of the API that are plain booleans in Go: ``false`` is the same as absent and is not kept. Others, such as
``automountServiceAccountToken``, are pointers: there ``false`` is a value of its own."""

_OPAQUE = frozenset(
    ("labels", "annotations", "matchLabels", "nodeSelector", "data", "binaryData", "stringData", "parameters")
)
"""Fields of the API that are maps of text: their keys are the user's own and mean nothing to us. An empty map is the
same as none; an empty struct, such as ``podSelector: {}``, is a value of its own."""


def group_of(obj: Object) -> str:
    """Return the API group of an object; ``core`` is spelled as empty."""
    group = str(obj.get("apiVersion") or "").rpartition("/")[0]
    return "" if group == "core" else group


def is_secret(obj: Object) -> bool:
    """Return whether the object is a Secret of the core API."""
    return obj.get("kind") == "Secret" and group_of(obj) == ""


def is_config_map(obj: Object) -> bool:
    """Return whether the object is a ConfigMap of the core API."""
    return obj.get("kind") == "ConfigMap" and group_of(obj) == ""


def is_crd(obj: Object) -> bool:
    """Return whether the object is a CustomResourceDefinition."""
    return obj.get("kind") == "CustomResourceDefinition" and group_of(obj) == "apiextensions.k8s.io"


def normalize(obj: Object) -> Object:
    """Return the normal form of an object; the argument stays as it is."""
    result = dict(obj)
    if is_crd(result):
        _normalize_crd(result)
    elif group_of(result) in BUILT_IN_GROUPS:
        if is_secret(result):
            _normalize_secret(result)
        result = _clean(result)
    if isinstance(result.get("metadata"), dict):
        result["metadata"] = {key: value for key, value in result["metadata"].items() if key not in _READ_ONLY}
    return result


def _normalize_crd(obj: Object) -> None:
    spec = obj.get("spec")
    # The API server removes the deprecated field when it is false (CRD documentation, "Field pruning").
    if isinstance(spec, dict) and spec.get("preserveUnknownFields") is False:
        obj["spec"] = {key: value for key, value in spec.items() if key != "preserveUnknownFields"}
    obj.pop("status", None)


def _normalize_secret(obj: Object) -> None:
    """Move ``stringData`` into ``data``, as the API server does on writing; ``stringData`` wins."""
    text = obj.get("stringData")
    data = obj.get("data")
    if has_unknown(text) or has_unknown(data) or not all(isinstance(part, dict | None) for part in (text, data)):
        return  # what is no map the API server refuses; of a sealed state it cannot be seen
    merged = {key: _base64_again(value) for key, value in (data or {}).items()}
    merged |= {key: base64.b64encode(str(value).encode()).decode() for key, value in (text or {}).items()}
    obj.pop("stringData", None)
    if merged:
        obj["data"] = merged


def _base64_again(value: Any) -> Any:
    """Return base64 as the API server writes it, without line breaks; what is not base64 it will refuse itself."""
    try:
        return base64.b64encode(base64.b64decode("".join(value.split()), validate=True)).decode()
    except (binascii.Error, ValueError, TypeError, AttributeError):
        return value


def _clean(value: Any) -> Any:
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if not isinstance(value, dict):
        return value
    result = {}
    for key, item in value.items():
        if item is None or item == [] or (item is False and key in _TRUE_ONLY):
            continue
        if key in _OPAQUE or key in _QUANTITY_MAPS:
            if item == {}:
                continue
            result[key] = _clean_map(item, quantities=key in _QUANTITY_MAPS) if isinstance(item, dict) else _clean(item)
        else:
            result[key] = _quantity(item) if key in _QUANTITIES else _clean(item)
    return result


def _clean_map(values: Object, *, quantities: bool) -> Object:
    kept = {key: value for key, value in values.items() if value is not None}
    return {key: _quantity(value) for key, value in kept.items()} if quantities else kept


def _quantity(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return value
    spelled = canonical(value)
    return value if spelled is None else spelled
