import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from click.testing import Result
from typer.testing import CliRunner

from kubespaces.cli.local import app
from kubespaces_embedded.control_plane import ControlPlane

from .workshop import Workshop

Run = Callable[..., Result]


@pytest.fixture
def run(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    monkeypatch.setenv("KUBESPACES_HOME", str(workshop.home))
    for name in ("etcd", "kube-apiserver", "kube-controller-manager"):
        monkeypatch.setenv("KUBESPACES_" + name.upper().replace("-", "_"), str(workshop.tool(name).path))

    def run(*arguments: str, answer: str = "") -> Result:
        return CliRunner().invoke(app, arguments, input=answer)

    yield run
    run("down")


def test_up_tells_where_and_is_quiet_when_there_is_nothing_to_do(run: Run, workshop: Workshop) -> None:
    first = run("up")
    assert first.exit_code == 0, first.output
    assert "is ready at https://127.0.0.1:" in first.stdout
    assert f"export KUBECONFIG={workshop.home}/control-planes/local/kubeconfig" in first.stdout
    assert "Starting control plane 'local'" in first.stderr
    second = run("up")
    assert second.stdout == first.stdout
    assert second.stderr == ""


def test_status_tells_by_its_exit_code(run: Run) -> None:
    never = run("status")
    assert (never.exit_code, "was never started" in never.stdout) == (3, True)
    run("up")
    ready = run("status")
    assert ready.exit_code == 0
    assert "is ready" in ready.stdout
    assert "1.34.2" in ready.stdout
    pid = ControlPlane().status().component("kube-controller-manager").pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    psutil.Process(pid).wait(60)
    broken = run("status")
    assert broken.exit_code == 1
    assert "kube-controller-manager is not running" in broken.stdout
    run("down")
    stopped = run("status")
    assert (stopped.exit_code, "is stopped" in stopped.stdout) == (3, True)


def test_status_for_scripts(run: Run) -> None:
    stopped = run("status", "--json", "--name", "other")
    assert stopped.exit_code == 3
    assert json.loads(stopped.stdout)["state"] == "stopped"
    run("up")
    report = json.loads(run("status", "--json").stdout)
    assert report["state"] == "ready"
    assert Path(report["kubeconfig"]).is_file()
    assert [part["name"] for part in report["components"]] == ["etcd", "kube-apiserver", "kube-controller-manager"]
    for part in report["components"]:
        assert part["pid"] > 0
        assert part["memory_bytes"] > 0
        assert part["up_seconds"] >= 0
        assert part["problem"] is None


def test_down_says_whether_anything_ran(run: Run) -> None:
    assert "was not running" in run("down").stdout
    run("up")
    assert "its data is kept" in run("down").stdout


def test_reset_asks_first(run: Run, workshop: Workshop) -> None:
    folder = workshop.home / "control-planes" / "local"
    run("up")
    refused = run("reset", answer="n\n")
    assert refused.exit_code == 1
    assert str(folder) in refused.stdout
    assert run("status").exit_code == 0
    assert run("reset", answer="y\n").exit_code == 0
    assert not folder.exists()


def test_reset_refuses_what_is_not_there_without_asking(run: Run) -> None:
    result = run("reset", "--name", "nope")
    assert result.exit_code == 1
    assert "there is no control plane 'nope'" in result.stderr
    assert "Remove" not in result.stdout


def test_a_mistake_is_one_line(run: Run, workshop: Workshop) -> None:
    workshop.behaves("etcd", "fail Error: no space left on device")
    for arguments in (["up"], ["status", "--name", "../x"]):
        result = run(*arguments)
        assert result.exit_code == 1
        assert result.stderr.splitlines()[-1].startswith("error: ")
        assert "Traceback" not in result.output


def test_a_missing_tool_is_named(run: Run, workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBESPACES_ETCD", str(workshop.home / "nowhere"))
    result = run("up")
    assert result.exit_code == 1
    assert "etcd" in result.stderr
    assert str(workshop.home / "nowhere") in result.stderr
