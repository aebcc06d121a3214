"""The gRPC service ``pulumirpc.Analyzer``: what the engine asks a policy pack.

The SDK's own service decodes a resource anew for every policy of a pack: with 45 policies that costs 5 ms a resource,
2.8 seconds for 500 of them, twice for two packs. This one decodes it once and asks only the controls that apply. It
also reports what the SDK cannot: a violation *and* an unknown value of one control, and which values are secrets.
Meaning of the messages: ``pulumi/analyzer.proto`` of the Pulumi SDK. ``sdk.policies`` has the same controls for it.
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import grpc  # type: ignore[import-untyped] # has no stubs
from google.protobuf import empty_pb2, json_format  # type: ignore[import-untyped] # has no stubs
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc, plugin_pb2

from .catalogue import controls_of, select
from .control import Control
from .evaluate import Context, Outcome, Verdict, applies, evaluate, evaluate_stack, remediate
from .ledger import Ledger
from .metadata import PACK_VERSION, SETTINGS_POLICY, describe_packs, level_of, severity_number
from .resource import Provider, Resource, Stack
from .settings import Settings, read_settings
from .value import Value
from .wire import decode_struct, encode_struct

# ruff: noqa: N802, ARG002 - the methods and their parameters are the protocol's

_ADVISORY, _MANDATORY = analyzer_pb2.ADVISORY, analyzer_pb2.MANDATORY
_DISABLED, _REMEDIATE = analyzer_pb2.DISABLED, analyzer_pb2.REMEDIATE


class Analyzer(analyzer_pb2_grpc.AnalyzerServicer):
    """Answers for one pack and one run of the engine."""

    def __init__(self, pack: str, ledger: Ledger | None = None) -> None:
        self._pack = pack
        self._context = Context(preview=os.environ.get("PULUMI_DRY_RUN", "").lower() == "true")
        self._controls: Sequence[Control] = controls_of(pack)
        self._levels = {control.id: level_of(control) for control in self._controls}
        self._silent = {
            name: analyzer_pb2.PolicyNotApplicable(policy_name=name) for name in (SETTINGS_POLICY, *self._levels)
        }
        self._ledger = ledger
        self._prepare()

    def GetAnalyzerInfo(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> analyzer_pb2.AnalyzerInfo:
        """Return what the pack and its policies are."""
        return describe_packs(self._pack)

    def GetPluginInfo(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        """Return the pack's version."""
        return plugin_pb2.PluginInfo(version=PACK_VERSION)

    def Configure(
        self, request: analyzer_pb2.ConfigureAnalyzerRequest, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        """Take the pack's settings and the levels of single controls; wrong settings end the run."""
        given: dict[str, Any] = {}
        for name, config in request.policyConfig.items():
            if name == SETTINGS_POLICY:
                given = json_format.MessageToDict(config.properties)
            elif name in self._levels:
                self._levels[name] = config.enforcementLevel
        settings, problems = read_settings(given)
        if problems:
            listed = "\n".join(f"  {problem}" for problem in problems)
            context.abort(
                grpc.StatusCode.INVALID_ARGUMENT,
                f"the policy pack's configuration '{SETTINGS_POLICY}' has problems; see docs/policies.md:\n{listed}",
            )
        self._use(settings)
        return empty_pb2.Empty()

    def ConfigureStack(
        self, request: analyzer_pb2.AnalyzerStackConfigureRequest, context: grpc.ServicerContext
    ) -> analyzer_pb2.AnalyzerStackConfigureResponse:
        """Learn which stack it is about, and whether it is a preview."""
        self._context = Context(self._context.settings, request.dry_run)
        if self._ledger:
            self._ledger.start(request.project, request.stack, self._pack, PACK_VERSION, preview=request.dry_run)
        return analyzer_pb2.AnalyzerStackConfigureResponse()

    def Cancel(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Do nothing: no question takes long."""
        return empty_pb2.Empty()

    def Analyze(
        self, request: analyzer_pb2.AnalyzeRequest, context: grpc.ServicerContext
    ) -> analyzer_pb2.AnalyzeResponse:
        """Ask all controls about one resource before it is made."""
        return self.analyze(resource_in(request))

    def analyze(self, resource: Resource) -> analyzer_pb2.AnalyzeResponse:
        """Answer ``Analyze`` for a resource that is decoded already."""
        if self._ledger:
            self._ledger.saw(resource.urn)
        asked = [control for control in self._of_resources if applies(control, resource)]
        return self._answer(evaluate(control, resource, self._context) for control in asked)

    def AnalyzeStack(
        self, request: analyzer_pb2.AnalyzeStackRequest, context: grpc.ServicerContext
    ) -> analyzer_pb2.AnalyzeResponse:
        """Ask the controls that need to see all resources of the stack."""
        return self.analyze_stack(stack_in(request))

    def analyze_stack(self, stack: Stack) -> analyzer_pb2.AnalyzeResponse:
        """Answer ``AnalyzeStack`` for a stack that is decoded already."""
        return self._answer(
            found for control in self._of_stacks for found in evaluate_stack(control, stack, self._context)
        )

    def Remediate(
        self, request: analyzer_pb2.AnalyzeRequest, context: grpc.ServicerContext
    ) -> analyzer_pb2.RemediateResponse:
        """Mend one resource by the controls whose level is ``remediate``, each on top of the one before."""
        if not self._mending:
            return self._unmended  # asked for every resource: no pack mends anything unless it is told to
        response = analyzer_pb2.RemediateResponse(not_applicable=self._unmended.not_applicable)
        resource = resource_in(request)
        for control in self._mending:
            edit = remediate(control, resource, self._context)
            if edit is None:
                continue
            response.remediations.append(
                analyzer_pb2.Remediation(
                    policyName=control.id,
                    policyPackName=self._pack,
                    policyPackVersion=PACK_VERSION,
                    description=control.title,
                    properties=encode_struct(edit.result),
                )
            )
            resource = replace(resource, props=Value(edit.result))
        return response

    def _use(self, settings: Settings) -> None:
        self._context = Context(settings, self._context.preview)
        self._controls = select(controls_of(self._pack), settings.select)
        self._prepare()

    def _prepare(self) -> None:
        """Settle which controls are asked what, once for all resources."""
        asked = [control for control in self._controls if self._levels[control.id] != _DISABLED]
        self._of_resources = [control for control in asked if control.rule]
        self._of_stacks = [control for control in asked if control.stack_rule]
        self._mending = [control for control in asked if control.remedy and self._levels[control.id] == _REMEDIATE]
        self._unmended = analyzer_pb2.RemediateResponse(not_applicable=self._all_but(self._mending))

    def _answer(self, found: Iterable[Outcome]) -> analyzer_pb2.AnalyzeResponse:
        seen = [outcome for outcome in found if outcome.verdict is not Verdict.NOT_APPLICABLE]
        if self._ledger:
            self._ledger.add(seen)
        response = analyzer_pb2.AnalyzeResponse(not_applicable=self._all_but(outcome.control for outcome in seen))
        for outcome in seen:
            if outcome.verdict in (Verdict.VIOLATED, Verdict.DEFERRED):
                response.diagnostics.extend(self._diagnostics(outcome))
        return response

    def _all_but(self, controls: Iterable[Control]) -> list[analyzer_pb2.PolicyNotApplicable]:
        """Name the policies that have nothing to say: the engine counts as passed whatever is not named."""
        said = {control.id for control in controls}
        return [silent for name, silent in self._silent.items() if name not in said]

    def _diagnostics(self, outcome: Outcome) -> list[analyzer_pb2.AnalyzeDiagnostic]:
        level = self._levels[outcome.control.id]
        if outcome.verdict is Verdict.DEFERRED:
            level = _ADVISORY
        elif level == _REMEDIATE:  # what is left after mending blocks
            level = _MANDATORY
        return [
            analyzer_pb2.AnalyzeDiagnostic(
                policyName=outcome.control.id,
                policyPackName=self._pack,
                policyPackVersion=PACK_VERSION,
                description=outcome.control.title,
                message=message,
                enforcementLevel=level,
                urn=outcome.resource.urn if outcome.resource else "",
                severity=severity_number(outcome.control),
            )
            for message in outcome.messages
        ]


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
