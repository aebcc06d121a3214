"""The packs' own service, asked as the engine asks it, beside the SDK's."""

import importlib.metadata
import json
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict, ParseDict
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import EnforcementLevel
from pulumi_policy.policy import _PolicyAnalyzerServicer

from kubespaces_policies.analyzer import Analyzer
from kubespaces_policies.catalogue import PACKS
from kubespaces_policies.ledger import Ledger, last_run
from kubespaces_policies.metadata import PACK_VERSION, SETTINGS_POLICY
from kubespaces_policies.pack_files import PackConfig
from kubespaces_policies.sdk import policies
from kubespaces_policies.service import PackService
from kubespaces_policies.settings import Settings
from kubespaces_policies.value import UNKNOWN, Sealed
from kubespaces_policies.wire import decode_struct, encode_struct

POD = "kubernetes:core/v1:Pod"
PRIVILEGED = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "x", "namespace": "payments-dev"},
    "spec": {"containers": [{"name": "a", "image": UNKNOWN, "securityContext": {"privileged": True}}]},
}


class AbortedError(Exception):
    pass


class Call:
    def abort(self, code: object, message: str) -> None:
        raise AbortedError(message)


def request(props: Any, kind: str = POD) -> analyzer_pb2.AnalyzeRequest:
    return analyzer_pb2.AnalyzeRequest(
        type=kind, name="x", urn=f"urn:pulumi:dev::p::{kind}::x", properties=encode_struct(props)
    )


def configured(pack: str = "isolation", **config: Any) -> PackService:
    analyzer = PackService({pack: Analyzer(pack)})
    message = ParseDict({"policyConfig": config}, analyzer_pb2.ConfigureAnalyzerRequest())
    analyzer.Configure(message, Call())
    return analyzer


def found(analyzer: PackService, props: Any, control: str) -> list[analyzer_pb2.AnalyzeDiagnostic]:
    return [item for item in analyzer.Analyze(request(props), Call()).diagnostics if item.policyName == control]


def test_a_violation_blocks_and_names_everything() -> None:
    (diagnostic,) = found(configured(), PRIVILEGED, "KS-POD-02")
    assert diagnostic.enforcementLevel == analyzer_pb2.MANDATORY
    assert diagnostic.severity == analyzer_pb2.POLICY_SEVERITY_CRITICAL
    assert diagnostic.urn == f"urn:pulumi:dev::p::{POD}::x"
    assert diagnostic.policyPackName == "isolation"
    assert "spec.containers[0].securityContext.privileged: true" in diagnostic.message


def test_what_is_not_known_yet_is_an_advice_at_preview_and_blocks_a_deployment() -> None:
    props = {**PRIVILEGED, "spec": UNKNOWN}
    analyzer = configured()
    for preview, level in ((True, analyzer_pb2.ADVISORY), (False, analyzer_pb2.MANDATORY)):
        analyzer.ConfigureStack(analyzer_pb2.AnalyzerStackConfigureRequest(dry_run=preview), Call())
        (diagnostic,) = found(analyzer, props, "KS-POD-02")
        assert diagnostic.enforcementLevel == level


def test_single_controls_can_be_given_another_level() -> None:
    advisory = configured(**{"KS-POD-02": {"enforcementLevel": "ADVISORY"}})
    assert found(advisory, PRIVILEGED, "KS-POD-02")[0].enforcementLevel == analyzer_pb2.ADVISORY
    disabled = configured(**{"KS-POD-02": {"enforcementLevel": "DISABLED"}})
    assert not found(disabled, PRIVILEGED, "KS-POD-02")


