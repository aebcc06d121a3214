"""A plugin that pretends to make resources: the offline plugin with made-up ids and outputs, for saved states.

Started as ``python fake_cloud.py <package> <engine address>``. What it keeps in the state is laid out as the official
plugins lay it out: made-up names are inputs, noted in ``__defaults``.
"""
# ruff: noqa: N802 - names of methods are the protocol's

import sys
from typing import Any

import grpc
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import provider_pb2 as proto

from kubespaces_embedded.kubernetes_provider.properties import UNKNOWN, Secret, decode, encode
from kubespaces_embedded.kubernetes_provider.tokens import name_of, type_of
from kubespaces_embedded.offline_providers import serve
from kubespaces_embedded.offline_providers.replacement import table
from kubespaces_embedded.offline_providers.servicer import OfflineServicer

_SHAPES: dict[str, Any] = {
    "certificateAuthority": {"data": "Y2VydGlmaWNhdGU="},
    "identities": [{"oidcs": [{"issuer": "https://oidc.example.com/id"}]}],
    "latestVersion": 1,
    "defaultVersion": 1,
}
"""Outputs that programs look into; all others are text."""


class FakeCloud(OfflineServicer):
    """See the module."""

    def Check(self, request: Any, context: grpc.ServicerContext) -> proto.CheckResponse:
        answer = super().Check(request, context)
        inputs = decode(answer.inputs)
        token, name = type_of(request.urn), name_of(request.urn)
        kit = self._provider.kit
        schema = kit.resource(token)
        own = table(kit.name).facts(token).name
        if kit.name in ("aws", "gcp") and schema and own in schema.inputs and own not in inputs:
            inputs[own] = f"{name}-1a2b3c4"
            inputs["__defaults"] = [own]
        elif kit.name in ("aws", "gcp"):
            inputs.setdefault("__defaults", [])
        return proto.CheckResponse(inputs=encode(inputs), failures=answer.failures)

    def Create(self, request: Any, context: grpc.ServicerContext) -> proto.CreateResponse:
        foreseen = self._provider.foresee_new(request.urn, decode(request.properties))
        name = name_of(request.urn)
        return proto.CreateResponse(id=f"{name}-id", properties=encode(_made_up(name, foreseen)))

    def Update(self, request: Any, context: grpc.ServicerContext) -> proto.UpdateResponse:
        foreseen = self._provider.foresee_changed(request.urn, decode(request.olds), decode(request.news))
        return proto.UpdateResponse(properties=encode(_made_up(name_of(request.urn), foreseen)))

    def Delete(self, request: Any, context: grpc.ServicerContext) -> Empty:
        return Empty()


def _made_up(name: str, outputs: dict[str, Any]) -> dict[str, Any]:
    """Return outputs with a made-up value for everything that is not known."""
    return {key: _value(f"{name}-{key}", _SHAPES.get(key), value) for key, value in outputs.items()}


def _value(text: str, shape: Any, value: Any) -> Any:
    if isinstance(value, Secret):
        return Secret(_value(text, shape, value.value))
    return (shape if shape is not None else text) if value is UNKNOWN else value


if __name__ == "__main__":
    serve.OfflineServicer = FakeCloud
    sys.exit(serve.main(sys.argv[1:]))
