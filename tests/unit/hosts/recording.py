"""Runs a program against a monitor that remembers every registration: inputs, parents, dependencies, options."""

import asyncio
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pulumi
from google.protobuf import json_format, struct_pb2
from pulumi.runtime import mocks, rpc
from pulumi.runtime.stack import run_pulumi_func

UNKNOWN = rpc.UNKNOWN
"""Stands for what is not known before deployment."""

GOLDEN = Path(__file__).parents[2] / "golden"
_SIGNATURE, _SECRET = "4dabf18193072939515e22adb298388d", "1b47061264138c4ac30d75fd1eb44270"

Calls = Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]]
"""What a cloud answers to functions: from token to arguments to result."""

Outputs = Callable[[str, str, dict[str, Any]], Mapping[str, Any]]
"""From type, name and inputs of a resource to the outputs that a cloud would compute."""


@dataclass(frozen=True)
class Registration:
    """One resource as the engine is told of it."""

    type: str
    name: str
    parent: str
    """Name of the parent; empty for the stack."""
    inputs: dict[str, Any]
    secrets: frozenset[str]
    """Inputs that are marked as secret."""
    dependencies: frozenset[str]
    """Names of all custom resources that must be there first."""
    protect: bool
    provider: str
    ignore_changes: list[str]
    replace_on_changes: list[str]
    delete_before_replace: bool
    aliases: list[str]


