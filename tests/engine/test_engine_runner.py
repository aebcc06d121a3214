"""Interrupted and killed runs, and what else stands in the way of a run, with the real engine."""

import json
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from engine_support import STACK, Background, Run, eventually, left_behind, program

from kubespaces_embedded.engine import (
    EngineError,
    Installation,
    Result,
    ensure_stack,
    environment,
    pulumi,
    recovery,
)
from kubespaces_embedded.engine.stand_ins import LANGUAGE_HOST

pytestmark = pytest.mark.engine

SLEEPER = """
    import pathlib, time
    try:
        pathlib.Path("running").touch()
        time.sleep(600)
    finally:
        pathlib.Path("cleaned").touch()
"""


@pytest.mark.parametrize("how", ["Ctrl-C at a terminal", "SIGINT", "SIGTERM"])
def test_an_interrupted_run_ends_and_leaves_nothing(run: Run, home: Path, how: str) -> None:
    program(home, SLEEPER)
    run("stack", "ls")
    terminal = how.startswith("Ctrl-C")

    with Background(home, terminal=terminal) as background:
        eventually((home / "running").exists)
        if terminal:
            os.write(background.terminal, b"\x03")
        else:
            background.process.send_signal(signal.Signals[how])
        assert background.wait() == 1

    assert (home / "cleaned").exists(), "the program's own clean-up has run"
    assert not left_behind(home)
    program(home, "")
    run("up", "--yes", "--skip-preview")


