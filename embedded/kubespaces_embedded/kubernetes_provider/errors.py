"""What is reported to the engine."""

from collections.abc import Mapping
from typing import Any

from kubespaces.kube import ApiError, KubeError


class Refused(Exception):  # noqa: N818 - reads as what it says
    """The request cannot be fulfilled, and nothing was changed; the message is one sentence for the user."""


def sentence(doing: str, kind: str, obj: Mapping[str, Any], error: KubeError) -> str:
    """Return an error in one sentence that names the object: ``creating Namespace shop-dev: ...``."""
    return f"{doing} {kind} {label(obj)}: {error}{_advice(error)}"


def label(obj: Mapping[str, Any]) -> str:
    """Return ``namespace/name`` or ``name``, however little of the object is known."""
    metadata = obj.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    parts = [metadata.get("namespace"), metadata.get("name")]
    return "/".join(part for part in parts if isinstance(part, str) and part) or "(unnamed)"


def _advice(error: KubeError) -> str:
    if not isinstance(error, ApiError):
        return ""
    if error.already_exists:
        return (
            "; it is not in this stack's state. Import it with the resource option `import_`, give the new object "
            "another name, use a Patch resource to own single fields, or set upsertExistingObjects on the provider"
        )
    if error.conflict:
        return (
            "; other field managers own these fields. Remove them from the program, or take them over with the "
            'annotation pulumi.com/patchForce: "true"'
        )
    return ""
