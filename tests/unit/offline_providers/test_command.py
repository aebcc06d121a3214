"""``kubespaces preview``: which words belong together, what a stack's request is, and what --all says."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from kubespaces.cli import offline
from kubespaces.cli import stack as online
from kubespaces.cli.project import find_stack
from kubespaces.errors import KubespacesError
from kubespaces.hosts.contract import CONTRACT
from kubespaces_embedded.offline_providers import preview
from kubespaces_embedded.offline_providers.placeholders import SEALED
from kubespaces_embedded.offline_providers.preview import Foreseen, Request
from kubespaces_embedded.offline_providers.saved_state import StateError

HOST = """
apiVersion: kubespaces.io/v1alpha1
kind: HostCluster
metadata: {name: eu}
spec: {kubernetesVersion: "1.34"}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "stacks/hosts").mkdir(parents=True)
    (tmp_path / "stacks/tenants").mkdir()
    (tmp_path / "Pulumi.yaml").write_text("name: kubespaces\nmain: stacks\nstackConfigDir: stacks\n")
    (tmp_path / "stacks/hosts/eu.yaml").write_text(HOST)
    _stack(tmp_path, "eu", hostStack="organization/kubespaces/eu-host")
    _stack(tmp_path, "local", kubeconfig="embedded:mine")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _stack(root: Path, name: str, **config: str) -> None:
    values = {f"kubespaces:{key}": value for key, value in {"host": "eu", **config}.items()}
    (root / f"stacks/Pulumi.{name}.yaml").write_text(json.dumps({"config": values}))


def run(*arguments: str) -> str:
    """Run the command and return what it says; errors come as they are."""
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command("preview")(offline.preview)
    result = CliRunner().invoke(app, arguments)
    if result.exception is not None:
        raise result.exception
    return result.output


def test_without_offline_the_cloud_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, list[str] | None]] = []
    monkeypatch.setattr(online, "preview", lambda stack, policies, engine: asked.append((stack, engine)))
    run("--stack", "eu", "--", "--refresh")
    run("eu", "--", "--refresh")
    run("eu")
    assert asked == [("eu", ["--refresh"]), ("eu", ["--refresh"]), ("eu", None)]


@pytest.mark.parametrize("words", [["--json"], ["--state", "s.json"], ["--host-state", "s.json"], ["--all"]])
def test_words_that_mean_nothing_without_offline_are_refused(words: list[str]) -> None:
    with pytest.raises(KubespacesError, match="need --offline"):
        run(*words)


def test_all_and_one_stacks_state_do_not_go_together() -> None:
    with pytest.raises(KubespacesError, match="--state and --json are for one stack"):
        run("--offline", "--all", "--state", "s.json")


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Request, Sequence[str], bool]]:
    found: list[tuple[Request, Sequence[str], bool]] = []

    def record(request: Request, arguments: Sequence[str], *, as_json: bool) -> int:
        found.append((request, arguments, as_json))
        return 1 if request.stack == "local" else 0

    monkeypatch.setattr(preview, "preview", record)
    return found


def test_a_stack_gets_the_outputs_of_the_host_stack_that_it_refers_to(
    project: Path, requests: list[tuple[Request, Sequence[str], bool]]
) -> None:
    run("--offline", "--stack", "eu", "--json", "--", "--policy-pack", "p")
    ((request, arguments, as_json),) = requests
    assert (list(arguments)[-2:], as_json) == (["--policy-pack", "p"], True)
    assert list(arguments).count("--policy-pack") == 2, "our two packs as one, and the one asked for"
    assert (request.cwd, request.stack, request.state, request.control_plane) == (project, "eu", None, None)
    contract = {"contract": CONTRACT, "identifier": "offline:eu", "context": None}
    assert request.other_stacks == {"organization/kubespaces/eu-host": {"hostCluster": contract, "kubeconfig": SEALED}}


