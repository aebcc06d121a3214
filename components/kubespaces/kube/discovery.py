"""Which kinds an API server serves, asked with as few requests as the server allows."""

from collections.abc import Generator, Mapping
from typing import Any

from kubespaces.kube.calls import Call
from kubespaces.kube.errors import ApiError, UnknownKind
from kubespaces.kube.resource import Resource, split_api_version

_AGGREGATED = (
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
    "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json"
)
"""Two requests for everything since Kubernetes 1.26; older servers answer with plain lists of groups."""

Answer = Mapping[str, Any]
Questions = Generator[Call, Answer | ApiError, "Catalog"]


class Catalog:
    """The kinds of one API server at one moment."""

    def __init__(self, resources: list[Resource]) -> None:
        self._kinds = {(resource.api_version, resource.kind): resource for resource in resources}
        self._groups = {resource.group for resource in resources}

    def find(self, api_version: str, kind: str) -> Resource | None:
        """Return the resource type of a kind, or ``None``."""
        return self._kinds.get((api_version, kind))

    def require(self, api_version: str, kind: str) -> Resource:
        """Return the resource type of a kind; raises :class:`UnknownKind`."""
        found = self.find(api_version, kind)
        if found is None:
            raise UnknownKind(api_version, kind)
        return found

    def serves_group(self, group: str) -> bool:
        """Return whether any kind of an API group is served."""
        return group in self._groups

    def __iter__(self) -> Generator[Resource, None, None]:
        yield from self._kinds.values()


def questions() -> Questions:
    """Ask for the catalogue: yields requests, is sent the answers, returns the :class:`Catalog`.

    Written this way, the asynchronous and the synchronous client share it.
    """
    resources: list[Resource] = []
    for root in ("/api", "/apis"):
        answer = yield Call("GET", root, accept=_AGGREGATED)
        if isinstance(answer, ApiError):
            raise answer
        if answer.get("kind") == "APIGroupDiscoveryList":
            resources += _aggregated(answer)
            continue
        for api_version in _versions(answer):
            path = f"/apis/{api_version}" if "/" in api_version else f"/api/{api_version}"
            listed = yield Call("GET", path)
            # An aggregated API whose server is down must not hide all others.
            if not isinstance(listed, ApiError):
                resources += _plain(api_version, listed)
    return Catalog(resources)


def _versions(answer: Answer) -> list[str]:
    if answer.get("kind") == "APIVersions":
        return [str(version) for version in answer.get("versions") or ()]
    return [
        str(version["groupVersion"]) for group in answer.get("groups") or () for version in group.get("versions") or ()
    ]


def _aggregated(answer: Answer) -> list[Resource]:
    found = []
    for group in answer.get("items") or ():
        name = group.get("metadata", {}).get("name") or ""
        for version in group.get("versions") or ():
            for entry in version.get("resources") or ():
                kind = (entry.get("responseKind") or {}).get("kind")
                if kind:
                    found.append(
                        Resource(
                            group=name,
                            version=version["version"],
                            kind=kind,
                            plural=entry["resource"],
                            namespaced=entry.get("scope") == "Namespaced",
                            verbs=frozenset(entry.get("verbs") or ()),
                        )
                    )
    return found


def _plain(api_version: str, answer: Answer) -> list[Resource]:
    group, version = split_api_version(api_version)
    return [
        Resource(
            group=group,
            version=version,
            kind=entry["kind"],
            plural=entry["name"],
            namespaced=bool(entry.get("namespaced")),
            verbs=frozenset(entry.get("verbs") or ()),
        )
        for entry in answer.get("resources") or ()
        if "/" not in entry["name"]  # subresources
    ]
