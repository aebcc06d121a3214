"""What one pack answers to the questions of the engine; ``service`` passes them on.

The SDK's own service decodes a resource anew for every policy of a pack: with 45 policies that costs 5 ms a resource,
2.8 seconds for 500 of them, twice for two packs. Here it is decoded once, and only the controls that apply are asked.
It also tells what the SDK cannot: a violation *and* an unknown value of one control, and which values are secrets.
Meaning of the messages: ``pulumi/analyzer.proto`` of the Pulumi SDK. ``sdk.policies`` has the same controls for it.
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from google.protobuf import json_format  # type: ignore[import-untyped] # has no stubs
from pulumi.runtime.proto import analyzer_pb2

from .catalogue import controls_of, select
from .control import Control
from .evaluate import Context, Outcome, Verdict, applies, evaluate, evaluate_stack, remediate
from .ledger import Ledger
from .messages import resource_in
from .metadata import PACK_VERSION, SETTINGS_POLICY, level_of, severity_number
from .resource import Resource, Stack
from .settings import Settings, read_settings
from .value import Value
from .wire import encode_struct

_ADVISORY, _MANDATORY = analyzer_pb2.ADVISORY, analyzer_pb2.MANDATORY
_DISABLED, _REMEDIATE = analyzer_pb2.DISABLED, analyzer_pb2.REMEDIATE


class Analyzer:
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

    def configure(self, request: analyzer_pb2.ConfigureAnalyzerRequest) -> list[str]:
        """Take the pack's settings and the levels of single controls; returns what is wrong with the settings."""
        given: dict[str, Any] = {}
        for name, config in request.policyConfig.items():
            if name == SETTINGS_POLICY:
                given = json_format.MessageToDict(config.properties)
            elif name in self._levels:
                self._levels[name] = config.enforcementLevel
        settings, problems = read_settings(given)
        self._use(settings)
        return problems

    def start(self, request: analyzer_pb2.AnalyzerStackConfigureRequest) -> None:
        """Learn which stack it is about, and whether it is a preview."""
        self._context = Context(self._context.settings, request.dry_run)
        if self._ledger:
            self._ledger.start(request.project, request.stack, self._pack, PACK_VERSION, preview=request.dry_run)

    def analyze(self, resource: Resource) -> analyzer_pb2.AnalyzeResponse:
        """Ask all controls about one resource before it is made."""
        if self._ledger:
            self._ledger.saw(resource.urn)
        asked = [control for control in self._of_resources if applies(control, resource)]
        return self._answer(evaluate(control, resource, self._context) for control in asked)

    def analyze_stack(self, stack: Stack) -> analyzer_pb2.AnalyzeResponse:
        """Ask the controls that need to see all resources of the stack."""
        return self._answer(
            found for control in self._of_stacks for found in evaluate_stack(control, stack, self._context)
        )

    def remediate(self, request: analyzer_pb2.AnalyzeRequest) -> analyzer_pb2.RemediateResponse:
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
