"""The cluster behind one provider resource: its client, its kinds, and whether it can be reached."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from kubespaces import kube
from kubespaces.kube import ApiError, Call, KubeconfigError, KubeError, Resource, UnknownKind
from kubespaces.kube.connection import Settings as ConnectionSettings
from kubespaces_embedded.kubernetes_provider.config import Settings
from kubespaces_embedded.kubernetes_provider.errors import Refused
from kubespaces_embedded.kubernetes_provider.host import Host
from kubespaces_embedded.kubernetes_provider.normalize import is_crd

_USER_AGENT = "pulumi-resource-kubernetes-stand-in"

_DEPRECATION = "is deprecated in v"
"""What the API server's deprecation warnings say (k8s.io/apiserver, pkg/endpoints/deprecation)."""


class Cluster:
    """One configured provider. A cluster that cannot be reached is no error before something needs it."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.settings = Settings()
        self.default_namespace = ""
        self.unreachable = ""
        """Why the cluster cannot be used; empty if it can."""
        self.cancelled = asyncio.Event()
        self._client: kube.AsyncClient | None = None
        self._planned: dict[tuple[str, str], Resource] = {}

    async def configure(self, settings: Settings) -> None:
        """Connect. What goes wrong is kept in :attr:`unreachable`, as previews must work all the same."""
        self.settings = settings
        self.default_namespace = settings.namespace
        try:
            access = kube.load(settings.kubeconfig or None, settings.context or None, settings.cluster or None)
            self._client = kube.AsyncClient(
                ConnectionSettings(access, timeout=settings.timeout, user_agent=_USER_AGENT)
            )
            self.default_namespace = settings.namespace or access.namespace
            await self._client.catalog()
        except KubeconfigError as error:
            self.unreachable = f"failed to use the kubeconfig: {error}"
        except KubeError as error:
            self.unreachable = str(error)

    @property
    def client(self) -> kube.AsyncClient:
        """The client of a reachable cluster."""
        if self._client is None:
            raise Refused("the provider is not configured")
        return self._client

    def require_reachable(self) -> None:
        """Raise :class:`Refused` if the cluster cannot be used."""
        if self.unreachable:
            raise Refused(f"configured Kubernetes cluster is unreachable: {self.unreachable}")

    async def send(self, call: Call, urn: str) -> Any:
        """Send a request; the API server's warnings are shown beside the resource."""
        return await self.client.send(call, on_warning=self._on_warning(urn))

    async def resource(self, api_version: str, kind: str) -> Resource:
        """Return the resource type of a kind; raises :class:`~kubespaces.kube.UnknownKind`.

        That of a CRD in this program is known before the API server lists it, which takes it a second or two.
        """
        api_version = _spelled(api_version)
        planned = self._planned.get((api_version, kind))
        if planned is not None:
            return (await self.client.catalog()).find(api_version, kind) or planned
        return await self.client.resource(api_version, kind)

    async def served(self, api_version: str, kind: str) -> Resource | None:
        """Return the resource type of a kind, or ``None`` while the API server does not know it.

        A kind whose CRD is only planned is not asked for again and again.
        """
        if self.unreachable:
            return None
        api_version = _spelled(api_version)
        if (api_version, kind) in self._planned:
            return (await self.client.catalog()).find(api_version, kind)
        try:
            return await self.client.resource(api_version, kind)
        except UnknownKind:
            return None

    async def is_namespaced(self, api_version: str, kind: str) -> bool | None:
        """Return whether objects of a kind live in namespaces, or ``None`` if nobody knows yet."""
        planned = self._planned.get((_spelled(api_version), kind))
        if planned is not None:
            return planned.namespaced
        resource = await self.served(api_version, kind)
        return resource.namespaced if resource else None

    def plan_crd(self, crd: Mapping[str, Any]) -> None:
        """Remember the kind of a CRD that this program creates, for custom resources in the same run."""
        spec = crd.get("spec")
        names = spec.get("names") if isinstance(spec, dict) else None
        if not isinstance(spec, dict) or not isinstance(names, dict):
            return
        group, kind, plural = (str(value) for value in (spec.get("group"), names.get("kind"), names.get("plural")))
        for entry in spec.get("versions") or ():
            if isinstance(entry, dict) and isinstance(entry.get("name"), str):
                resource = Resource(group, entry["name"], kind, plural, spec.get("scope") == "Namespaced")
                self._planned[resource.api_version, kind] = resource

    def written(self, obj: dict[str, Any]) -> None:
        """Take note of an object that was created, changed or deleted."""
        if is_crd(obj):
            self.client.forget_catalog()

    async def pause(self, seconds: float) -> None:
        """Wait; raises :class:`Refused` as soon as the user interrupts."""
        try:
            await asyncio.wait_for(self.cancelled.wait(), seconds)
        except TimeoutError:
            return
        raise Refused("cancelled")

    def _on_warning(self, urn: str) -> Callable[[str], None]:
        def show(text: str) -> None:
            if not (self.settings.suppress_deprecations and _DEPRECATION in text):
                self.host.warn_once(text, urn)

        return show


def dry_run_impossible(error: KubeError) -> bool:
    """Return whether the API server cannot preview: the permission, or a webhook's support, is missing."""
    if not isinstance(error, ApiError):
        return False
    return error.by_authorization or (error.status == 400 and "dry run" in error.message.lower())


def _spelled(api_version: str) -> str:
    """Return an ``apiVersion`` as the API server spells it: the core group has no name there."""
    return api_version.removeprefix("core/")
