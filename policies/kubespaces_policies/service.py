"""The gRPC service ``pulumirpc.Analyzer``: what the engine asks of one pack, or of several that it asks as one.

For each resource the engine calls every pack twice, once to mend and once to judge, and waits; the calls cost more
than the judging. Packs that share a process are called once for all, and decode each resource once.
"""

from collections.abc import Iterable, Mapping

import grpc  # type: ignore[import-untyped] # has no stubs
from google.protobuf import empty_pb2  # type: ignore[import-untyped] # has no stubs
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc, plugin_pb2

from .analyzer import Analyzer
from .messages import resource_in, stack_in
from .metadata import PACK_VERSION, SETTINGS_POLICY, describe_packs

# ruff: noqa: N802, ARG002 - the methods and their parameters are the protocol's


class PackService(analyzer_pb2_grpc.AnalyzerServicer):
    """Passes every question on to each pack and returns their answers as those of one pack."""

    def __init__(self, packs: Mapping[str, Analyzer]) -> None:
        self._packs = packs
        self._info = describe_packs(*packs)

    def GetAnalyzerInfo(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> analyzer_pb2.AnalyzerInfo:
        """Return what the packs and their policies are."""
        return self._info

    def GetPluginInfo(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        """Return the packs' version."""
        return plugin_pb2.PluginInfo(version=PACK_VERSION)

    def Configure(
        self, request: analyzer_pb2.ConfigureAnalyzerRequest, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        """Take the settings, which all packs share, and the levels of single controls; wrong settings end the run."""
        # All packs say the same of the same settings.
        problems = dict.fromkeys(problem for pack in self._packs.values() for problem in pack.configure(request))
        if problems:
            listed = "\n".join(f"  {problem}" for problem in problems)
            context.abort(
                grpc.StatusCode.INVALID_ARGUMENT,
                f"the policy pack's configuration '{SETTINGS_POLICY}' has problems; see docs/policies.md:\n{listed}",
            )
        return empty_pb2.Empty()

    def ConfigureStack(
        self, request: analyzer_pb2.AnalyzerStackConfigureRequest, context: grpc.ServicerContext
    ) -> analyzer_pb2.AnalyzerStackConfigureResponse:
        """Learn which stack it is about, and whether it is a preview."""
        for pack in self._packs.values():
            pack.start(request)
        return analyzer_pb2.AnalyzerStackConfigureResponse()

    def Cancel(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Do nothing: no question takes long."""
        return empty_pb2.Empty()

    def Analyze(
        self, request: analyzer_pb2.AnalyzeRequest, context: grpc.ServicerContext
    ) -> analyzer_pb2.AnalyzeResponse:
        """Ask all packs about one resource."""
        resource = resource_in(request)
        return self._merged(pack.analyze(resource) for pack in self._packs.values())

    def AnalyzeStack(
        self, request: analyzer_pb2.AnalyzeStackRequest, context: grpc.ServicerContext
    ) -> analyzer_pb2.AnalyzeResponse:
        """Ask all packs about the whole stack."""
        stack = stack_in(request)
        return self._merged(pack.analyze_stack(stack) for pack in self._packs.values())

    def Remediate(
        self, request: analyzer_pb2.AnalyzeRequest, context: grpc.ServicerContext
    ) -> analyzer_pb2.RemediateResponse:
        """Let each pack mend what the ones before have left of a resource."""
        merged = analyzer_pb2.RemediateResponse()
        for pack in self._packs.values():
            answer = pack.remediate(request)
            merged.MergeFrom(answer)
            if answer.remediations:
                mended = analyzer_pb2.AnalyzeRequest()
                mended.CopyFrom(request)
                mended.properties.CopyFrom(answer.remediations[-1].properties)
                request = mended
        for remediation in merged.remediations:
            remediation.policyPackName = self._info.name
        return merged

    def _merged(self, answers: Iterable[analyzer_pb2.AnalyzeResponse]) -> analyzer_pb2.AnalyzeResponse:
        merged = analyzer_pb2.AnalyzeResponse()
        for answer in answers:
            merged.MergeFrom(answer)
        for diagnostic in merged.diagnostics:
            diagnostic.policyPackName = self._info.name  # the engine lists what is found under the pack that it asked
        return merged
