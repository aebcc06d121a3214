"""Messages to the user, by way of the engine."""

import asyncio
from typing import TYPE_CHECKING

import grpc.aio  # type: ignore[import-untyped] # grpcio ships no types

if TYPE_CHECKING:
    from pulumi.runtime.proto import engine_pb2_grpc


class Host:
    """The engine that started this plugin. Without an address, as in tests, messages are dropped."""

    def __init__(self, address: str = "") -> None:
        self._address = address
        self._stub: engine_pb2_grpc.EngineAsyncStub | None = None
        self._sending: set[asyncio.Task[None]] = set()
        self._said: set[str] = set()

    def attach(self, address: str) -> None:
        """Send to another engine from now on."""
        self._address, self._stub = address, None

    def warn(self, message: str, urn: str = "") -> None:
        """Show a warning."""
        self._log(2, message, urn)

    def warn_once(self, message: str, urn: str = "") -> None:
        """Show a warning, the first time only, however many resources it is about."""
        if message not in self._said:
            self._said.add(message)
            self.warn(message, urn)

    def info(self, message: str, urn: str = "") -> None:
        """Show a message."""
        self._log(1, message, urn)

    def status(self, message: str, urn: str) -> None:
        """Show what is going on beside the resource, until the next message."""
        self._log(1, message, urn, ephemeral=True)

    async def flush(self) -> None:
        """Wait until everything that was said has arrived."""
        if self._sending:
            await asyncio.wait(self._sending)

    def _log(self, severity: int, message: str, urn: str, *, ephemeral: bool = False) -> None:
        if not self._address:
            return
        task = asyncio.ensure_future(self._send(severity, message, urn, ephemeral=ephemeral))
        self._sending.add(task)  # the event loop itself keeps tasks by weak reference only
        task.add_done_callback(self._sending.discard)

    async def _send(self, severity: int, message: str, urn: str, *, ephemeral: bool) -> None:
        # Imported here because most runs have nothing to say.
        from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc  # noqa: PLC0415

        if self._stub is None:
            channel = grpc.aio.insecure_channel(self._address)
            self._stub = engine_pb2_grpc.EngineStub(channel)  # type: ignore[assignment] # one class serves both
        request = engine_pb2.LogRequest(
            severity=severity,  # type: ignore[arg-type] # an enum on the wire, a number in Python
            message=message,
            urn=urn,
            ephemeral=ephemeral,
        )
        try:
            await self._stub.Log(request)  # type: ignore[union-attr] # set above
        except grpc.aio.AioRpcError:
            return  # the engine is gone; there is nobody to tell
