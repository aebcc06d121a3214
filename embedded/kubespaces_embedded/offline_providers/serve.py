"""Runs a plugin's server until the engine is done with it."""

import os
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import grpc  # type: ignore[import-untyped] # grpcio ships no types

from .provider import OfflineProvider
from .sdk import SdkError, find_sdk
from .servicer import OfflineServicer
from .settings import NotAskedFor, read

_LOOK_AFTER_PARENT_SECONDS = 2.0

_OPTIONS = (
    ("grpc.max_receive_message_length", -1),
    ("grpc.max_send_message_length", -1),
    ("grpc.so_reuseport", 0),
)
"""Resources may exceed gRPC's default of 4 MiB."""

_THREADS = 8
"""Requests are pure computation, so more would not be faster."""


def main(arguments: Sequence[str]) -> int:
    """Serve the package named first; our port is the first line we print. Returns an exit code."""
    try:
        package = arguments[0] if arguments else ""
        provider = OfflineProvider(find_sdk(package), read())
    except (NotAskedFor, SdkError) as error:
        print(f"pulumi-resource-{package}: {error}", file=sys.stderr)  # noqa: T201 - there is no engine to tell
        return 1
    server = grpc.server(ThreadPoolExecutor(max_workers=_THREADS), options=_OPTIONS)
    add_to(server, provider)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)  # noqa: T201 - the protocol
    _wait_until_orphaned()
    return 0


def add_to(server: grpc.Server, provider: OfflineProvider) -> None:
    """Add a plugin to a server."""
    from pulumi.runtime.proto.provider_pb2_grpc import add_ResourceProviderServicer_to_server  # noqa: PLC0415

    add_ResourceProviderServicer_to_server(OfflineServicer(provider), server)


def _wait_until_orphaned() -> None:
    """Return when the engine has died without a word; else it ends this process by a signal."""
    parent, never = os.getppid(), threading.Event()
    while os.getppid() == parent:
        never.wait(_LOOK_AFTER_PARENT_SECONDS)
