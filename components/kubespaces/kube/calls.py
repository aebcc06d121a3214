"""The requests we send, as plain values: one layer for the asynchronous and the synchronous client."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from kubespaces.kube.resource import Resource

JSON = "application/json"
APPLY = "application/apply-patch+yaml"  # JSON is YAML, so JSON bodies are fine
JSON_PATCH = "application/json-patch+json"
MERGE_PATCH = "application/merge-patch+json"

Object = dict[str, Any]
Propagation = Literal["Foreground", "Background", "Orphan"]


@dataclass(frozen=True, slots=True)
class Call:
    """One request. ``repeatable`` says that sending it twice does no more than sending it once."""

    method: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    content_type: str = JSON
    accept: str = JSON
    repeatable: bool = True


@dataclass(frozen=True, slots=True)
class Impersonation:
    """Act as somebody else; needs the ``impersonate`` permission.

    Kubernetes documentation, "Authenticating", "User impersonation".
    """

    user: str
    groups: Sequence[str] = ()
    uid: str = ""
    extra: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def headers(self) -> list[tuple[str, str]]:
        """Return the request headers."""
        found = [("Impersonate-User", self.user)]
        found += [("Impersonate-Group", group) for group in self.groups]
        if self.uid:
            found.append(("Impersonate-Uid", self.uid))
        found += [(f"Impersonate-Extra-{key}", value) for key, values in self.extra.items() for value in values]
        return found


def get(resource: Resource, name: str, namespace: str = "") -> Call:
    """Read one object."""
    return Call("GET", resource.path(namespace, name))


def list_(resource: Resource, namespace: str = "", *, labels: str = "", fields: str = "", after: str = "") -> Call:
    """Read a collection in pages of 500; ``after`` is the ``metadata.continue`` of the page before."""
    params = {"limit": "500", "labelSelector": labels, "fieldSelector": fields, "continue": after}
    return Call("GET", resource.path(namespace), {key: value for key, value in params.items() if value})


def create(resource: Resource, obj: Object, *, manager: str = "", dry_run: bool = False, namespace: str = "") -> Call:
    """Create an object; refused if one of that name exists. Not repeatable, unless as a dry run."""
    where = namespace or obj.get("metadata", {}).get("namespace") or ""
    return Call("POST", resource.path(where), _options(manager, dry_run=dry_run), obj, repeatable=dry_run)


def apply(
    resource: Resource,
    obj: Object,
    *,
    manager: str,
    force: bool = False,
    dry_run: bool = False,
    namespace: str = "",
    validation: str = "",
) -> Call:
    """Server-side apply; ``force`` takes fields over from other managers."""
    metadata = obj.get("metadata", {})
    params = _options(manager, dry_run=dry_run)
    if force:
        params["force"] = "true"
    if validation:
        params["fieldValidation"] = validation
    path = resource.path(namespace or metadata.get("namespace") or "", metadata["name"])
    return Call("PATCH", path, params, obj, APPLY)


def replace(resource: Resource, obj: Object, *, manager: str = "", dry_run: bool = False) -> Call:
    """Replace an object; safe to repeat when it carries a ``resourceVersion``."""
    metadata = obj["metadata"]
    path = resource.path(metadata.get("namespace") or "", metadata["name"])
    return Call(
        "PUT",
        path,
        _options(manager, dry_run=dry_run),
        obj,
        repeatable=bool(metadata.get("resourceVersion")),
    )


def patch(
    resource: Resource,
    name: str,
    body: Any,
    *,
    namespace: str = "",
    content_type: str = MERGE_PATCH,
    manager: str = "",
) -> Call:
    """Patch an object in another way than server-side apply."""
    return Call("PATCH", resource.path(namespace, name), _options(manager), body, content_type, repeatable=False)


def delete(
    resource: Resource,
    name: str,
    namespace: str = "",
    *,
    propagation: Propagation = "Background",
    dry_run: bool = False,
) -> Call:
    """Delete an object."""
    body: Object = {"kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": propagation}
    if dry_run:
        body["dryRun"] = ["All"]  # with options in the body, the API server does not look at the query
    return Call("DELETE", resource.path(namespace, name), body=body)


def _options(manager: str, *, dry_run: bool = False) -> dict[str, str]:
    params = {"fieldManager": manager} if manager else {}
    if dry_run:
        params["dryRun"] = "All"
    return params
