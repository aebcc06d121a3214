"""Both packs as the engine asks them beside ``kubespaces up``: as one, in one process."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty
from google.protobuf.json_format import ParseDict
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from kubespaces.errors import KubespacesError
from kubespaces_policies.analyzer import Analyzer
from kubespaces_policies.catalogue import PACKS, all_controls, joint_name, own_pack
from kubespaces_policies.ledger import Ledger, last_run
from kubespaces_policies.metadata import SETTINGS_POLICY
from kubespaces_policies.pack_files import PackConfig, launcher, write_packs
from kubespaces_policies.service import PackService
from kubespaces_policies.wire import decode_struct

from .test_analyzer import POD, PRIVILEGED, AbortedError, Call, request

CLAIM = "kubernetes:core/v1:PersistentVolumeClaim"
HUGE = {
    "apiVersion": "v1",
    "kind": "PersistentVolumeClaim",
    "metadata": {"name": "x", "namespace": "payments-dev"},
    "spec": {"storageClassName": "standard", "resources": {"requests": {"storage": "9Ti"}}},
}
BOTH = "isolation+compliance"


def together(**levels: str) -> PackService:
    packs = PackService({pack: Analyzer(pack) for pack in PACKS})
    config = {name: {"enforcementLevel": level} for name, level in levels.items()}
    packs.Configure(ParseDict({"policyConfig": config}, analyzer_pb2.ConfigureAnalyzerRequest()), Call())
    return packs


def test_they_have_every_policy_once() -> None:
    info = together().GetAnalyzerInfo(Empty(), Call())
    assert info.name == joint_name(*PACKS) == BOTH
    assert sorted(policy.name for policy in info.policies) == sorted([SETTINGS_POLICY, *all_controls()])


@pytest.mark.parametrize(("kind", "props", "control"), [(POD, PRIVILEGED, "KS-POD-02"), (CLAIM, HUGE, "KS-COST-03")])
def test_what_either_finds_is_found_under_the_name_that_the_engine_knows(
    kind: str, props: dict[str, object], control: str
) -> None:
    apart = {
        (item.policyName, item.message)
        for pack in PACKS
        for item in PackService({pack: Analyzer(pack)}).Analyze(request(props, kind), Call()).diagnostics
    }
    answer = together().Analyze(request(props, kind), Call())
    assert {(item.policyName, item.message) for item in answer.diagnostics} == apart
    assert control in {name for name, _ in apart}
    assert {item.policyPackName for item in answer.diagnostics} == {BOTH}
    silent = {item.policy_name for item in answer.not_applicable}
    assert silent.isdisjoint(name for name, _ in apart)
    assert silent < {SETTINGS_POLICY, *all_controls()}


def test_a_control_that_applies_to_nothing_is_not_counted_as_passed() -> None:
    empty = together().AnalyzeStack(analyzer_pb2.AnalyzeStackRequest(), Call())
    stacks = {name for name, control in all_controls().items() if control.stack_rule and not control.rule}
    assert stacks
    assert stacks <= {item.policy_name for item in empty.not_applicable}


def test_a_level_reaches_the_pack_that_the_control_is_of() -> None:
    answer = together(**{"KS-COST-03": "ADVISORY"}).Analyze(request(HUGE, CLAIM), Call())
    levels = {item.policyName: item.enforcementLevel for item in answer.diagnostics}
    assert levels["KS-COST-03"] == analyzer_pb2.ADVISORY


class Adds:
    """A pack that mends by adding a label, and remembers what it was shown."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.shown: dict[str, object] = {}

    def remediate(self, asked: analyzer_pb2.AnalyzeRequest) -> analyzer_pb2.RemediateResponse:
        self.shown = decode_struct(asked.properties)
        answer = analyzer_pb2.RemediateResponse()
        properties = answer.remediations.add(policyName=self.label, policyPackName="own").properties
        properties.update({**self.shown, self.label: "there"})
        return answer


def test_each_pack_mends_what_the_one_before_has_left() -> None:
    first, second = Adds("first"), Adds("second")
    answer = PackService({"isolation": first, "compliance": second}).Remediate(request({"a": "b"}), Call())  # type: ignore[dict-item]
    assert first.shown == {"a": "b"}
    assert second.shown == {"a": "b", "first": "there"}
    assert [item.policyName for item in answer.remediations] == ["first", "second"]
    assert decode_struct(answer.remediations[-1].properties) == {"a": "b", "first": "there", "second": "there"}
    assert {item.policyPackName for item in answer.remediations} == {BOTH}


