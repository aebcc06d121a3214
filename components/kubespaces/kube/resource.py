"""The API server's resource types and where their objects live."""

from dataclasses import dataclass, field
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Resource:
    """A kind as the API server serves it: ``plural`` and ``namespaced`` are its word, not ours."""

    group: str
    version: str
    kind: str
    plural: str
    namespaced: bool
    verbs: frozenset[str] = field(default=frozenset(), compare=False)

    @property
    def api_version(self) -> str:
        """The ``apiVersion`` of its objects: ``v1``, ``apps/v1``."""
        return f"{self.group}/{self.version}" if self.group else self.version

    def path(self, namespace: str = "", name: str = "", subresource: str = "") -> str:
        """Return the URL path of one object, or without ``name`` of the collection.

        ``namespace`` is ignored for cluster-scoped kinds; for namespaced ones, empty means all namespaces.
        """
        root = f"/apis/{self.group}/{self.version}" if self.group else f"/api/{self.version}"
        inside = f"/namespaces/{quote(namespace, safe='')}" if self.namespaced and namespace else ""
        # Names of RBAC objects may hold characters such as ":" and "%".
        rest = f"/{quote(name, safe='')}" if name else ""
        return f"{root}{inside}/{self.plural}{rest}" + (f"/{subresource}" if subresource else "")


def split_api_version(api_version: str) -> tuple[str, str]:
    """Return group and version of an ``apiVersion``: ``("apps", "v1")``, ``("", "v1")``."""
    group, _, version = api_version.rpartition("/")
    return group, version
