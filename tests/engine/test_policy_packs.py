"""The packs under the real engine: what is wrong is stopped before it is made, and our own stacks pass."""

import json
from pathlib import Path
from typing import Any

import pytest
from offline_support import STACK, write_project
from tests.support.project import ROOT, ProjectCopy, copy_project

from kubespaces.cli.offline import request_of, stack_names
from kubespaces.cli.packs import pack_config, pack_options
from kubespaces.cli.project import find_stack
from kubespaces_embedded.control_plane import ControlPlane
from kubespaces_embedded.engine import capture, ensure_stack
from kubespaces_embedded.offline_providers.preview import Foreseen, Request, foresee
from kubespaces_policies.catalogue import PACKS
from kubespaces_policies.ledger import last_run
from kubespaces_policies.pack_files import PackConfig, write_pack, write_packs

pytestmark = pytest.mark.engine

BAD = """
from pulumi_kubernetes.provider import Provider
from pulumi_kubernetes.core.v1 import ConfigMap, Pod

provider = Provider("k8s", kubeconfig="{}", cluster_identifier="it")
options = ResourceOptions(provider=provider)
before = ConfigMap("before", metadata={"name": "before", "namespace": "payments-dev"}, data={"a": "b"}, opts=options)
Pod(
    "breakout",
    metadata={"name": "breakout", "namespace": "payments-dev"},
    spec={
        "containers": [
            {"name": "first", "image": before.id},
            {"name": "second", "image": "x", "security_context": {"privileged": True}},
        ]
    },
    opts=ResourceOptions(provider=provider, depends_on=[before]),
)
"""


@pytest.fixture(autouse=True)
def _runs(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBESPACES_POLICY_RUNS", str(tmp_path_factory.mktemp("runs")))


def _packs(folder: Path, **settings: Any) -> list[str]:
    return write_packs(folder, PackConfig({"tenant": "payments", **settings}))


def test_a_preview_of_a_bad_stack_names_the_control_the_property_and_the_fix(tmp_path: Path) -> None:
    project = write_project(tmp_path, BAD)
    found = foresee(Request(project, STACK), _packs(tmp_path / "packs"))
    assert found.code != 0
    (violation,) = (entry for entry in found.policies if entry["policy"] == "KS-POD-02")
    assert violation["level"] == "mandatory"
    assert violation["pack"] == "isolation"
    assert violation["urn"].endswith("::breakout")
    assert violation["message"].startswith("KS-POD-02 breakout")
    assert "spec.containers[1].securityContext.privileged: true" in violation["message"], "nothing hides it"
    assert "Fix: " in violation["message"]
    run = last_run("tiny", STACK, "isolation")
    assert run is not None
    assert run.preview
    assert "violated" in {entry["verdict"] for entry in run.outcomes if entry["control"] == "KS-POD-02"}


def test_the_folders_for_other_projects_find_the_same(tmp_path: Path) -> None:
    request = Request(write_project(tmp_path, BAD), STACK)
    together = _packs(tmp_path / "packs")
    apart: list[str] = []
    for pack in PACKS:
        apart += ["--policy-pack", str(write_pack(pack, tmp_path)), "--policy-pack-config", together[3]]
    folders, executable = foresee(request, apart), foresee(request, together)
    assert folders.code != 0
    assert {tuple(entry.items()) for entry in folders.policies} == {
        tuple(entry.items()) for entry in executable.policies
    }
    assert {entry["pack"] for entry in folders.policies} == {"isolation"}


def test_wrong_settings_stop_the_preview_with_every_mistake(tmp_path: Path) -> None:
    project = write_project(tmp_path, BAD)
    options = write_packs(tmp_path / "packs", PackConfig({"role": "king", "maxNodes": "many"}))
    found = foresee(Request(project, STACK), options)
    assert found.code != 0
    text = found.text + found.stderr
    assert "role" in text
    assert "maxNodes" in text


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> ProjectCopy:
    return copy_project(tmp_path_factory.mktemp("own"))


@pytest.mark.parametrize("name", stack_names(ROOT))
def test_every_stack_of_this_project_passes_both_packs(own: ProjectCopy, name: str) -> None:
    """The only exemption is that of virtual clusters' images; docs/virtual.md says why."""
    stack = find_stack(name, own.root)
    exempt = {(entry["control"], entry["resource"]) for entry in pack_config(stack).settings["exemptions"]}
    assert exempt == ({("KS-SUP-02", "operators-dev-virtual-*")} if name == "local" else set())
    with pack_options(stack, wanted=True) as options:
        found = foresee(request_of(stack), options)
    assert found.code == 0, _policy_lines(found)
    assert [entry for entry in found.policies if entry["level"] != "advisory"] == []
    runs = [last_run("kubespaces", name, pack) for pack in ("isolation", "compliance")]
    assert all(run is not None and run.resources > 0 for run in runs)
    passed = [entry for run in runs if run for entry in run.outcomes if entry["verdict"] == "passed"]
    assert passed, "some control had something to say"


def _policy_lines(found: Foreseen) -> str:
    return "\n".join(entry["message"] for entry in (*found.diagnostics, *found.policies)) or found.stderr


def test_up_makes_nothing_that_a_pack_refuses(
    tmp_path: Path, control_plane: ControlPlane, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the preview: the violation stops the deployment right before the bad resource."""
    monkeypatch.setenv("KUBESPACES_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "of-a-test")
    program = BAD[: BAD.index("before = ConfigMap")] + BAD[BAD.index("Pod(\n") :]
    for old, new in (
        ('kubeconfig="{}"', f"kubeconfig={str(control_plane.kubeconfig)!r}"),
        ("before.id", '"x"'),
        (", depends_on=[before]", ""),
    ):
        assert old in program
        program = program.replace(old, new)
    project = write_project(tmp_path, program)
    options = _packs(tmp_path / "packs", role="platform")
    ensure_stack(cwd=project, stack=STACK)
    result = capture(["up", "--yes", "--skip-preview", *options], cwd=project, stack=STACK)
    assert result.returncode != 0
    assert "KS-POD-02 breakout" in result.stdout + result.stderr
    state = json.loads(capture(["stack", "export"], cwd=project, stack=STACK).stdout)
    made = {resource["urn"].rpartition("::")[2] for resource in state["deployment"].get("resources", [])}
    assert "breakout" not in made
