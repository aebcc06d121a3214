"""A stand-in for the Pulumi engine that writes down what a program registers."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pulumi.runtime import mocks, rpc
from pulumi.runtime.settings import reset_options
from pulumi.runtime.stack import run_pulumi_func


@dataclass(frozen=True)
class Registered:
    """One resource as it reached the engine."""

    type: str
    name: str
    parent: str
    """Name of the parent; empty for the stack's own."""
    provider: str
    """URN of the provider it was given; empty for the default one."""
    protect: bool
    retain: bool
    replace_first: bool
    """Whether it is deleted before its replacement is made."""
    import_id: str
    depends_on: tuple[str, ...]
    """Names of the resources it waits for."""
    inputs: dict[str, Any] = field(compare=False)

    @property
    def row(self) -> list[str]:
        """The row of the inventory: what may not change without anybody noticing."""
        return [self.type, self.name, self.parent]


class Monitor(mocks.MockMonitor):
    """Pulumi's own stand-in, which neither keeps options nor notices that a name is taken twice."""

    def __init__(self) -> None:
        super().__init__(_Echo())
        self.registered: list[Registered] = []
        self.twice: list[str] = []
        self._urns: set[str] = set()

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the name is Pulumi's
        """Answer as Pulumi's stand-in does, and write the request down."""
        if request.type != "pulumi:pulumi:Stack":
            urn = self.make_urn(request.parent, request.type, request.name)
            self.twice += [urn] if urn in self._urns else []
            self._urns.add(urn)
            self.registered.append(_registered(request))
        # Pulumi calls this in worker threads, where its stand-in would open an event loop and forget it.
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        try:
            return super().RegisterResource(request)  # type: ignore[no-untyped-call]  # Pulumi gives it no types
        finally:
            asyncio.set_event_loop(None)
            loop.close()


class _Echo(mocks.Mocks):
    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        return f"{args.name}-id", args.inputs

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]] | None]:
        raise AssertionError(f"{args.token}: components call no functions of providers")


def _registered(request: Any) -> Registered:
    provider = request.provider or (request.providers.get("kubernetes", "") if not request.custom else "")
    return Registered(
        type=request.type,
        name=request.name,
        parent=_name(request.parent),
        provider=provider.rpartition("::")[0],
        protect=bool(request.protect),
        retain=bool(request.retainOnDelete),
        replace_first=bool(request.deleteBeforeReplace),
        import_id=request.importId,
        depends_on=tuple(sorted(_name(urn) for urn in request.dependencies)),
        inputs=rpc.deserialize_properties(request.object, keep_unknowns=True),
    )


def _name(urn: str) -> str:
    return "" if not urn or urn.split("::")[2] == "pulumi:pulumi:Stack" else urn.rpartition("::")[2]


class World:
    """Runs programs, each in an event loop of its own, and keeps what they registered."""

    def __init__(self, *, preview: bool) -> None:
        self.preview = preview
        self.registered: list[Registered] = []

    def run(self, program: Callable[[], object]) -> list[Registered]:
        """Run a program to its end and return what it registered."""

        def whole() -> None:
            program()

        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        monitor = Monitor()
        try:
            reset_options()
            mocks.set_mocks(_Echo(), project="project", stack="stack", preview=self.preview, monitor=monitor)
            loop.run_until_complete(run_pulumi_func(whole))
        finally:
            self.registered = monitor.registered
            reset_options()
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.run_until_complete(loop.shutdown_default_executor())
            asyncio.set_event_loop(None)
            loop.close()
        assert not monitor.twice, f"registered twice: {', '.join(monitor.twice)}"
        return self.registered
