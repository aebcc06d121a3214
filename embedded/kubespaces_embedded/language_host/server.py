"""The language host as a process: its gRPC server, its signals, and its end."""

import os
import select
import signal
import stat
import sys
from concurrent.futures import ThreadPoolExecutor

import grpc  # type: ignore[import-untyped] # has no stubs
from pulumi.runtime.proto import language_pb2_grpc

from .children import Children
from .servicer import LanguageHost

MAX_MESSAGE = 400 * 1024 * 1024
"""Bytes; the limit that the engine and the SDKs set for themselves."""
MAX_CALLS = 256
"""Calls served at once. Each running plugin is one call, so this must exceed the plugins of any project."""


def serve(engine: str) -> None:
    """Serve the engine at an address until it goes away or sends SIGINT or SIGTERM, then end the process.

    Prints the port, which is how the engine learns it.
    """
    signals = _signal_pipe()
    children = Children()
    server = grpc.server(
        ThreadPoolExecutor(max_workers=MAX_CALLS),
        options=[
            ("grpc.max_receive_message_length", MAX_MESSAGE),
            ("grpc.max_send_message_length", MAX_MESSAGE),
            ("grpc.so_reuseport", 0),
        ],
    )
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(LanguageHost(engine, children), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)  # noqa: T201 - the protocol
    _wait_for_end(signals)
    children.end_all()
    server.stop(grace=None).wait()
    sys.stdout.flush()
    # The engine waits for the process; the interpreter's own end would only cost time.
    os._exit(0)


def _signal_pipe() -> int:
    """Return a descriptor that becomes readable on SIGINT and SIGTERM.

    A handler in Python would not do: it runs in the main thread only, which does not wake up if the system
    delivers the signal to one of the server's threads.
    """
    readable, writable = os.pipe()
    os.set_blocking(writable, False)
    signal.set_wakeup_fd(writable)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: None)
    return readable


def _wait_for_end(signals: int) -> None:
    """Wait for a signal, or for the engine to be gone: however it ended, our standard input then ends too."""
    watched = [signals]
    if stat.S_ISFIFO(os.fstat(0).st_mode):  # else started by hand
        watched.append(0)
    while True:
        ready, _, _ = select.select(watched, [], [])
        if signals in ready or not os.read(0, 1024):
            return