def test_a_stack_on_this_machine_needs_no_control_plane(
    project: Path, requests: list[tuple[Request, Sequence[str], bool]]
) -> None:
    with pytest.raises(KubespacesError, match="the offline preview of stack 'local' found errors"):
        run("--offline")
    ((request, _, _),) = requests
    assert request.control_plane == "mine"
    assert request.other_stacks == {}


def _state(file: Path, stack: str, *resources: dict[str, Any]) -> Path:
    entries = [{"urn": f"urn:pulumi:{stack}::kubespaces::t::r{index}", **r} for index, r in enumerate(resources)]
    file.write_text(json.dumps({"version": 3, "deployment": {"resources": entries}}))
    return file


def test_the_identity_of_the_cluster_is_that_of_the_saved_state(project: Path) -> None:
    provider = {"type": "pulumi:providers:kubernetes", "inputs": {"clusterIdentifier": "arn:eu"}}
    other = {"type": "pulumi:providers:kubernetes", "inputs": {"clusterIdentifier": "arn:odd"}}
    state = _state(project / "state.json", "eu", provider, provider, other, {"type": "t", "inputs": {}})
    request = offline.request_of(find_stack("eu"), state)
    assert request.state == state
    assert request.other_stacks["organization/kubespaces/eu-host"]["hostCluster"]["identifier"] == "arn:eu"


def test_the_host_stacks_own_state_is_taken_if_it_is_given(project: Path) -> None:
    stack = {"type": "pulumi:pulumi:Stack", "outputs": {"hostCluster": {"contract": 1, "identifier": "arn:true"}}}
    request = offline.request_of(find_stack("eu"), None, _state(project / "h.json", "eu-host", stack))
    assert request.other_stacks["organization/kubespaces/eu-host"] == stack["outputs"]
    with pytest.raises(StateError, match="is the state of stack 'us-host'"):
        offline.request_of(find_stack("eu"), None, _state(project / "h.json", "us-host", stack))


@pytest.mark.parametrize("content", ["", "[]", '{"deployment": 1}'])
def test_a_state_that_is_none_is_left_to_be_refused_later(project: Path, content: str) -> None:
    (project / "state.json").write_text(content)
    request = offline.request_of(find_stack("eu"), project / "state.json")
    assert request.other_stacks["organization/kubespaces/eu-host"]["hostCluster"]["identifier"] == "offline:eu"


Answer = Callable[[Request, Sequence[str]], Foreseen]


def _foreseen(code: int = 0, stderr: str = "", **plan: Any) -> Foreseen:
    return Foreseen(code, json.dumps(plan), stderr, ())


def test_all_stacks_get_a_line_each(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = [{"severity": "info", "message": "fine"}]
    changes = {"create": 3, "update": 1}
    monkeypatch.setattr(preview, "foresee", lambda *_: _foreseen(changeSummary=changes, diagnostics=said))
    lines = run("--offline", "--all").splitlines()
    assert lines[:2] == ["eu: 3 to create, 1 to update", "local: 3 to create, 1 to update"]
    assert lines[2].startswith("These previews were made offline")


def test_errors_and_warnings_of_any_stack_fail_the_whole_after_all_were_seen(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _stack(project, "broken", host="none")
    _stack(project, "crashed")
    answers = {
        "eu": _foreseen(changeSummary={}, diagnostics=[{"severity": "warning", "message": "look here"}]),
        "local": _foreseen(changeSummary={}),
        "crashed": Foreseen(1, "", "error: no engine", ()),
    }
    monkeypatch.setattr(preview, "foresee", lambda request, _: answers[request.stack])
    with pytest.raises(KubespacesError, match=r"errors or warnings in: broken, crashed, eu$"):
        offline.preview(offline=True, every=True)
    shown = capsys.readouterr()
    lines = ["broken: errors", "crashed: errors", "eu: nothing to do", "local: nothing to do"]
    assert shown.out.splitlines()[:4] == lines
    assert "'none' is no HostCluster document" in shown.err
    assert "no engine" in shown.err
    assert "look here" in shown.err
