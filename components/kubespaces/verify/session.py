"""Sends requests as the platform, as anybody it may impersonate, and as accounts with tokens of their own."""

import asyncio
import dataclasses
from collections.abc import Iterable
from contextlib import AsyncExitStack
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

from kubespaces.kube import Access, ApiError, AsyncClient, Call, Impersonation, Resource
from kubespaces.kube.connection import Settings

from .actors import Actor
from .dry import is_harmless, whoami
from .errors import CannotVerify
from .judge import Outcome
from .objects import token_request

_TOKEN_CONNECTIONS = 4
"""Connections of each account that logs in with its own token."""

_TOKEN_LOOKS, _TOKEN_PAUSE = 10, 0.5
"""How often, and how many seconds apart, a new token is tried."""

_PAGE = "500"


async def _wait_until_known(client: AsyncClient) -> None:
    """Wait until the API server takes a new token: just after an account was made, its cache may not have it yet.

    One that is still not taken then is met again, and told, at the first attempt.
    """
    for _ in range(_TOKEN_LOOKS):
        try:
            await client.send(whoami())
        except ApiError:
            await asyncio.sleep(_TOKEN_PAUSE)
        else:
            return


class Session:
    """All connections of one run."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._platform = AsyncClient(Settings(access))
        self._accounts: dict[str, AsyncClient] = {}
        self._open = AsyncExitStack()

    async def log_in(self, actors: Iterable[Actor]) -> None:
        """Get a token for each deployer account among the actors; each is good for ten minutes."""
        await asyncio.gather(*(self._log_in(actor.token_of) for actor in actors if actor.token_of))

    async def _log_in(self, namespace: str) -> None:
        # Not a dry run, which would give no token. It leaves nothing behind: tokens are signed, not stored.
        asked = token_request(namespace)
        answer = await self.as_platform(dataclasses.replace(asked, params={}, repeatable=True))
        access = dataclasses.replace(self._access, user={"token": answer["status"]["token"]}, user_name=namespace)
        client = await self._open.enter_async_context(AsyncClient(Settings(access, concurrency=_TOKEN_CONNECTIONS)))
        await _wait_until_known(client)
        self._accounts[namespace] = client

    async def as_platform(self, call: Call) -> Any:
        """Send a request as the caller; errors are raised."""
        return await self._platform.send(call)

    async def everything(self, resource: Resource) -> list[dict[str, Any]]:
        """Return all objects of a kind, in all namespaces, as the caller."""
        found: list[dict[str, Any]] = []
        following = ""
        while True:
            params = {"limit": _PAGE, **({"continue": following} if following else {})}
            page = await self.as_platform(Call("GET", resource.path(), params))
            found += page["items"]
            following = page["metadata"].get("continue", "")
            if not following:
                return found

    async def attempt(self, actor: Actor, call: Call, *, pretending: Impersonation | None = None) -> Outcome:
        """Send a request that changes nothing as somebody, and return what came of it.

        Args:
            actor: who sends it.
            call: the request.
            pretending: whom an account with a token of its own pretends to be in it.
        """
        if not is_harmless(call):
            raise AssertionError(f"{call.method} {call.path} would change the cluster")
        account = self._accounts.get(actor.token_of)
        try:
            if account is not None:
                return Outcome(body=await account.send(call, impersonate=pretending))
            return Outcome(body=await self._platform.send(call, impersonate=actor.impersonation))
        except ApiError as error:
            if error.status == HTTPStatus.UNAUTHORIZED:
                raise CannotVerify(f"logging in as {actor.name} failed: {error}") from None
            if account is None and error.by_authorization and " cannot impersonate " in error.message:
                raise CannotVerify(f"you may not act as {actor.name}: {error.message}") from None
            return Outcome(error=error)

    async def __aenter__(self) -> Self:
        await self._open.enter_async_context(self._platform)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._open.aclose()
