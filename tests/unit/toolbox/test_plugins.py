from importlib.metadata import version as installed_version
from pathlib import Path

import pytest

from kubespaces_embedded.toolbox import Tool, ToolError, find_plugin, is_stand_in, require_plugin, versions
from kubespaces_embedded.toolbox.plugins import release_of

from .fakes import Publisher, Recorder, script, tarball

VERSION = installed_version("pulumi-kubernetes")
OFFICIAL = "\x7fELF pretended"
STAND_IN = "#!/usr/bin/env python3\nfrom kubespaces_embedded.x import main\nmain()\n"


def _pulumi(folder: Path) -> Tool:
    return Tool("pulumi", script(folder / "pulumi", "#!/bin/sh\n"), "3.259.0", "download")


def _release() -> versions.Release:
    release = release_of(versions.plugin_spec("resource", "kubernetes"))
    assert release is not None
    return release


def test_nothing_is_there(bin_folder: Path, tmp_path: Path) -> None:
    assert find_plugin("resource", "kubernetes") is None
    assert find_plugin("language", "python", pulumi=_pulumi(tmp_path / "pulumi")) is None
    assert find_plugin("language", "python") is None


def test_path_comes_first(bin_folder: Path, tmp_path: Path) -> None:
    pulumi = _pulumi(tmp_path / "pulumi")
    script(tmp_path / "pulumi" / "pulumi-language-python", OFFICIAL)
    path = script(bin_folder / "pulumi-language-python", OFFICIAL)

    assert find_plugin("language", "python", pulumi=pulumi) == Tool("pulumi-language-python", path, "", "path")


def test_the_language_host_beside_pulumi_also_through_a_link(bin_folder: Path, tmp_path: Path) -> None:
    official = _pulumi(tmp_path / "real")
    host = script(tmp_path / "real" / "pulumi-language-python", OFFICIAL)
    (bin_folder / "pulumi").symlink_to(official.path)
    linked = Tool("pulumi", bin_folder / "pulumi", "3.259.0", "path")

    assert find_plugin("language", "python", pulumi=linked) == Tool(host.name, host, "3.259.0", "path")


@pytest.mark.parametrize("place", [".pulumi", "elsewhere"])
def test_the_plugin_cache_of_pulumi(
    bin_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    if place != ".pulumi":
        monkeypatch.setenv("PULUMI_HOME", str(tmp_path / place))
    folder = tmp_path / place / "plugins" / f"resource-kubernetes-v{VERSION}"
    path = script(folder / "pulumi-resource-kubernetes", OFFICIAL)

    assert find_plugin("resource", "kubernetes") == Tool(path.name, path, VERSION, "path")
    Path(f"{folder}.partial").touch()
    assert find_plugin("resource", "kubernetes") is None


def test_another_version_in_the_plugin_cache_does_not_count(bin_folder: Path, tmp_path: Path) -> None:
    script(tmp_path / ".pulumi/plugins/resource-kubernetes-v1.0.0/pulumi-resource-kubernetes", OFFICIAL)

    assert find_plugin("resource", "kubernetes") is None


def test_our_own_stand_in_is_never_taken_for_the_official_one(bin_folder: Path, tmp_path: Path) -> None:
    pulumi = _pulumi(tmp_path / "pulumi")
    for folder in (bin_folder, tmp_path / "pulumi"):
        for name in ("pulumi-language-python", "pulumi-resource-kubernetes"):
            script(folder / name, STAND_IN)

    assert find_plugin("language", "python", pulumi=pulumi) is None
    assert find_plugin("resource", "kubernetes") is None
    assert is_stand_in(bin_folder / "pulumi-language-python")
    assert not is_stand_in(tmp_path / "missing")


def test_the_official_plugin_is_downloaded_once(publisher: Publisher, bin_folder: Path, progress: Recorder) -> None:
    release = _release()
    publisher.publish(release, tarball({"pulumi-resource-kubernetes": OFFICIAL, "LICENSE": ""}))

    first = require_plugin("resource", "kubernetes", progress=progress)

    assert first is not None
    assert (first.source, first.version) == ("download", VERSION)
    assert require_plugin("resource", "kubernetes", progress=progress) == first
    assert find_plugin("resource", "kubernetes") == first
    assert len(publisher.asked) == 2


def test_without_a_download_the_stand_in_has_to_do(publisher: Publisher, bin_folder: Path, progress: Recorder) -> None:
    assert require_plugin("resource", "kubernetes", progress=progress) is None
    assert "answered 404" in progress.said[0]
    assert "our stand-in is used" in progress.said[0]


def test_a_bad_checksum_is_loud_and_the_stand_in_has_to_do(
    publisher: Publisher, bin_folder: Path, progress: Recorder
) -> None:
    release = _release()
    content = tarball({"pulumi-resource-kubernetes": OFFICIAL})
    publisher.publish(release, content, sums=f"{'0' * 64}  {release.filename}\n")

    assert require_plugin("resource", "kubernetes", progress=progress) is None
    assert "SHA-256" in progress.warned[0]
    assert find_plugin("resource", "kubernetes") is None


def test_a_damaged_plugin_is_downloaded_again(publisher: Publisher, bin_folder: Path, progress: Recorder) -> None:
    publisher.publish(_release(), tarball({"pulumi-resource-kubernetes": OFFICIAL}))
    first = require_plugin("resource", "kubernetes", progress=progress)
    assert first is not None
    first.path.write_text("")

    assert find_plugin("resource", "kubernetes") is None
    assert require_plugin("resource", "kubernetes", progress=progress) == first
    assert first.path.read_text() == OFFICIAL


def test_a_language_host_is_not_downloaded_by_itself(
    publisher: Publisher, bin_folder: Path, progress: Recorder
) -> None:
    assert require_plugin("language", "python", progress=progress) is None
    assert publisher.asked == []


def test_unknown_plugins_are_refused(bin_folder: Path) -> None:
    with pytest.raises(ToolError, match="resource plugin aws: no such plugin"):
        find_plugin("resource", "aws")
