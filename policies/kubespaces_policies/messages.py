"""Reads the resources in the engine's messages."""

from pulumi.runtime.proto import analyzer_pb2

from .resource import Provider, Resource, Stack
from .value import Value
from .wire import decode_struct


def stack_in(request: analyzer_pb2.AnalyzeStackRequest) -> Stack:
    """Decode the resources of a stack."""
    return Stack([resource_in(resource) for resource in request.resources])


def resource_in(request: analyzer_pb2.AnalyzeRequest | analyzer_pb2.AnalyzerResource) -> Resource:
    """Decode a resource."""
    provider = None
    if request.HasField("provider"):
        provider = Provider(request.provider.type, Value(decode_struct(request.provider.properties)))
    return Resource(
        type=request.type,
        name=request.name or request.urn.rpartition("::")[2],
        urn=request.urn,
        props=Value(decode_struct(request.properties)),
        provider=provider,
        protect=request.options.protect,
        parent=request.options.parent,
    )
