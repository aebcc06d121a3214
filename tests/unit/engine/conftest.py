from collections.abc import Callable
from pathlib import Path

import pytest

from kubespaces_embedded.engine import Installation, Project
from kubespaces_embedded.engine.stand_ins import ALL
from kubespaces_embedded.toolbox import Tool

MakeExecutable = Callable[[Path], Path]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep this machine's settings away."""
    for name in (
        "PULUMI_HOME",
        "PULUMI_BACKEND_URL",
        "PULUMI_ACCESS_TOKEN",
        "PULUMI_CONFIG_PASSPHRASE",
        "PULUMI_CONFIG_PASSPHRASE_FILE",
        "KUBESPACES_PULUMI",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KUBESPACES_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("KUBESPACES_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.fixture
def make_executable() -> MakeExecutable:
    def make(path: Path) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    return make


@pytest.fixture
def engine(tmp_path: Path, make_executable: MakeExecutable) -> Tool:
    """An engine that lies alone in its folder."""
    return Tool("pulumi", make_executable(tmp_path / "engine" / "pulumi"), "3.259.0", "build")


@pytest.fixture
def bare(engine: Tool) -> Installation:
    """An installation without any official plugin."""
    return Installation(engine, (), ALL)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    root = tmp_path / "project"
    root.mkdir()
    (root / "Pulumi.yaml").write_text("name: shop\nruntime: python\n", encoding="utf-8")
    return Project(root, "shop", None, root)
