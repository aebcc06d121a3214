"""Requests that change nothing: reads, reviews, and everything else with ``dryRun=All``.

A dry run goes through authorization, admission and validation like any other request and is thrown away at the last
moment. Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#dry-run
"""

from collections.abc import Mapping
from typing import Any

from kubespaces.kube import Call, Resource
from kubespaces.kube.calls import APPLY, MERGE_PATCH

MANAGER = "kubespaces-verify"
"""Field manager of server-side applies."""

_REVIEWS = ("/apis/authorization.k8s.io/", "/apis/authentication.k8s.io/")
_DRY = {"dryRun": "All"}
_STRATEGIC = "application/strategic-merge-patch+json"
_METADATA = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"
_METADATA_LIST = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"

Object = dict[str, Any]


def is_harmless(call: Call) -> bool:
    """Return whether a request can change nothing; the runner sends no other."""
    if call.method == "DELETE" and call.body is not None:
        return False  # with options in the body, the API server does not look at the parameter
    return call.method == "GET" or call.params.get("dryRun") == "All" or call.path.startswith(_REVIEWS)


def read(resource: Resource, namespace: str = "", name: str = "") -> Call:
    """Read one object; without a name a first page of one. Contents, which may be secrets, are not sent along."""
    accept = _METADATA if name else _METADATA_LIST
    return Call("GET", resource.path(namespace, name), {} if name else {"limit": "1"}, accept=accept)


def create(resource: Resource, obj: Object, subresource: str = "") -> Call:
    """Create an object."""
    metadata = obj["metadata"]
    name = metadata["name"] if subresource else ""
    return Call("POST", resource.path(metadata.get("namespace", ""), name, subresource), _DRY, obj)


def replace(resource: Resource, obj: Object, subresource: str = "") -> Call:
    """Replace an object that is there."""
    metadata = obj["metadata"]
    return Call("PUT", resource.path(metadata.get("namespace", ""), metadata["name"], subresource), _DRY, obj)


def patch(resource: Resource, namespace: str, name: str, body: Mapping[str, Any]) -> Call:
    """Change some fields of an object by a merge patch."""
    return Call("PATCH", resource.path(namespace, name), _DRY, body, MERGE_PATCH)


def add(resource: Resource, namespace: str, name: str, body: Mapping[str, Any], subresource: str) -> Call:
    """Change some fields of an object; lists that Kubernetes merges by name keep what they have."""
    return Call("PATCH", resource.path(namespace, name, subresource), _DRY, body, _STRATEGIC)


def apply(resource: Resource, obj: Object) -> Call:
    """Apply on the server, taking over everybody's fields."""
    metadata = obj["metadata"]
    path = resource.path(metadata.get("namespace", ""), metadata["name"])
    return Call("PATCH", path, {**_DRY, "force": "true", "fieldManager": MANAGER}, obj, APPLY)


def delete(resource: Resource, namespace: str, name: str) -> Call:
    """Delete an object."""
    return Call("DELETE", resource.path(namespace, name), _DRY)


def delete_all(resource: Resource, namespace: str) -> Call:
    """Delete every object of a kind in a namespace."""
    return Call("DELETE", resource.path(namespace), _DRY)


def whoami() -> Call:
    """Ask as whom one is logged in."""
    api_version = "authentication.k8s.io/v1"
    return Call("POST", f"/apis/{api_version}/selfsubjectreviews",
                body={"apiVersion": api_version, "kind": "SelfSubjectReview"})  # fmt: skip
