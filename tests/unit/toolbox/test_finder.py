from pathlib import Path

import pytest

from kubespaces_embedded.toolbox import ToolError, find, finder, look, probe

from .fakes import Recorder, etcd_script, running, script


def test_nothing_is_there(bin_folder: Path) -> None:
    assert look("etcd") == finder.Finding(None, ())


def test_good_enough_on_path(bin_folder: Path) -> None:
    path = script(bin_folder / "etcd", etcd_script("3.5.21"))

    assert find("etcd") == finder.Tool("etcd", path, "3.5.21", "path")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (etcd_script("3.4.0"), "version 3.4.0 is not >=3.5,<3.7"),
        ("#!/bin/sh\necho 'command not allowed here'\n", "told no version but 'command not allowed here'"),
        ("#!/bin/sh\n", "told no version but nothing"),
        ("#!/bin/sh\nexit 3\n", "`etcd --version` failed with exit code 3"),
        ("#!/no/such/interpreter\n", "cannot be started"),
        ("#!/bin/sh\nprintf '\\377\\376\\000'\n", "told no version"),
    ],
)
def test_what_is_not_good_enough_is_passed_over_with_the_reason(bin_folder: Path, text: str, reason: str) -> None:
    script(bin_folder / "etcd", text)

    finding = look("etcd")

    assert finding.tool is None
    assert reason in finding.rejected[0].reason


def test_a_hanging_executable_is_ended_with_its_children(
    bin_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe, "TIMEOUT", 1.0)
    # The child holds the pipe: who only ends the script waits for the child.
    script(bin_folder / "etcd", f"#!/bin/sh\n/bin/sleep 300 &\necho $! > {tmp_path}/child\nwait\n")

    finding = look("etcd")

    assert finding.tool is None
    assert "did not end within 1 seconds" in finding.rejected[0].reason
    assert not running(int((tmp_path / "child").read_text()))


def test_the_next_one_on_path_is_taken_if_the_first_is_too_old(
    bin_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(bin_folder / "etcd", etcd_script("3.3.0"))
    newer = script(tmp_path / "other" / "etcd", etcd_script("3.6.1"))
    monkeypatch.setenv("PATH", f"{bin_folder}:{newer.parent}")

    finding = look("etcd")

    assert finding.tool == finder.Tool("etcd", newer, "3.6.1", "path")
    assert [rejected.path for rejected in finding.rejected] == [bin_folder / "etcd"]


def test_relative_entries_of_path_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(tmp_path / "etcd", etcd_script())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", ".:")

    assert find("etcd") is None


def test_the_variable_wins_over_path(bin_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(bin_folder / "etcd", etcd_script("3.6.6"))
    named = script(tmp_path / "mine" / "my-etcd", etcd_script("3.5.0"))
    monkeypatch.setenv("KUBESPACES_ETCD", str(named))

    assert find("etcd") == finder.Tool("etcd", named, "3.5.0", "environment")


def test_the_variable_may_name_a_version_that_path_may_not(
    bin_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = script(tmp_path / "kube-apiserver", "#!/bin/sh\necho 'Kubernetes v1.32.9-eks-0a1b2c'\n")
    monkeypatch.setenv("KUBESPACES_KUBE_APISERVER", str(older))

    found = find("kube-apiserver")

    assert found is not None
    assert found.version == "1.32.9"


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (None, "there is no such file"),
        ("folder", "there is no such file"),
        ("plain", "the file is not executable"),
        ("old", "this is version 3.1.0"),
        ("garbage", "told no version"),
    ],
)
def test_a_variable_that_names_nothing_usable_is_an_error(
    bin_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: str | None, reason: str
) -> None:
    script(bin_folder / "etcd", etcd_script())  # would do, but the variable is not silently passed over
    path = tmp_path / "named"
    match make:
        case "folder":
            path.mkdir()
        case "plain":
            path.write_text(etcd_script())
        case "old":
            script(path, etcd_script("3.1.0"))
        case "garbage":
            script(path, "#!/bin/sh\necho hello\n")
    monkeypatch.setenv("KUBESPACES_ETCD", str(path))

    with pytest.raises(ToolError, match=f"KUBESPACES_ETCD={path}: .*{reason}.*unset the variable"):
        find("etcd")


@pytest.mark.parametrize(
    ("tool", "output", "version"),
    [
        ("pulumi", "v3.259.0", "3.259.0"),
        ("kubectl", "Client Version: v1.34.2\nKustomize Version: v5.7.1", "1.34.2"),
        ("kubectl", 'Client Version: version.Info{Major:"1", GitVersion:"v1.33.1", GitCommit:"x"}', "1.33.1"),
        ("kube-controller-manager", "Kubernetes v1.34.7+k3s1", "1.34.7"),
        ("etcd", "etcd Version: 3.6.0\nGit SHA: Not provided\nGo Version: go1.26.8", "3.6.0"),
    ],
)
def test_versions_as_the_tools_tell_them(bin_folder: Path, tool: str, output: str, version: str) -> None:
    script(bin_folder / tool, f"#!/bin/sh\necho '{output}'\n")

    found = find(tool)

    assert found is not None
    assert found.version == version


def test_the_update_check_of_pulumi_is_switched_off(bin_folder: Path) -> None:
    script(bin_folder / "pulumi", '#!/bin/sh\n[ "$PULUMI_SKIP_UPDATE_CHECK" = true ] && echo v3.259.0\n')

    assert find("pulumi") is not None


def test_finding_makes_no_files(bin_folder: Path, tmp_path: Path, progress: Recorder) -> None:
    find("etcd")

    assert not (tmp_path / "cache").exists()