def test_remediation_is_asked_for_and_keeps_secrets_and_unknown_values() -> None:
    props = {**PRIVILEGED, "metadata": {"name": "x", "annotations": Sealed({"a": "b"})}}
    assert not configured().Remediate(request(props), Call()).remediations
    mending = configured(**{"KS-POD-02": {"enforcementLevel": "REMEDIATE"}})
    (remediation,) = mending.Remediate(request(props), Call()).remediations
    after = decode_struct(remediation.properties)
    assert after["metadata"]["annotations"] == Sealed({"a": "b"})
    assert after["spec"]["containers"][0]["image"] is UNKNOWN
    assert after["spec"]["containers"][0]["securityContext"] == {"privileged": False}
    assert not mending.Remediate(request(after), Call()).remediations
    # What remediation did not mend blocks.
    assert found(mending, PRIVILEGED, "KS-POD-02")[0].enforcementLevel == analyzer_pb2.MANDATORY


def test_wrong_settings_end_the_run_with_every_problem() -> None:
    given = {"role": "king", "tennant": "x", "exemptions": [{"control": "POD-2"}]}
    with pytest.raises(AbortedError) as caught:
        configured(**{SETTINGS_POLICY: {"properties": given}})
    for text in ("role: ", "tennant: ", "exemptions[0].control: ", "exemptions[0].expires: "):
        assert text in str(caught.value)


def test_a_selection_leaves_other_controls_out() -> None:
    analyzer = configured(**{SETTINGS_POLICY: {"properties": {"select": {"severities": ["low"]}}}})
    assert not found(analyzer, PRIVILEGED, "KS-POD-02")


@pytest.mark.parametrize("pack", PACKS)
def test_a_pack_says_of_its_policies_what_the_sdk_would_say(pack: str) -> None:
    ours = {policy.name: policy for policy in configured(pack).GetAnalyzerInfo(None, Call()).policies}
    assert ours.pop(SETTINGS_POLICY).configSchema.properties
    sdk = _PolicyAnalyzerServicer(pack, "1", policies(pack), EnforcementLevel.MANDATORY).GetAnalyzerInfo(None, None)
    theirs = {policy.name: policy for policy in sdk.policies}
    # The SDK has policies for resources or for stacks; a control that is both is two of them there.
    assert {name.removesuffix("-stack") for name in theirs} == ours.keys()
    for name, policy in ours.items():
        assert MessageToDict(policy) == MessageToDict(theirs[name])


def test_the_engine_can_check_a_configuration_against_the_schema() -> None:
    policy = configured().GetAnalyzerInfo(None, Call()).policies[0]
    properties = MessageToDict(policy.configSchema)["properties"]
    assert properties.keys() == {field.alias for field in Settings.model_fields.values()}
    assert "$ref" not in json.dumps(properties)


def test_the_last_run_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBESPACES_POLICY_RUNS", str(tmp_path))
    assert last_run("shop", "dev", "isolation") is None
    ledger = Ledger()
    analyzer = PackService({"isolation": Analyzer("isolation", ledger)})
    for _ in range(2):  # the second run is the last
        analyzer.ConfigureStack(
            analyzer_pb2.AnalyzerStackConfigureRequest(project="shop", stack="dev", dry_run=True), Call()
        )
        analyzer.Analyze(request(PRIVILEGED), Call())
    ledger.close()
    run = last_run("shop", "dev", "isolation")
    assert run is not None
    assert run.preview
    assert run.resources == 1
    verdicts = {entry["control"]: entry["verdict"] for entry in run.outcomes}
    assert verdicts["KS-POD-02"] == "violated"
    assert len(run.outcomes) == len(verdicts)


def test_a_configuration_names_what_is_wrong_with_it() -> None:
    assert PackConfig({"role": "platform"}, {"KS-POD-02": "advisory"}).problems() == []
    problems = PackConfig({"role": "king"}, {"KS-POD-99": "advisory", "KS-POD-02": "soft"}).problems()
    assert [problem.partition(":")[0] for problem in problems] == ["role", "levels.KS-POD-99", "levels.KS-POD-02"]


def test_the_packs_have_the_version_of_the_library() -> None:
    assert importlib.metadata.version("kubespaces") == PACK_VERSION
