import os
import subprocess
import time
from pathlib import Path

import pytest

from kubespaces_embedded.engine import EngineError
from kubespaces_embedded.engine.stand_ins import ALL, KEEP_DAYS, KUBERNETES, LANGUAGE_HOST, make, stand_ins_dir
from kubespaces_embedded.toolbox import Tool, is_stand_in


def test_every_launcher_is_executable_and_known_to_the_toolbox(engine: Tool) -> None:
    paths = [path for stand_in in ALL for path in make(stand_in, engine.path).iterdir()]

    launchers = {path.name: os.access(path, os.X_OK) for path in paths if is_stand_in(path)}
    assert launchers == {
        "pulumi-language-python": True,
        "pulumi-resource-kubernetes": True,
        "pulumi-resource-pulumi-python": True,
    }


def test_the_launcher_starts_the_language_host_whatever_folder_it_runs_in(engine: Tool, tmp_path: Path) -> None:
    (tmp_path / "kubespaces_embedded.py").write_text("raise SystemExit('the wrong one')", encoding="utf-8")

    ended = subprocess.run(
        [make(LANGUAGE_HOST, engine.path) / "pulumi-language-python"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 2
    assert "the Pulumi engine starts this" in ended.stderr


def test_the_folder_is_made_once_and_holds_only_what_is_missing(engine: Tool) -> None:
    first = make(KUBERNETES, engine.path)

    assert [path.name for path in first.iterdir()] == [KUBERNETES.filename]
    assert make(KUBERNETES, engine.path) == first
    assert make(LANGUAGE_HOST, engine.path) != first
    assert not [path for path in stand_ins_dir().iterdir() if "." in path.name], "drafts are left"


def test_the_engine_lies_beside_the_language_host(engine: Tool) -> None:
    assert (make(LANGUAGE_HOST, engine.path) / "pulumi").samefile(engine.path)


def test_another_engine_gets_another_folder(engine: Tool) -> None:
    first = make(LANGUAGE_HOST, engine.path)
    engine.path.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")

    assert make(LANGUAGE_HOST, engine.path) != first


def test_a_faster_process_is_no_failure(engine: Tool, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make(LANGUAGE_HOST, engine.path)
    is_dir = Path.is_dir
    answers = iter([False])
    monkeypatch.setattr(Path, "is_dir", lambda path: next(answers, True) and is_dir(path))

    assert make(LANGUAGE_HOST, engine.path) == folder


def test_launchers_nobody_used_for_long_are_removed(engine: Tool) -> None:
    old = stand_ins_dir() / "old"
    old.mkdir(parents=True)
    long_ago = time.time() - (KEEP_DAYS + 1) * 86400
    os.utime(old, (long_ago, long_ago))
    recent = stand_ins_dir() / "recent"
    recent.mkdir()

    make(LANGUAGE_HOST, engine.path)

    assert not old.exists()
    assert recent.exists()


def test_a_cache_that_cannot_be_written_is_named(engine: Tool, home: Path) -> None:
    (home / "cache").write_text("in the way", encoding="utf-8")

    with pytest.raises(EngineError, match="KUBESPACES_CACHE names another"):
        make(LANGUAGE_HOST, engine.path)
