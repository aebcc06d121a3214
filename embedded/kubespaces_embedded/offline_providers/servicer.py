"""The plugin as the engine sees it: one method for each request of the provider protocol."""
# ruff: noqa: ARG002, N802 - names and arguments of the methods are the protocol's

import json
import sys
import traceback
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, NoReturn, TypeVar

import grpc  # type: ignore[import-untyped] # grpcio ships no types
from google.protobuf.empty_pb2 import Empty  # type: ignore[import-untyped] # no types
from pulumi.runtime.proto import plugin_pb2
from pulumi.runtime.proto import provider_pb2 as proto
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderServicer

from kubespaces_embedded.kubernetes_provider.compare import Change
from kubespaces_embedded.kubernetes_provider.paths import spell
from kubespaces_embedded.kubernetes_provider.properties import decode, encode

from .check import Failure
from .compare import Diff
from .functions import Unanswered
from .provider import OfflineProvider, Refused
from .sdk import SdkError
from .settings import REFUSAL

_KINDS = {
    (Change.ADD, False): proto.PropertyDiff.ADD,
    (Change.ADD, True): proto.PropertyDiff.ADD_REPLACE,
    (Change.DELETE, False): proto.PropertyDiff.DELETE,
    (Change.DELETE, True): proto.PropertyDiff.DELETE_REPLACE,
    (Change.UPDATE, False): proto.PropertyDiff.UPDATE,
    (Change.UPDATE, True): proto.PropertyDiff.UPDATE_REPLACE,
}

Context = Any  # grpc.ServicerContext, for which there are no types
Answer = TypeVar("Answer")
Method = Callable[["OfflineServicer", Any, Context], Answer]


def _answering(method: Method[Answer]) -> Method[Answer]:
    """Turn exceptions into answers: what is the user's to mend into one sentence, the rest into a bug report."""

    @wraps(method)
    def answering(self: "OfflineServicer", request: Any, context: Context) -> Answer:
        try:
            return method(self, request, context)
        except (Refused, SdkError, Unanswered) as error:
            message = str(error)
        except Exception as error:  # noqa: BLE001 - the process must live on for the other resources
            traceback.print_exc(file=sys.stderr)
            what = f"{type(error).__name__} in {method.__name__}"
            message = f"a bug in Kubespaces' offline plugin ({what}); see the trace above"
        context.abort(grpc.StatusCode.FAILED_PRECONDITION, message)
        raise AssertionError("abort raises")

    return answering


