from pathlib import Path

import pytest

from kubespaces_embedded.toolbox import ToolError, go_build, require, require_all
from kubespaces_embedded.toolbox.versions import GOTOOLS, spec

from .fakes import FakeGo, Recorder, script


def test_the_command_is_pinned(fake_go: FakeGo, progress: Recorder) -> None:
    tool = require("etcd", progress=progress)

    (build,) = fake_go.builds()
    assert "build -v -mod=readonly -trimpath -ldflags -s -w -o" in build
    assert build.endswith("go.etcd.io/etcd/server/v3")
    assert tool.source == "build"
    assert progress.tasks == ["etcd 3.6.6: building with Go 1.26.8"]
    assert progress.details == ["1 modules fetched"]


def test_the_environment_cannot_make_another_tool(
    bin_folder: Path, tmp_path: Path, progress: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOFLAGS", "-tags=other")
    monkeypatch.setenv("GOOS", "plan9")
    monkeypatch.setenv("CGO_ENABLED", "1")
    monkeypatch.setenv("GOPROXY", "https://modules.example.com")
    text = (
        "#!/bin/sh\n"
        """[ "$1" = env ] && echo '{"GOVERSION": "go1.26.8", "GOTOOLCHAIN": "local"}' && exit\n"""
        f'echo "$GOFLAGS|$GOOS|$CGO_ENABLED|$GOWORK|$GOPROXY|$PWD" > {tmp_path}/seen; exit 1\n'
    )
    script(bin_folder / "go", text)

    with pytest.raises(ToolError):
        require("etcd", progress=progress)

    seen = (tmp_path / "seen").read_text().strip()
    assert seen == f"-buildvcs=false||0|off|https://modules.example.com|{GOTOOLS / 'etcd'}"


def test_a_failed_build_shows_the_last_words(fake_go: FakeGo, progress: Recorder) -> None:
    fake_go.fail()

    with pytest.raises(ToolError, match=r"(?s)building etcd 3\.6\.6 failed with exit code 1:\n  pkg/x\.go:1: no such"):
        require("etcd", progress=progress)


def test_passwords_of_module_proxies_are_hidden() -> None:
    line = 'go: Get "https://user:secret@modules.example.com/x": 403'

    assert go_build._without_passwords(line) == 'go: Get "https://***@modules.example.com/x": 403'


@pytest.mark.parametrize(
    ("version", "toolchain", "usable"),
    [
        ("1.26.8", "local", True),
        ("1.25", "local", True),
        ("1.24.9", "local", False),
        ("1.24.9", "auto", True),
        ("1.21.0", "auto", True),
        ("1.20.14", "auto", False),
        ("1.20.14", "", False),
        ("1.9", "auto", False),
    ],
)
def test_which_go_can_build(version: str, toolchain: str, usable: bool) -> None:
    assert go_build.Go(Path("go"), version, toolchain).can_build("1.25") is usable


def test_too_old_a_go_is_named(bin_folder: Path, tmp_path: Path, progress: Recorder) -> None:
    FakeGo(bin_folder, tmp_path / "go", version="go1.22.1")

    with pytest.raises(ToolError, match=r"needs Go 1\.25 or newer; .*/go is 1\.22\.1 and GOTOOLCHAIN=local keeps"):
        require("etcd", progress=progress)


@pytest.mark.parametrize("text", ["#!/bin/sh\nexit 1\n", "#!/bin/sh\necho '{}'\n", "#!/no/such/interpreter\n"])
def test_a_go_that_does_not_work_is_no_go(bin_folder: Path, text: str) -> None:
    script(bin_folder / "go", text)

    assert go_build.find_go() is None


def test_a_hanging_go_is_no_go(bin_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(go_build, "_GO_PROBE_TIMEOUT", 0.2)
    script(bin_folder / "go", "#!/bin/sh\n/bin/sleep 300\n")

    assert go_build.find_go() is None


def test_a_development_version_of_go_is_read(bin_folder: Path, tmp_path: Path) -> None:
    FakeGo(bin_folder, tmp_path / "go", version="devel go1.27-a1b2c3 Mon Nov 2 10:00:00 2026")

    found = go_build.find_go()

    assert found is not None
    assert found.version == "1.27"


def test_each_module_says_which_go_it_needs() -> None:
    assert go_build.required_go(spec("pulumi").go).startswith("1.")


def test_several_tools_are_built_one_after_the_other(
    fake_go: FakeGo, progress: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_BUILT", "#!/bin/sh\necho 'Kubernetes v1.34.2'\n")

    found = require_all(["kube-apiserver", "kube-controller-manager"], progress=progress)

    assert list(found) == ["kube-apiserver", "kube-controller-manager"]
    assert [build.rsplit("/", 1)[1] for build in fake_go.builds()] == list(found)


def test_a_build_of_another_version_is_an_error(
    fake_go: FakeGo, progress: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_BUILT", "#!/bin/sh\necho 'etcd Version: 9.9.9'\n")

    with pytest.raises(ToolError, match=r"the build of etcd says that it is version 9\.9\.9, not 3\.6\.6"):
        require("etcd", progress=progress)
