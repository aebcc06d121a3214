"""Runs the plugin's server until the engine is done with it."""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence

import grpc.aio  # type: ignore[import-untyped] # grpcio ships no types

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
    add_to(server, engine)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Nothing is left to be done: the engine waits for answers before it ends us. An orderly end of gRPC would
        # only make every command longer.
        loop.add_signal_handler(number, os._exit, 0)
    print(port, flush=True)  # noqa: T201 - the protocol
    await _until_orphaned()


def add_to(server: grpc.aio.Server, engine: str) -> None:
    """Add the plugin to a server."""
    from pulumi.runtime.proto.provider_pb2_grpc import add_ResourceProviderServicer_to_server  # noqa: PLC0415

    add_ResourceProviderServicer_to_server(Provider(engine), server)


async def _until_orphaned() -> None:
    """Return when the engine has died without a word."""
    parent = os.getppid()
    while os.getppid() == parent:  # noqa: ASYNC110 - the system has no event for this
        await asyncio.sleep(_LOOK_AFTER_PARENT_SECONDS)
    sys.stderr.close()
