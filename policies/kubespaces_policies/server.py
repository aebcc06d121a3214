"""Starts policy packs for the engine."""

import signal
import threading
from concurrent import futures

import grpc  # type: ignore[import-untyped] # has no stubs
from pulumi.runtime.proto import analyzer_pb2_grpc

from .analyzer import Analyzer
from .catalogue import packs_in
from .ledger import Ledger
from .service import PackService

_OPTIONS = [("grpc.max_receive_message_length", 400 * 1024 * 1024)]
"""As large as the engine's own messages may be."""


def serve(name: str) -> None:
    """Serve a pack on loopback, print the port for the engine, and run until it is told to stop.

    Args:
        name: of the pack, or of several at once; see ``catalogue.joint_name``.
    """
    ledgers = {pack: Ledger() for pack in packs_in(name)}
    packs = {pack: Analyzer(pack, ledger) for pack, ledger in ledgers.items()}
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=1), options=_OPTIONS)
    analyzer_pb2_grpc.add_AnalyzerServicer_to_server(PackService(packs), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)  # noqa: T201 - the protocol
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    stopped.wait()
    server.stop(0)
    for ledger in ledgers.values():
        ledger.close()