@pytest.fixture
def objects(home: Path, installation: Installation, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Objects that a program makes with the plugin in files_plugin.py, one after the other."""
    folder = home / "objects"
    folder.mkdir()
    launcher = home / "bin" / "pulumi-resource-kubernetes"
    launcher.parent.mkdir()
    plugin = shlex.quote(str(Path(__file__).with_name("files_plugin.py")))
    launcher.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {plugin} "$@"\n', "utf-8")
    launcher.chmod(0o755)
    monkeypatch.setenv("OBJECTS", str(folder))
    monkeypatch.setenv("ADDRESS", str(home))
    monkeypatch.setenv("PATH", f"{launcher.parent}{os.pathsep}{os.environ['PATH']}")
    program(
        home,
        """
        import os, pulumi
        labels = {"kubespaces.io/tenant": "web"}
        settings = {"address": os.environ["ADDRESS"]}
        host = pulumi.ProviderResource("kubernetes", "host", settings)
        before = None
        for name in ("a", "b", "c"):
            metadata = {"name": name, "namespace": "web", "labels": labels}
            options = pulumi.ResourceOptions(provider=host, depends_on=[before] if before else [])
            before = pulumi.CustomResource("kubernetes:core/v1:ConfigMap", name, {"metadata": metadata}, options)
        """,
    )
    return folder


@pytest.fixture
def run_files(installation: Installation, home: Path, objects: Path) -> Run:
    found = Installation(installation.pulumi, (), (LANGUAGE_HOST,))

    def run(*arguments: str) -> Result:
        ensure_stack(cwd=home, stack=STACK, installation=found)
        return pulumi(arguments, cwd=home, stack=STACK, capture=True, installation=found)

    return run


def kill_while_creating(home: Path, objects: Path) -> None:
    """Kill the engine after it made the object ``a`` and before it knows."""
    (objects / "hang").touch()
    with Background(home, terminal=False) as background:
        eventually((objects / "web_a.json").exists)
        background.engine().kill()
        assert background.wait() != 0
    eventually(lambda: not left_behind(home))
    (objects / "hang").unlink()


def test_a_killed_update_is_finished_by_the_next(run_files: Run, home: Path, objects: Path) -> None:
    run_files("stack", "ls")
    kill_while_creating(home, objects)

    second = run_files("up", "--yes", "--skip-preview")

    assert second.returncode == 0, second.stdout + second.stderr
    assert sorted(path.stem for path in objects.iterdir()) == ["web_a", "web_b", "web_c"]
    deployment = json.loads(run_files("stack", "export").stdout)["deployment"]
    assert [entry["id"] for entry in deployment["resources"] if "ConfigMap" in entry["type"]] == [
        "web/a",
        "web/b",
        "web/c",
    ]
    assert not deployment.get("pending_operations")
    third = run_files("up", "--yes", "--skip-preview", "--expect-no-changes")
    assert third.returncode == 0, third.stdout + third.stderr


def test_a_recovery_that_is_cut_short_is_started_over(
    run_files: Run, home: Path, objects: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_files("stack", "ls")
    kill_while_creating(home, objects)
    (objects / "web_a.json").unlink()  # it turns out that it was not created
    import_into = recovery.import_into
    imports = []

    def cut_short(engine: object, export: dict[str, object]) -> None:
        imports.append(export)
        if len(imports) == 2:  # the first is into the copy
            raise InterruptedError
        import_into(engine, export)  # type: ignore[arg-type] # as it came

    with monkeypatch.context() as patch:
        patch.setattr(recovery, "import_into", cut_short)
        with pytest.raises(InterruptedError):
            run_files("up", "--yes", "--skip-preview")

    ended = run_files("up", "--yes", "--skip-preview")

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert sorted(path.stem for path in objects.iterdir()) == ["web_a", "web_b", "web_c"]


def test_a_cluster_that_has_moved_since_the_kill(
    run_files: Run, home: Path, objects: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "before").touch()
    monkeypatch.setenv("ADDRESS", str(home / "before"))
    run_files("stack", "ls")
    kill_while_creating(home, objects)
    (home / "before").rename(home / "after")
    monkeypatch.setenv("ADDRESS", str(home / "after"))

    ended = run_files("up", "--yes", "--skip-preview")

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert sorted(path.stem for path in objects.iterdir()) == ["web_a", "web_b", "web_c"]


def test_after_a_kill_an_object_of_somebody_else_is_left_alone(run_files: Run, home: Path, objects: Path) -> None:
    run_files("stack", "ls")
    kill_while_creating(home, objects)
    foreign = {"metadata": {"name": "a", "namespace": "web", "labels": {"kubespaces.io/tenant": "shop"}}}
    (objects / "web_a.json").write_text(json.dumps(foreign), "utf-8")

    with pytest.raises(EngineError, match="belong to somebody else:\n  - web/a "):
        run_files("up", "--yes", "--skip-preview")

    run_files("destroy", "--yes", "--skip-preview")
    assert json.loads((objects / "web_a.json").read_text("utf-8")) == foreign


def test_a_stack_that_another_run_is_changing(run: Run, home: Path) -> None:
    program(home, SLEEPER)
    run("stack", "ls")
    with Background(home, terminal=False) as background:
        eventually((home / "running").exists)
        engine = background.engine()

        with pytest.raises(EngineError, match=f"is being changed by\n  - process {engine.pid} of"):
            run("up", "--yes", "--skip-preview")

        background.process.terminate()
        background.wait()


def test_a_wrong_passphrase(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(home, "")
    run("config", "set", "--secret", "key", "value")
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "wrong")

    result = run("preview", expect=1)

    assert result.hint == (
        "The secrets of the stack dev were encrypted with another passphrase than that of PULUMI_CONFIG_PASSPHRASE."
    )


def test_no_passphrase(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(home, "")
    monkeypatch.delenv("PULUMI_CONFIG_PASSPHRASE")

    with pytest.raises(EngineError, match=r"need a passphrase: set PULUMI_CONFIG_PASSPHRASE .*Pulumi\.dev\.yaml"):
        run("preview")


def test_a_stack_that_does_not_exist(installation: Installation, home: Path) -> None:
    program(home, "")

    result = pulumi(["preview"], cwd=home, stack="nope", capture=True, installation=installation)

    assert result.hint == "There is no stack nope yet; `pulumi stack init nope` makes it."


def test_plain_pulumi_in_the_environment_that_is_printed(installation: Installation, home: Path) -> None:
    program(home, "import pulumi; pulumi.export('a', 1)")
    variables = environment("local", cwd=home, installation=installation)

    ended = subprocess.run(
        [
            "/bin/sh",
            "-c",
            "pulumi stack init local --no-select && pulumi up --yes --skip-preview && pulumi stack output a",
        ],
        cwd=home,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines()[-1] == "1"
    assert "warning" not in ended.stderr, "the engine finds the language host where the official one would be"
