"""The two clients: one for event loops, one for scripts. They differ only in how they wait."""

import asyncio
import time
from types import TracebackType
from typing import Any, Self

import httpx

from kubespaces.kube import discovery, retry
from kubespaces.kube.calls import Call, Impersonation
from kubespaces.kube.connection import OnWarning, Settings, read
from kubespaces.kube.discovery import Answer, Catalog
from kubespaces.kube.errors import ApiError
from kubespaces.kube.pool import Pool
from kubespaces.kube.resource import Resource


class AsyncClient:
    """An API server, for use in one event loop, with connections that are kept open.

    Made by :func:`kubespaces.kube.connect`. Errors: :class:`ApiError`, :class:`Unreachable`,
    :class:`KubeconfigError` (exec plugins), :class:`UnknownKind`.
    """

    def __init__(self, settings: Settings, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.access = settings.access
        self._settings = settings
        self._http = httpx.AsyncClient(
            **settings.for_client(),
            transport=transport or Pool(settings.concurrency, **settings.for_transport()),
        )
        self._catalog: Catalog | None = None
        self._discovering: asyncio.Task[Catalog] | None = None

    async def send(
        self, call: Call, *, impersonate: Impersonation | None = None, on_warning: OnWarning | None = None
    ) -> Any:
        """Send a request and return its decoded answer, again where that is safe (see :mod:`retry`).

        ``on_warning`` is given the texts of the server's ``Warning`` headers.
        """
        attempt = 1
        while True:
            try:
                response = await self._http.send(self._settings.request(self._http, call, impersonate))
            except httpx.TransportError as error:
                pause = retry.after_error(call, error, attempt)
                if pause is None:
                    raise self._settings.unreachable(error) from error
            else:
                pause = retry.after_response(call, response.status_code, response.headers, attempt)
                if pause is None:
                    return read(response, on_warning)
            await asyncio.sleep(pause)
            attempt += 1

    async def catalog(self, *, newer_than: Catalog | None = None) -> Catalog:
        """Return the kinds that the server serves; from memory, unless what is there is ``newer_than``.

        However many ask at once, the server is asked once.
        """
        if self._catalog is not None and self._catalog is not newer_than:
            return self._catalog
        if self._discovering is None:
            self._discovering = asyncio.ensure_future(self._discover())
            self._discovering.add_done_callback(self._discovered)
        return await asyncio.shield(self._discovering)

    async def resource(self, api_version: str, kind: str) -> Resource:
        """Return the resource type of a kind, looking once more if it is new, as after creating a CRD."""
        known = await self.catalog()
        found = known.find(api_version, kind)
        return found or (await self.catalog(newer_than=known)).require(api_version, kind)

    def forget_catalog(self) -> None:
        """Ask the server again next time, as after creating or deleting a CRD."""
        self._catalog = None

    async def aclose(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def _discovered(self, task: "asyncio.Task[Catalog]") -> None:
        self._discovering = None
        if not task.cancelled() and task.exception() is None:
            self._catalog = task.result()

    async def _discover(self) -> Catalog:
        questions = discovery.questions()
        answer: Answer | ApiError | None = None
        while True:
            try:
                call = questions.send(answer)  # type: ignore[arg-type] # a generator is started with None
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return] # what the generator returns
            try:
                answer = await self.send(call)
            except ApiError as error:
                answer = error


class Client:
    """An API server, for scripts; see :class:`AsyncClient`. May be used by several threads."""

    def __init__(self, settings: Settings, *, transport: httpx.BaseTransport | None = None) -> None:
        self.access = settings.access
        self._settings = settings
        self._http = httpx.Client(
            **settings.for_client(), transport=transport or httpx.HTTPTransport(**settings.for_transport())
        )
        self._catalog: Catalog | None = None

    def send(self, call: Call, *, impersonate: Impersonation | None = None, on_warning: OnWarning | None = None) -> Any:
        """Send a request and return its decoded answer, again where that is safe (see :mod:`retry`)."""
        attempt = 1
        while True:
            try:
                response = self._http.send(self._settings.request(self._http, call, impersonate))
            except httpx.TransportError as error:
                pause = retry.after_error(call, error, attempt)
                if pause is None:
                    raise self._settings.unreachable(error) from error
            else:
                pause = retry.after_response(call, response.status_code, response.headers, attempt)
                if pause is None:
                    return read(response, on_warning)
            time.sleep(pause)
            attempt += 1

    def catalog(self, *, newer_than: Catalog | None = None) -> Catalog:
        """Return the kinds that the server serves; from memory, unless what is there is ``newer_than``."""
        if self._catalog is None or self._catalog is newer_than:
            self._catalog = self._discover()
        return self._catalog

    def resource(self, api_version: str, kind: str) -> Resource:
        """Return the resource type of a kind, looking once more if it is new."""
        known = self.catalog()
        found = known.find(api_version, kind)
        return found or self.catalog(newer_than=known).require(api_version, kind)

    def close(self) -> None:
        """Close all connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _discover(self) -> Catalog:
        questions = discovery.questions()
        answer: Answer | ApiError | None = None
        while True:
            try:
                call = questions.send(answer)  # type: ignore[arg-type] # a generator is started with None
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return] # what the generator returns
            try:
                answer = self.send(call)
            except ApiError as error:
                answer = error
