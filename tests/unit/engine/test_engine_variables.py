import json
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kubespaces_embedded.engine import (
    LOCAL_PASSPHRASE,
    EngineError,
    Installation,
    Project,
    environment,
    find_installation,
)
from kubespaces_embedded.engine.stand_ins import KUBERNETES, stand_ins_dir
from kubespaces_embedded.engine.variables import file_backend, needs_passphrase
from kubespaces_embedded.toolbox import Tool

DOWNLOADS = "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"


def variables(installation: Installation, project: Project, stack: str = "local", **given: str) -> dict[str, str]:
    return environment(stack, cwd=project.root, installation=installation, base={"PATH": "/usr/bin", **given})


def test_python_comes_first_and_then_the_engine_with_the_language_host(bare: Installation, project: Project) -> None:
    found = variables(bare, project)

    first, second, *rest = found["PATH"].split(os.pathsep)
    assert first == str(Path(sys.executable).parent)
    assert Path(second, "pulumi").samefile(bare.pulumi.path)
    assert rest[:-1] == ["/usr/bin"]
    assert [path.name for path in Path(rest[-1]).iterdir()] == ["pulumi-resource-kubernetes"]
    assert found[DOWNLOADS] == "true"
    assert found["PULUMI_STACK"] == "local"
    assert found["PULUMI_SKIP_UPDATE_CHECK"] == "true"


def test_what_else_the_user_has_set_is_kept(bare: Installation, project: Project) -> None:
    assert variables(bare, project, EDITOR="ed")["EDITOR"] == "ed"


