"""The plugin as the engine sees it: one method for each request of the provider protocol."""
# ruff: noqa: ARG002, N802 - names and arguments of the methods are the protocol's

import json
import sys
import traceback
from collections.abc import Awaitable, Callable
from functools import wraps
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, NoReturn, TypeVar

import grpc  # type: ignore[import-untyped] # grpcio ships no types
import grpc.aio  # type: ignore[import-untyped] # grpcio ships no types
from google.protobuf.empty_pb2 import Empty  # type: ignore[import-untyped] # no types
from pulumi.runtime.proto import plugin_pb2
from pulumi.runtime.proto import provider_pb2 as proto
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderServicer

from kubespaces.kube import KubeError, Unreachable
from kubespaces_embedded.kubernetes_provider import config
from kubespaces_embedded.kubernetes_provider.check import Naming, check
from kubespaces_embedded.kubernetes_provider.cluster import Cluster
from kubespaces_embedded.kubernetes_provider.compare import Change
from kubespaces_embedded.kubernetes_provider.create import create, preview
from kubespaces_embedded.kubernetes_provider.delete import delete
from kubespaces_embedded.kubernetes_provider.diff import diff
from kubespaces_embedded.kubernetes_provider.errors import Refused
from kubespaces_embedded.kubernetes_provider.host import Host
from kubespaces_embedded.kubernetes_provider.paths import spell
from kubespaces_embedded.kubernetes_provider.properties import decode, encode
from kubespaces_embedded.kubernetes_provider.read import read
from kubespaces_embedded.kubernetes_provider.tokens import parse_token
from kubespaces_embedded.kubernetes_provider.update import update

_OLDEST_PROTOCOL = "4.34.0"
"""Version to report where the SDK is not installed; the official plugin whose behaviour this one has."""

_KINDS = {
    (Change.ADD, False): proto.PropertyDiff.ADD,
    (Change.ADD, True): proto.PropertyDiff.ADD_REPLACE,
    (Change.DELETE, False): proto.PropertyDiff.DELETE,
    (Change.DELETE, True): proto.PropertyDiff.DELETE_REPLACE,
    (Change.UPDATE, False): proto.PropertyDiff.UPDATE,
    (Change.UPDATE, True): proto.PropertyDiff.UPDATE_REPLACE,
}

_NAMING: dict[int, Literal["propose", "enforce", "disable"]] = {
    proto.CheckRequest.AutonamingOptions.PROPOSE: "propose",
    proto.CheckRequest.AutonamingOptions.ENFORCE: "enforce",
    proto.CheckRequest.AutonamingOptions.DISABLE: "disable",
}

Context = Any  # grpc.aio.ServicerContext, for which there are no types
Answer = TypeVar("Answer")
Method = Callable[["Provider", Any, Context], Awaitable[Answer]]


def _answering(method: Method[Answer]) -> Method[Answer]:
    """Turn exceptions into answers: what is the user's to mend into one sentence, the rest into a bug report."""

    @wraps(method)
    async def answer(self: "Provider", request: Any, context: Context) -> Answer:
        try:
            result = await method(self, request, context)
        except (Refused, KubeError) as error:
            # For the engine these codes differ: after UNKNOWN the resource may or may not have changed.
            lost = isinstance(error, Unreachable) or isinstance(error.__cause__, Unreachable)
            code = grpc.StatusCode.UNKNOWN if lost else grpc.StatusCode.FAILED_PRECONDITION
            message = str(error)
        except Exception as error:  # noqa: BLE001 - the process must live on for the other resources
            traceback.print_exc(file=sys.stderr)
            code = grpc.StatusCode.INTERNAL
            bug = f"{type(error).__name__} in {method.__name__}"
            message = f"a bug in the Kubernetes plugin stand-in ({bug}); see the trace above"
        else:
            await self.flush()
            return result
        await self.flush()
        await context.abort(code, message)
        raise AssertionError("abort raises")

    return answer