def test_nothing_is_mended_unless_told_so() -> None:
    assert not together().Remediate(request(PRIVILEGED), Call()).remediations
    mended = together(**{"KS-POD-02": "REMEDIATE"}).Remediate(request(PRIVILEGED), Call())
    assert [item.policyName for item in mended.remediations] == ["KS-POD-02"]


def test_wrong_settings_are_told_once() -> None:
    config = {SETTINGS_POLICY: {"properties": {"role": "king"}}}
    message = ParseDict({"policyConfig": config}, analyzer_pb2.ConfigureAnalyzerRequest())
    with pytest.raises(AbortedError) as caught:
        PackService({pack: Analyzer(pack) for pack in PACKS}).Configure(message, Call())
    assert str(caught.value).count("role: ") == 1


def test_each_pack_has_a_run_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBESPACES_POLICY_RUNS", str(tmp_path))
    ledgers = {pack: Ledger() for pack in PACKS}
    packs = PackService({pack: Analyzer(pack, ledger) for pack, ledger in ledgers.items()})
    packs.ConfigureStack(analyzer_pb2.AnalyzerStackConfigureRequest(project="shop", stack="dev"), Call())
    packs.Analyze(request(HUGE, CLAIM), Call())
    for ledger in ledgers.values():
        ledger.close()
    for pack in PACKS:
        run = last_run("shop", "dev", pack)
        assert run is not None
        assert run.resources == 1
        assert {own_pack(BOTH, entry["control"]) for entry in run.outcomes} == {pack}


@pytest.mark.parametrize(
    ("name", "policy", "own"),
    [
        (BOTH, "KS-POD-02", "isolation"),
        (BOTH, "KS-COST-03", "compliance"),
        (BOTH, "of-nobody", BOTH),
        ("isolation", "KS-POD-02", "isolation"),
        ("their+own", "KS-POD-02", "their+own"),
    ],
)
def test_a_finding_is_of_one_pack(name: str, policy: str, own: str) -> None:
    assert own_pack(name, policy) == own


def test_the_options_for_the_engine_name_one_executable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBESPACES_CACHE", str(tmp_path / "cache"))
    config = PackConfig({"role": "platform"}, {"KS-POD-02": "advisory"})
    first, executable, second, file = write_packs(tmp_path / "packs", config)
    assert (first, second) == ("--policy-pack", "--policy-pack-config")
    assert os.access(executable, os.X_OK)
    assert json.loads(Path(file).read_text()) == {"KS-POD-02": "advisory", "settings": {"role": "platform"}}
    made = Path(executable).stat().st_mtime_ns
    assert launcher(BOTH) == Path(executable)
    assert Path(executable).stat().st_mtime_ns == made, "made once"
    assert [file.name for file in Path(executable).parent.iterdir()] == [BOTH], "no draft is left"


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cache").touch()
    monkeypatch.setenv("KUBESPACES_CACHE", str(tmp_path / "cache"))
    with pytest.raises(KubespacesError, match=r"cannot be written: .*; KUBESPACES_CACHE names another"):
        launcher(BOTH)


@pytest.mark.parametrize("name", [BOTH, "compliance"])
def test_the_executable_serves_until_it_is_told_to_stop(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUBESPACES_CACHE", str(tmp_path))
    process = subprocess.Popen([str(launcher(name)), "127.0.0.1:1"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        with grpc.insecure_channel(f"127.0.0.1:{int(process.stdout.readline())}") as channel:
            info = analyzer_pb2_grpc.AnalyzerStub(channel).GetAnalyzerInfo(Empty(), timeout=60)
        assert info.name == name
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0
    finally:
        process.kill()
        process.communicate()


def test_nothing_is_loaded_that_only_costs_time() -> None:
    heavy = {"pulumi.output", "pulumi.automation", "pulumi_policy", "kubespaces.spec.base", "kubespaces.tenant", "rich"}
    code = (
        "import sys; from kubespaces.lean_sdk import enter_empty_packages; enter_empty_packages();"
        "import kubespaces_policies.server; from kubespaces_policies.catalogue import all_controls; all_controls();"
        f"print(sorted({heavy!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