class OfflineServicer(ResourceProviderServicer):
    """One plugin process; the engine starts one for each provider resource."""

    def __init__(self, provider: OfflineProvider) -> None:
        self._provider = provider

    @_answering
    def Handshake(self, request: Any, context: Context) -> proto.ProviderHandshakeResponse:
        """Agree on the protocol."""
        return proto.ProviderHandshakeResponse(accept_secrets=True)

    @_answering
    def Attach(self, request: Any, context: Context) -> Empty:
        """Serve another engine: nothing is ever sent to one."""
        return Empty()

    @_answering
    def GetPluginInfo(self, request: Any, context: Context) -> plugin_pb2.PluginInfo:
        """Say which version of the official plugin this one stands in for."""
        return plugin_pb2.PluginInfo(version=self._provider.kit.version)

    @_answering
    def GetSchema(self, request: Any, context: Context) -> proto.GetSchemaResponse:
        """Return a schema that is valid and names nothing."""
        kit = self._provider.kit
        return proto.GetSchemaResponse(schema=json.dumps({"name": kit.name, "version": kit.version}))

    @_answering
    def CheckConfig(self, request: Any, context: Context) -> proto.CheckResponse:
        """Check a provider's inputs."""
        inputs, failures = self._provider.check_config(decode(request.news))
        return proto.CheckResponse(inputs=encode(inputs), failures=_failures(failures))

    @_answering
    def DiffConfig(self, request: Any, context: Context) -> proto.DiffResponse:
        """Compare a provider's inputs."""
        olds = decode(request.old_inputs if request.old_inputs.fields else request.olds)
        return _difference(self._provider.diff_config(olds, decode(request.news)), delete_first=False)

    @_answering
    def Configure(self, request: Any, context: Context) -> proto.ConfigureResponse:
        """Take the provider's configuration; functions answer from it."""
        self._provider.config = {key.split(":")[-1]: value for key, value in request.variables.items()}
        return proto.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    @_answering
    def Check(self, request: Any, context: Context) -> proto.CheckResponse:
        """Check and complete a resource's inputs."""
        inputs, failures = self._provider.check(request.urn, decode(request.olds), decode(request.news))
        return proto.CheckResponse(inputs=encode(inputs), failures=_failures(failures))

    @_answering
    def Diff(self, request: Any, context: Context) -> proto.DiffResponse:
        """Compare a resource's old inputs with the new ones."""
        olds = decode(request.old_inputs)
        found, delete_first = self._provider.diff(request.urn, olds, decode(request.news), request.ignoreChanges)
        return _difference(found, delete_first=delete_first)

    @_answering
    def Create(self, request: Any, context: Context) -> proto.CreateResponse:
        """Foresee a new resource; refuse to make it."""
        _only_preview(request)
        foreseen = self._provider.foresee_new(request.urn, decode(request.properties))
        return proto.CreateResponse(properties=encode(foreseen))

    @_answering
    def Update(self, request: Any, context: Context) -> proto.UpdateResponse:
        """Foresee a changed resource; refuse to change it."""
        _only_preview(request)
        foreseen = self._provider.foresee_changed(request.urn, decode(request.olds), decode(request.news))
        return proto.UpdateResponse(properties=encode(foreseen))

    @_answering
    def Delete(self, request: Any, context: Context) -> Empty:
        """Refuse: previews delete nothing."""
        raise Refused(REFUSAL)

    @_answering
    def Read(self, request: Any, context: Context) -> proto.ReadResponse:
        """Return what is known already: the saved state, or of a resource that is only looked up its id."""
        return proto.ReadResponse(id=request.id, properties=request.properties, inputs=request.inputs)

    @_answering
    def Invoke(self, request: Any, context: Context) -> proto.InvokeResponse:
        """Answer a function."""
        found = self._provider.call(request.tok, decode(request.args))
        return proto.InvokeResponse(**{"return": encode(found)})  # the field's name is a keyword in Python

    @_answering
    def Call(self, request: Any, context: Context) -> NoReturn:
        """Refuse: methods need the resource."""
        raise Refused(f"{request.tok}: {REFUSAL}")

    @_answering
    def Construct(self, request: Any, context: Context) -> NoReturn:
        """Refuse: components are programs of the official plugin's own."""
        raise Refused(f"{request.type}: {REFUSAL}")

    @_answering
    def Cancel(self, request: Any, context: Context) -> Empty:
        """Stop: nothing takes long."""
        return Empty()

    @_answering
    def GetMapping(self, request: Any, context: Context) -> proto.GetMappingResponse:
        """Know no Terraform providers."""
        return proto.GetMappingResponse()

    @_answering
    def GetMappings(self, request: Any, context: Context) -> proto.GetMappingsResponse:
        """Know no Terraform providers."""
        return proto.GetMappingsResponse()


def _only_preview(request: Any) -> None:
    if not request.preview:
        raise Refused(REFUSAL)


def _failures(failures: Iterable[Failure]) -> list[proto.CheckFailure]:
    # The engine would show the value of a property that is named apart, even of a secret one.
    return [proto.CheckFailure(reason=f"{failure.property}: {failure.reason}") for failure in failures]


def _difference(found: Diff, *, delete_first: bool) -> proto.DiffResponse:
    detailed = {
        spell(path): proto.PropertyDiff(kind=_KINDS[change, path in found.replacing], inputDiff=True)
        for path, change in found.changes.items()
    }
    return proto.DiffResponse(
        changes=proto.DiffResponse.DIFF_SOME if found.changes else proto.DiffResponse.DIFF_NONE,
        replaces=[spell(path) for path in sorted(found.replacing, key=str)],
        diffs=list(dict.fromkeys(str(path[0]) for path in found.changes)),
        deleteBeforeReplace=delete_first,
        detailedDiff=detailed,
        hasDetailedDiff=True,
    )
