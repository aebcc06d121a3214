"""A provider plugin named kubernetes whose objects are files, so that a test decides what exists and when.

``OBJECTS`` names the folder, and a provider may be given a file as its ``address``, which must exist. Like the
real one it refuses to create what exists. While a file ``hang`` lies in the folder, a creation makes its object and
never answers, which is when tests kill the engine.
"""

import json
import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc  # type: ignore[import-untyped] # has no stubs
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

OBJECTS = Path(os.environ["OBJECTS"])


def file_of(identity: str) -> Path:
    return OBJECTS / f"{identity.replace('/', '_')}.json"


def struct(content: dict[str, object]) -> struct_pb2.Struct:
    return json_format.ParseDict(content, struct_pb2.Struct())


class Files(provider_pb2_grpc.ResourceProviderServicer):
    def CheckConfig(self, request, context):  # noqa: N802
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request, context):  # noqa: N802
        return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_NONE)

    def Configure(self, request, context):  # noqa: N802
        address = dict(request.args).get("address")
        if address and not Path(address).exists():
            context.abort(grpc.StatusCode.UNAVAILABLE, f"{address}: connection refused")
        return provider_pb2.ConfigureResponse(supportsPreview=True)

    def GetPluginInfo(self, request, context):  # noqa: N802
        return plugin_pb2.PluginInfo(version="4.34.2")

    def Check(self, request, context):  # noqa: N802
        return provider_pb2.CheckResponse(inputs=request.news)

    def Diff(self, request, context):  # noqa: N802
        same = request.old_inputs == request.news
        kinds = provider_pb2.DiffResponse
        return kinds(changes=kinds.DIFF_NONE if same else kinds.DIFF_SOME)

    def Create(self, request, context):  # noqa: N802
        content = json_format.MessageToDict(request.properties)
        metadata = content["metadata"]
        identity = "/".join(filter(None, [metadata.get("namespace"), metadata["name"]]))
        if request.preview:
            return provider_pb2.CreateResponse(properties=request.properties)
        if file_of(identity).exists():
            context.abort(grpc.StatusCode.ALREADY_EXISTS, f"{identity} already exists")
        file_of(identity).write_text(json.dumps(content), encoding="utf-8")
        while (OBJECTS / "hang").exists():
            time.sleep(0.05)
        return provider_pb2.CreateResponse(id=identity, properties=request.properties)

    def Read(self, request, context):  # noqa: N802
        file = file_of(request.id)
        if not file.exists():
            return provider_pb2.ReadResponse()
        found = struct(json.loads(file.read_text(encoding="utf-8")))
        return provider_pb2.ReadResponse(id=request.id, properties=found, inputs=found)

    def Delete(self, request, context):  # noqa: N802
        file_of(request.id).unlink(missing_ok=True)
        return empty_pb2.Empty()

    def Cancel(self, request, context):  # noqa: N802
        return empty_pb2.Empty()


def end_with_engine() -> None:
    while os.read(0, 1024):
        pass
    os._exit(0)


if __name__ == "__main__":
    server = grpc.server(ThreadPoolExecutor())
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Files(), server)
    print(server.add_insecure_port("127.0.0.1:0"), flush=True)  # noqa: T201 - the protocol
    server.start()
    threading.Thread(target=end_with_engine, daemon=True).start()
    sys.exit(server.wait_for_termination())
