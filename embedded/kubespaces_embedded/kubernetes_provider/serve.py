"""Runs the plugin's server until the engine is done with it."""

import asyncio
import os
import signal
from collections.abc import Sequence

import grpc.aio  # type: ignore[import-untyped] # grpcio ships no types
from pulumi.runtime.proto.provider_pb2_grpc import add_ResourceProviderServicer_to_server

from kubespaces_embedded.kubernetes_provider.server import Provider

_LOOK_AFTER_PARENT_SECONDS = 2.0

_OPTIONS = (("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1))
"""The state of a large CRD exceeds gRPC's default of 4 MiB."""


def main(arguments: Sequence[str]) -> None:
    """Serve; the engine's address is the last argument, and our port is the first line we print."""
    engine = arguments[-1] if arguments and not arguments[-1].startswith("-") else ""
    asyncio.run(_serve(engine))


async def _serve(engine: str) -> None:
    server = grpc.aio.server(options=_OPTIONS)
    add_ResourceProviderServicer_to_server(Provider(engine), server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, _end)
    print(port, flush=True)  # noqa: T201 - the protocol
    await _orphaned()
    _end()


def _end() -> None:
    """End at once: the engine has all answers it waits for, and an orderly end of gRPC takes longer than it gives."""
    os._exit(0)


async def _orphaned() -> None:
    """Return when the engine has died without a word."""
    parent = os.getppid()
    while os.getppid() == parent:  # noqa: ASYNC110 - the system has no event for this
        await asyncio.sleep(_LOOK_AFTER_PARENT_SECONDS)
