"""Drives the Kubernetes plugin over gRPC the way the Pulumi engine does, without an engine."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import grpc  # type: ignore[import-untyped] # grpcio ships no types
from google.protobuf.empty_pb2 import Empty  # type: ignore[import-untyped] # no types
from pulumi.runtime.proto import engine_pb2_grpc, provider_pb2_grpc
from pulumi.runtime.proto import provider_pb2 as proto

from kubespaces_embedded.kubernetes_provider.properties import decode, encode

STACK = "urn:pulumi:test::kubespaces::"


class PluginError(Exception):
    """The plugin's answer to a request it could not fulfil."""


@dataclass
class Recorded:
    """What the engine keeps of a resource."""

    urn: str
    inputs: dict[str, Any]
    id: str = ""
    state: dict[str, Any] = field(default_factory=dict)


class Engine(engine_pb2_grpc.EngineServicer):
    """The part of the engine that a plugin talks to."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def Log(self, request: Any, context: Any) -> Empty:  # noqa: N802 - the protocol's name
        """Remember a message."""
        self.messages.append(request.message)
        return Empty()


class Plugin:
    """A running plugin process with one provider resource."""

    def __init__(self, channel: grpc.Channel, engine: Engine) -> None:
        self.rpc: Any = provider_pb2_grpc.ResourceProviderStub(channel)
        self.messages = engine.messages
        """What the plugin has told the user."""

    def configure(self, **options: str) -> None:
        variables = {f"kubernetes:config:{key}": value for key, value in options.items()}
        self.call("Configure", proto.ConfigureRequest(variables=variables, acceptSecrets=True))

    def call(self, method: str, request: Any) -> Any:
        try:
            return getattr(self.rpc, method)(request, timeout=120)
        except grpc.RpcError as error:
            raise PluginError(error.details()) from None

    def check(
        self, token: str, name: str, news: dict[str, Any], old: Recorded | None = None, seed: bytes = b""
    ) -> Recorded:
        urn = f"{STACK}{token}::{name}"
        request = proto.CheckRequest(
            urn=urn, news=encode(news), olds=encode(old.inputs if old else {}), randomSeed=seed
        )
        return Recorded(urn, decode(self.call("Check", request).inputs))

    def preview_create(self, wanted: Recorded) -> dict[str, Any]:
        request = proto.CreateRequest(urn=wanted.urn, properties=encode(wanted.inputs), preview=True)
        return decode(self.call("Create", request).properties)

    def create(self, token: str, name: str, news: dict[str, Any]) -> Recorded:
        made = self.check(token, name, news)
        answer = self.call("Create", proto.CreateRequest(urn=made.urn, properties=encode(made.inputs)))
        made.id, made.state = answer.id, decode(answer.properties)
        return made

    def diff(self, old: Recorded, wanted: Recorded, ignore: tuple[str, ...] = ()) -> Any:
        request = proto.DiffRequest(
            id=old.id,
            urn=old.urn,
            olds=encode(old.state),
            old_inputs=encode(old.inputs),
            news=encode(wanted.inputs),
            ignoreChanges=ignore,
        )
        return self.call("Diff", request)

    def changes(self, old: Recorded, news: dict[str, Any], ignore: tuple[str, ...] = ()) -> dict[str, str]:
        """Return the detailed difference between a resource and new inputs: path to kind of change."""
        token, name = old.urn.removeprefix(STACK).split("::")
        answer = self.diff(old, self.check(token, name, news, old), ignore)
        assert bool(answer.detailedDiff) == (answer.changes == proto.DiffResponse.DIFF_SOME)
        return {path: proto.PropertyDiff.Kind.Name(entry.kind) for path, entry in answer.detailedDiff.items()}

    def update(
        self, old: Recorded, news: dict[str, Any], *, preview: bool = False, ignore: tuple[str, ...] = ()
    ) -> Recorded:
        token, name = old.urn.removeprefix(STACK).split("::")
        wanted = self.check(token, name, news, old)
        request = proto.UpdateRequest(
            id=old.id,
            urn=old.urn,
            olds=encode(old.state),
            old_inputs=encode(old.inputs),
            news=encode(wanted.inputs),
            preview=preview,
            ignoreChanges=ignore,
        )
        return Recorded(old.urn, wanted.inputs, old.id, decode(self.call("Update", request).properties))

    def read(self, old: Recorded) -> Recorded | None:
        request = proto.ReadRequest(id=old.id, urn=old.urn, properties=encode(old.state), inputs=encode(old.inputs))
        answer = self.call("Read", request)
        return Recorded(old.urn, decode(answer.inputs), answer.id, decode(answer.properties)) if answer.id else None

    def delete(self, old: Recorded, timeout: float = 0) -> None:
        request = proto.DeleteRequest(
            id=old.id, urn=old.urn, properties=encode(old.state), old_inputs=encode(old.inputs), timeout=timeout
        )
        self.call("Delete", request)

    def cancel(self) -> None:
        self.call("Cancel", Empty())


def eventually(condition: Callable[[], object], seconds: float = 30) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


@contextmanager
def plugin(**options: str) -> Iterator[Plugin]:
    """Start a plugin, configure it if there are options, and end it the way the engine does."""
    engine = Engine()
    server = grpc.server(ThreadPoolExecutor(2))
    engine_pb2_grpc.add_EngineServicer_to_server(engine, server)
    address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    command = [sys.executable, "-m", "kubespaces_embedded.kubernetes_provider", address]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        with grpc.insecure_channel(f"127.0.0.1:{int(process.stdout.readline())}") as channel:
            started = Plugin(channel, engine)
            if options:
                started.configure(**options)
            yield started
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
        process.stdout.close()
        server.stop(None).wait()
