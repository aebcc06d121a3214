from collections.abc import Iterator
from pathlib import Path

import pytest

from kubespaces_embedded.toolbox import finder, network, obtain, plugins, versions

from .fakes import FakeGo, Publisher, Recorder, etcd_script


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep everything of this machine away: cache, home, PATH, variables, network, platform."""
    for name in ("PULUMI_HOME", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    for tool in versions.tool_names():
        monkeypatch.delenv(versions.spec(tool).variable, raising=False)
    monkeypatch.delenv(network.MIRROR, raising=False)
    monkeypatch.setenv(network.MODE, "never")
    monkeypatch.setenv("KUBESPACES_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("KUBESPACES_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("FAKE_BUILT", etcd_script())
    monkeypatch.setattr(network, "_unreachable", {})
    for module in (finder, obtain, plugins):
        monkeypatch.setattr(module, "this_platform", lambda: versions.Platform("linux", "amd64"))
    return tmp_path


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.fixture
def fake_go(bin_folder: Path, tmp_path: Path) -> FakeGo:
    return FakeGo(bin_folder, tmp_path / "go")


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    """A publisher that is asked for all downloads."""
    server = Publisher()
    monkeypatch.setenv(network.MIRROR, server.url)
    monkeypatch.setenv(network.MODE, "auto")
    monkeypatch.setattr(network, "LIMITS", network.Limits(connect=20, first_byte=20, stall=20))
    yield server
    server.stop()


@pytest.fixture
def progress() -> Recorder:
    return Recorder()