class Provider(ResourceProviderServicer):
    """One plugin process; the engine starts one for each provider resource."""

    def __init__(self, engine: str = "") -> None:
        self._host = Host(engine)
        self._cluster = Cluster(self._host)

    async def flush(self) -> None:
        """Wait until all messages to the user have arrived: the engine ends us right after its last answer."""
        await self._host.flush()

    @_answering
    async def Handshake(self, request: Any, context: Context) -> proto.ProviderHandshakeResponse:
        """Agree on the protocol."""
        self._host.attach(request.engine_address)
        return proto.ProviderHandshakeResponse(accept_secrets=True, supports_autonaming_configuration=True)

    @_answering
    async def Attach(self, request: Any, context: Context) -> Empty:
        """Serve another engine."""
        self._host.attach(request.address)
        return Empty()

    @_answering
    async def GetPluginInfo(self, request: Any, context: Context) -> plugin_pb2.PluginInfo:
        """Say which version of the official plugin this one stands in for."""
        return plugin_pb2.PluginInfo(version=version())

    @_answering
    async def GetSchema(self, request: Any, context: Context) -> proto.GetSchemaResponse:
        """Return a schema that is valid and names nothing."""
        schema = {
            "name": "kubernetes",
            "version": version(),
            "description": "A stand-in for the official Kubernetes plugin, which has the whole schema.",
        }
        return proto.GetSchemaResponse(schema=json.dumps(schema))

    @_answering
    async def CheckConfig(self, request: Any, context: Context) -> proto.CheckResponse:
        """Validate a provider's inputs."""
        failures = [
            proto.CheckFailure(property=name, reason=reason)
            for name, reason in config.check(request.urn, decode(request.news))
        ]
        return proto.CheckResponse(inputs=request.news, failures=failures)

    @_answering
    async def DiffConfig(self, request: Any, context: Context) -> proto.DiffResponse:
        """Compare a provider's inputs."""
        changed, replaces = config.diff(decode(request.olds), decode(request.news))
        return proto.DiffResponse(changes=_some(bool(changed)), diffs=changed, replaces=replaces)

    @_answering
    async def Configure(self, request: Any, context: Context) -> proto.ConfigureResponse:
        """Connect to the cluster."""
        await self._cluster.configure(config.settings(request.variables))
        return proto.ConfigureResponse(acceptSecrets=True, supportsPreview=True, supports_autonaming_configuration=True)

    @_answering
    async def Check(self, request: Any, context: Context) -> proto.CheckResponse:
        """Complete a resource's inputs."""
        naming = Naming(seed=request.randomSeed)
        if request.HasField("autonaming"):
            options = request.autonaming
            naming = Naming(request.randomSeed, _NAMING[options.mode], options.proposed_name)
        inputs = await check(self._cluster, request.urn, decode(request.olds), decode(request.news), naming)
        return proto.CheckResponse(inputs=encode(inputs))

    @_answering
    async def Diff(self, request: Any, context: Context) -> proto.DiffResponse:
        """Compare a resource's state with its inputs."""
        found = await diff(
            self._cluster, request.urn, decode(request.olds), decode(request.news), request.ignoreChanges
        )
        detailed = {
            spell(path): proto.PropertyDiff(
                kind=_KINDS[change, path in found.replacing], inputDiff=change is Change.DELETE
            )
            for path, change in found.changes.items()
        }
        return proto.DiffResponse(
            changes=_some(bool(found.changes)),
            replaces=[spell(path) for path in found.replacing],
            deleteBeforeReplace=found.delete_first,
            detailedDiff=detailed,
            hasDetailedDiff=True,
        )

    @_answering
    async def Create(self, request: Any, context: Context) -> proto.CreateResponse:
        """Create an object."""
        properties = decode(request.properties)
        if request.preview:
            return proto.CreateResponse(properties=encode(await preview(self._cluster, request.urn, properties)))
        identifier, created = await create(self._cluster, request.urn, properties)
        return proto.CreateResponse(id=identifier, properties=encode(created))

    @_answering
    async def Read(self, request: Any, context: Context) -> proto.ReadResponse:
        """Read an object, for refresh and import."""
        identifier, found, inputs = await read(
            self._cluster, request.urn, request.id, decode(request.properties), decode(request.inputs)
        )
        if not identifier:
            return proto.ReadResponse()
        return proto.ReadResponse(id=identifier, properties=encode(found), inputs=encode(inputs))

    @_answering
    async def Update(self, request: Any, context: Context) -> proto.UpdateResponse:
        """Change an object."""
        updated = await update(
            self._cluster,
            request.urn,
            decode(request.olds),
            decode(request.news),
            request.ignoreChanges,
            dry_run=request.preview,
        )
        return proto.UpdateResponse(properties=encode(updated))

    @_answering
    async def Delete(self, request: Any, context: Context) -> Empty:
        """Delete an object and wait until it is gone."""
        await delete(
            self._cluster,
            request.urn,
            request.id,
            decode(request.properties),
            decode(request.old_inputs),
            request.timeout,
        )
        return Empty()

    @_answering
    async def Cancel(self, request: Any, context: Context) -> Empty:
        """Stop waiting for anything: the user has interrupted the command."""
        self._cluster.cancelled.set()
        return Empty()

    @_answering
    async def Invoke(self, request: Any, context: Context) -> proto.InvokeResponse:
        """Refuse functions: all of them belong to Helm, Kustomize or YAML files."""
        parse_token(request.tok)
        raise Refused(f"{request.tok} is no function of the Kubernetes plugin")

    @_answering
    async def Construct(self, request: Any, context: Context) -> proto.ConstructResponse:
        """Refuse components: all of them belong to Helm, Kustomize or YAML files."""
        parse_token(request.type)
        raise Refused(f"{request.type} is no component of the Kubernetes plugin")

    async def GetMapping(self, request: Any, context: Context) -> proto.GetMappingResponse:
        """Know no Terraform providers."""
        return proto.GetMappingResponse()

    async def GetMappings(self, request: Any, context: Context) -> proto.GetMappingsResponse:
        """Know no Terraform providers."""
        return proto.GetMappingsResponse()

    async def Parameterize(self, request: Any, context: Context) -> NoReturn:
        """Refuse."""
        await context.abort(grpc.StatusCode.UNIMPLEMENTED, "CRD packages need the official Kubernetes plugin")
        raise AssertionError("abort raises")

    async def Call(self, request: Any, context: Context) -> NoReturn:
        """Refuse."""
        await context.abort(grpc.StatusCode.UNIMPLEMENTED, "the Kubernetes plugin has no methods")
        raise AssertionError("abort raises")


def version() -> str:
    """Return the version of the installed Kubernetes SDK, without importing it."""
    spec = find_spec("pulumi_kubernetes")
    for root in (spec.submodule_search_locations or ()) if spec else ():
        described = Path(root) / "pulumi-plugin.json"
        if described.is_file():
            return str(json.loads(described.read_text())["version"])
    return _OLDEST_PROTOCOL


def _some(changed: bool) -> proto.DiffResponse.DiffChanges.ValueType:
    return proto.DiffResponse.DIFF_SOME if changed else proto.DiffResponse.DIFF_NONE