def test_an_official_plugin_on_path_is_used_instead_of_the_stand_in(
    engine: Tool,
    project: Project,
    tmp_path: Path,
    make_executable: Callable[[Path], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_executable(tmp_path / "official" / "pulumi-resource-kubernetes")
    monkeypatch.setenv("PATH", str(tmp_path / "official"))
    monkeypatch.setenv("KUBESPACES_PULUMI", str(engine.path))
    engine.path.write_text("#!/bin/sh\necho v3.259.0\n", encoding="utf-8")

    found = find_installation()

    assert [stand_in.filename for stand_in in found.stand_ins] == ["pulumi-language-python"]
    folder = Path(variables(found, project)["PATH"].split(os.pathsep)[-1])
    assert not (folder / KUBERNETES.filename).exists()


def test_the_official_language_host_beside_the_engine_is_used(
    engine: Tool, make_executable: Callable[[Path], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_executable(engine.path.parent / "pulumi-language-python")
    engine.path.write_text("#!/bin/sh\necho v3.259.0\n", encoding="utf-8")
    monkeypatch.setenv("KUBESPACES_PULUMI", str(engine.path))
    monkeypatch.setenv("PATH", "/nowhere")

    assert [stand_in.filename for stand_in in find_installation().stand_ins] == ["pulumi-resource-kubernetes"]


def test_without_stand_ins_nothing_is_changed_for_plugins(engine: Tool, project: Project) -> None:
    found = variables(Installation(engine, (), ()), project)

    assert DOWNLOADS not in found
    assert found["PATH"] == os.pathsep.join([str(Path(sys.executable).parent), str(engine.path.parent), "/usr/bin"])
    assert not stand_ins_dir().exists()


def test_an_official_plugin_in_our_cache_is_put_on_path(engine: Tool, project: Project, tmp_path: Path) -> None:
    plugin = Tool("pulumi-resource-kubernetes", tmp_path / "k" / "pulumi-resource-kubernetes", "4", "download")

    assert variables(Installation(engine, (plugin,), ()), project)["PATH"].endswith(f"{tmp_path}/k")


def test_launchers_of_an_older_environment_do_not_stay_on_path(bare: Installation, project: Project) -> None:
    old = f"{stand_ins_dir()}/0123"

    found = environment("local", cwd=project.root, installation=bare, base={"PATH": f"{old}{os.pathsep}/usr/bin"})

    assert old not in found["PATH"].split(os.pathsep)


def test_no_engine_tells_how_to_get_one(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(EngineError, match="kubespaces doctor --install"):
        environment("local", cwd=project.root)


def test_state_is_kept_in_a_private_folder(bare: Installation, project: Project, home: Path) -> None:
    found = variables(bare, project)

    assert found["PULUMI_BACKEND_URL"] == (home / "state" / "stacks").as_uri()
    assert stat.S_IMODE((home / "state" / "stacks").stat().st_mode) == 0o700


def test_a_state_folder_that_cannot_be_made_is_named(bare: Installation, project: Project, home: Path) -> None:
    (home / "state").write_text("in the way", encoding="utf-8")

    with pytest.raises(EngineError, match=r"state/stacks: cannot be made: .*KUBESPACES_HOME"):
        variables(bare, project)


@pytest.mark.parametrize("name", ["PULUMI_BACKEND_URL", "PULUMI_ACCESS_TOKEN"])
def test_the_users_backend_wins(bare: Installation, project: Project, name: str) -> None:
    found = variables(bare, project, **{name: "s3://states"})

    assert found[name] == "s3://states"
    assert ("PULUMI_BACKEND_URL" in found) == (name == "PULUMI_BACKEND_URL")


def test_the_projects_backend_wins(bare: Installation, project: Project) -> None:
    (project.root / "Pulumi.yaml").write_text(
        "name: shop\nruntime: python\nbackend: {url: 'gs://states'}\n", encoding="utf-8"
    )

    assert "PULUMI_BACKEND_URL" not in variables(bare, project)


@pytest.mark.parametrize(("stack", "kept"), [("eu-west", True), ("local", False)])
def test_the_backend_somebody_is_logged_in_to_is_not_for_the_laptops_stack(
    bare: Installation, project: Project, home: Path, stack: str, kept: bool
) -> None:
    (home / "home" / ".pulumi").mkdir(parents=True)
    (home / "home" / ".pulumi" / "credentials.json").write_text(
        json.dumps({"current": "s3://states"}), encoding="utf-8"
    )

    assert ("PULUMI_BACKEND_URL" not in variables(bare, project, stack)) == kept


def test_only_the_stack_local_has_a_passphrase_of_its_own(bare: Installation, project: Project) -> None:
    assert variables(bare, project)["PULUMI_CONFIG_PASSPHRASE"] == LOCAL_PASSPHRASE
    assert "PULUMI_CONFIG_PASSPHRASE" not in variables(bare, project, "eu-west")


@pytest.mark.parametrize("given", [{"PULUMI_CONFIG_PASSPHRASE": ""}, {"PULUMI_CONFIG_PASSPHRASE_FILE": "/secret"}])
def test_the_users_passphrase_wins(bare: Installation, project: Project, given: dict[str, str]) -> None:
    found = variables(bare, project, **given)

    assert {name: value for name, value in found.items() if "PASSPHRASE" in name} == given


@pytest.mark.parametrize(
    ("url", "folder"),
    [
        ("file:///var/my%20state", Path("/var/my state")),
        ("file://./state", Path("state")),
        ("s3://states", None),
    ],
)
def test_a_file_backend_is_recognised(project: Project, url: str, folder: Path | None) -> None:
    assert file_backend({"PULUMI_BACKEND_URL": url}, project) == folder


def test_the_home_folder_as_a_backend(project: Project, home: Path) -> None:
    assert file_backend({"PULUMI_BACKEND_URL": "file://~"}, project) == home / "home"


@pytest.mark.parametrize(
    ("given", "needed"),
    [
        ({"PULUMI_BACKEND_URL": "s3://states"}, True),
        ({"PULUMI_BACKEND_URL": "s3://states", "PULUMI_CONFIG_PASSPHRASE": ""}, False),
        ({"PULUMI_BACKEND_URL": "https://api.example.com"}, False),
    ],
)
def test_who_needs_a_passphrase(project: Project, given: dict[str, str], needed: bool) -> None:
    assert needs_passphrase("eu-west", given, project) == needed


def test_a_stack_with_a_key_service_needs_no_passphrase(project: Project) -> None:
    (project.root / "Pulumi.eu-west.yaml").write_text("secretsprovider: awskms://alias/x\n", encoding="utf-8")

    assert not needs_passphrase("eu-west", {"PULUMI_BACKEND_URL": "s3://states"}, project)