@dataclass
class Recording:
    """What a program registered, in the order in which it did."""

    resources: list[Registration] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    outputs: dict[str, Any] = field(default_factory=dict)
    """Outputs of the component that was last to have any; what is not known is left out."""
    secret_outputs: set[str] = field(default_factory=set)

    def __iter__(self) -> Iterator[Registration]:
        return iter(self.resources)

    def of(self, token: str) -> list[Registration]:
        """Return the resources of a type, told by the end of its token."""
        return [resource for resource in self.resources if resource.type.endswith(token)]

    def one(self, name: str, token: str = "") -> Registration:
        """Return the one resource of a name (and type)."""
        found = [item for item in self.resources if item.name == name and item.type.endswith(token)]
        assert len(found) == 1, f"{name} {token}: {[item.type for item in found]}"
        return found[0]

    def inputs(self, name: str, token: str = "") -> dict[str, Any]:
        """Return the inputs of the one resource of a name (and type)."""
        return self.one(name, token).inputs

    def everything(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Return the inputs of all resources, by type and name."""
        return {(item.type, item.name): item.inputs for item in self.resources}

    def rows(self) -> list[list[str]]:
        """Return type, name and parent of every resource, sorted."""
        return sorted([item.type, item.name, item.parent] for item in self.resources)


class _NoCloud(mocks.Mocks):
    def call(self, args: mocks.MockCallArgs) -> Any:
        raise AssertionError(f"{args.token} asks a cloud, which a preview without an account cannot")

    def new_resource(self, args: mocks.MockResourceArgs) -> Any:
        raise AssertionError("the monitor answers by itself")


class _Monitor(mocks.MockMonitor):
    def __init__(
        self, recording: Recording, outputs: Outputs, calls: Calls, *, preview: bool, old_engine: bool
    ) -> None:
        super().__init__(_NoCloud())
        self.old_engine, self.calls = old_engine, calls
        self.recording, self.computed, self.preview = recording, outputs, preview
        self.names: dict[str, str] = {}

    def Invoke(self, request: Any) -> Any:  # noqa: N802 - the protocol's name
        if request.tok not in self.calls:
            return super().Invoke(request)
        answer = struct_pb2.Struct()
        json_format.ParseDict(self.calls[request.tok](json_format.MessageToDict(request.args)), answer)
        return mocks.resource_pb2.ResourceInvokeResponse(**{"return": answer})

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the protocol's name
        urn = f"{self.make_urn(request.parent, request.type, request.name)}"
        if request.type == "pulumi:pulumi:Stack":
            return mocks.resource_pb2.RegisterResourceResponse(urn=urn)
        assert urn not in self.names, f"{urn} is registered twice"
        self.names[urn] = request.name
        raw = json_format.MessageToDict(request.object)
        inputs: dict[str, Any] = _plain(raw)
        self.recording.resources.append(
            Registration(
                type=request.type,
                name=request.name,
                parent=self.names.get(request.parent, ""),
                inputs=inputs,
                secrets=frozenset(key for key, value in raw.items() if _is_secret(value)),
                dependencies=frozenset(self.names[other] for other in request.dependencies if other in self.names),
                protect=request.protect,
                provider=request.provider,
                ignore_changes=list(request.ignoreChanges),
                replace_on_changes=list(request.replaceOnChanges),
                delete_before_replace=request.deleteBeforeReplace,
                aliases=[*(alias.spec.name or alias.urn for alias in request.aliases), *request.aliasURNs],
            )
        )
        state = struct_pb2.Struct()
        computed = {} if self.preview else dict(self.computed(request.type, request.name, inputs))
        identity = "" if self.preview or not request.custom else computed.pop("id", f"{request.name}-id")
        json_format.ParseDict({**raw, **computed}, state)
        return mocks.resource_pb2.RegisterResourceResponse(urn=urn, id=identity, object=state)

    def GetDeploymentInfo(self, request: Any) -> Any:  # noqa: N802 - the protocol's name
        info = super().GetDeploymentInfo(request)
        if self.old_engine:
            info.supportedFeatures.remove(mocks.resource_pb2.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS)
        return info

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802 - the protocol's name
        raw = json_format.MessageToDict(request.outputs)
        if raw:
            self.recording.outputs = {key: value for key, value in _plain(raw).items() if value != UNKNOWN}
            self.recording.secret_outputs = {key for key, value in raw.items() if _is_secret(value)}
        return super().RegisterResourceOutputs(request)


class _Engine(mocks.MockEngine):
    def __init__(self, recording: Recording) -> None:
        super().__init__(None)
        self.recording = recording

    def Log(self, request: Any) -> None:  # noqa: N802 - the protocol's name
        if request.severity >= mocks.engine_pb2.WARNING:
            self.recording.warnings.append(request.message)


def record(
    program: Callable[[], object],
    *,
    preview: bool,
    outputs: Outputs = lambda *_: {},
    old_engine: bool = False,
    into: Recording | None = None,
    calls: Calls | None = None,
) -> Recording:
    """Run a program as a preview (everything computed is unknown) or as an update (``outputs`` says what comes).

    ``into`` is filled even if the program fails. ``calls`` are the only functions of a cloud that may be called, and
    what it answers. An old engine leaves it to the SDK to work out the aliases that
    children have by their parents'.
    """
    recording = Recording() if into is None else into
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        monitor = _Monitor(recording, outputs, calls or {}, preview=preview, old_engine=old_engine)
        mocks.set_mocks(_NoCloud(), project="test", stack="test", preview=preview, monitor=monitor)
        pulumi.runtime.settings.SETTINGS.engine = _Engine(recording)
        loop.run_until_complete(run_pulumi_func(lambda: _run(program)))
    finally:
        asyncio.set_event_loop(None)
        loop.close()
    return recording


async def _run(program: Callable[[], object]) -> None:
    """Run the program and wait for all it started at once; Pulumi itself waits for one after the other."""
    program()
    outputs = pulumi.runtime.settings.SETTINGS.outputs
    while outputs:
        pending = list(outputs)
        outputs.clear()
        await asyncio.gather(*pending)


def check_golden(name: str, rows: list[list[str]]) -> None:
    """Compare with ``tests/golden/<name>.json``, or write it if ``KUBESPACES_UPDATE_GOLDEN`` is set."""
    path = GOLDEN / f"{name}.json"
    text = "[\n" + ",\n".join(f"  {json.dumps(row)}" for row in rows) + "\n]\n"
    if os.environ.get("KUBESPACES_UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text, f"{path.name} differs; read the diff as a reviewer would"


def _is_secret(value: Any) -> bool:
    return isinstance(value, dict) and value.get(_SIGNATURE) == _SECRET


def _plain(value: Any) -> Any:
    """Return a value without the wrapping of secrets, whole numbers as such."""
    if _is_secret(value):
        return _plain(value["value"])
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
