import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from kubespaces.cli.doctor import doctor
from kubespaces_embedded.toolbox import network, report, versions

from .fakes import FakeGo, Publisher, script

OUTPUTS = {
    "pulumi": "v3.259.0",
    "kube-apiserver": "Kubernetes v1.34.2",
    "kube-controller-manager": "Kubernetes v1.34.2",
    "etcd": "etcd Version: 3.6.6",
    "kubectl": "Client Version: v1.34.2",
}

app = typer.Typer()
app.command()(doctor)


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def _report(*arguments: str) -> tuple[int, dict[str, dict[str, Any]]]:
    result = _run("--json", *arguments)
    data = json.loads(result.stdout)
    assert data["ok"] is (result.exit_code == 0)
    return result.exit_code, {check["name"]: check for check in data["checks"]}


def _all_tools(folder: Path) -> None:
    for name, output in OUTPUTS.items():
        script(folder / name, f"#!/bin/sh\necho '{output}'\n")


def test_all_is_there(bin_folder: Path) -> None:
    _all_tools(bin_folder)

    code, checks = _report()

    assert code == 0
    for name in OUTPUTS:
        assert checks[name]["source"] == "path"
        assert checks[name]["found"] == str(bin_folder / name)
        assert checks[name]["version"] == versions.spec(name).version
    assert checks["go"]["next"] == ""  # not needed any more
    assert checks["pulumi SDK"]["ok"]
    assert checks["pulumi-resource-kubernetes"]["source"] == "stand-in"


def test_missing_without_any_way_is_an_error_with_advice(bin_folder: Path) -> None:
    code, checks = _report()

    assert code == 1
    assert checks["etcd"]["source"] == ""
    assert checks["etcd"]["next"] == "install Go, or export KUBESPACES_ETCD=/path/to/etcd"
    assert any("=never" in note for note in checks["etcd"]["notes"])
    assert "install Go 1.25" in checks["go"]["next"]


def test_what_is_optional_is_told_and_stops_nothing(fake_go: FakeGo) -> None:
    code, checks = _report()

    assert code == 0
    assert checks["vcluster-syncer"]["ok"]
    assert checks["vcluster-syncer"]["next"] == ""
    assert "optional: for virtual clusters, got when the first one is made" in checks["vcluster-syncer"]["notes"]


def test_what_is_optional_and_cannot_be_had_says_so(bin_folder: Path) -> None:
    _, checks = _report()

    assert checks["vcluster-syncer"]["ok"]
    assert "optional: for virtual clusters" in checks["vcluster-syncer"]["notes"]
    assert checks["vcluster-syncer"]["next"].startswith("install Go, or export KUBESPACES_VCLUSTER_SYNCER=")


def test_missing_but_can_be_built(fake_go: FakeGo) -> None:
    code, checks = _report()

    assert code == 0
    assert checks["etcd"]["source"] == ""
    assert checks["etcd"]["next"] == "kubespaces doctor --install  # build"
    assert fake_go.builds() == []


def test_missing_but_can_be_downloaded_and_nobody_is_asked(publisher: Publisher, bin_folder: Path) -> None:
    code, checks = _report()

    assert code == 0
    assert checks["etcd"]["next"] == "kubespaces doctor --install  # download"
    assert checks["pulumi-resource-kubernetes"]["next"] == "kubespaces doctor --install  # download"
    assert publisher.asked == []


def test_a_server_known_to_be_out_of_reach_does_not_count(publisher: Publisher, bin_folder: Path) -> None:
    network.remember_unreachable(publisher.url)

    code, checks = _report()

    assert code == 1
    assert any("out of reach" in note for note in checks["etcd"]["notes"])


def test_too_old_a_go_does_not_count(bin_folder: Path, tmp_path: Path) -> None:
    FakeGo(bin_folder, tmp_path / "go", version="go1.20")

    code, checks = _report()

    assert code == 1
    assert checks["go"]["version"] == "1.20"
    assert "too old" in checks["go"]["notes"][0]


def test_what_is_on_path_but_not_good_enough_is_told(fake_go: FakeGo, bin_folder: Path) -> None:
    script(bin_folder / "kubectl", "#!/bin/sh\necho 'Client Version: v1.20.0'\n")

    _, checks = _report()

    assert checks["kubectl"]["notes"][0] == f"{bin_folder / 'kubectl'}: version 1.20.0 is not >=1.33,<1.36"


def test_a_bad_variable_is_an_error(bin_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _all_tools(bin_folder)
    monkeypatch.setenv("KUBESPACES_ETCD", "/no/such/etcd")

    code, checks = _report()

    assert code == 1
    assert checks["etcd"]["next"] == "correct or unset KUBESPACES_ETCD"
    assert "there is no such file" in checks["etcd"]["notes"][0]
    assert checks["kubectl"]["ok"]


def test_changed_bytes_in_the_cache_are_found(fake_go: FakeGo, bin_folder: Path) -> None:
    _all_tools(bin_folder)
    (bin_folder / "etcd").unlink()
    code, checks = _report("--install")
    assert (code, checks["etcd"]["source"]) == (0, "build")
    path = Path(checks["etcd"]["found"])
    path.write_text(path.read_text().replace("3.6.6", "3.6.7"))

    code, checks = _report()

    assert code == 1
    assert "its SHA-256 is not the recorded one" in checks["etcd"]["notes"][0]
    assert checks["etcd"]["next"].startswith(f"rm -r {path.parent}")


def test_install_that_fails_says_why(bin_folder: Path) -> None:
    result = _run("--install")

    assert result.exit_code == 1
    assert "error: pulumi 3.259.0 is not there and cannot be had" in result.stderr
    assert "kube-apiserver" in result.stdout  # the report is shown all the same


def test_little_space_is_an_error(bin_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _all_tools(bin_folder)
    monkeypatch.setattr(report, "DISK_LEAST", 10**18)

    code, checks = _report()

    assert code == 1
    assert "KUBESPACES_CACHE" in checks["cache folder"]["next"]
    assert "KUBESPACES_HOME" in checks["state folder"]["next"]


def test_an_sdk_that_does_not_match_the_engine_is_an_error(bin_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _all_tools(bin_folder)
    monkeypatch.setattr(report, "installed_version", lambda _: "3.240.0")

    code, checks = _report()

    assert code == 1
    assert checks["pulumi SDK"]["version"] == "3.240.0"
    assert "pip install 'pulumi>=3.259,<3.260'" in checks["pulumi SDK"]["next"]


def test_the_table_shows_each_check_and_each_next_step_once(fake_go: FakeGo) -> None:
    result = _run()

    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    for name in (*OUTPUTS, "python", "go", "cache folder", "pulumi SDK"):
        assert any(line[4:].startswith(name) for line in lines)
    steps = [line for line in lines if line.startswith("next: ")]
    assert len(steps) == 1
    assert steps[0].startswith("next: kubespaces doctor --install  # build  (for pulumi, kube-apiserver")
