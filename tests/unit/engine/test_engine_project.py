from pathlib import Path

import pytest

from kubespaces_embedded.engine import EngineError, find_project


def write(folder: Path, text: str) -> None:
    (folder / "Pulumi.yaml").write_text(text, encoding="utf-8")


def test_a_project_is_found_from_a_folder_inside_it(tmp_path: Path) -> None:
    write(tmp_path, "name: shop\nruntime: python\nstackConfigDir: stacks\nbackend: {url: 's3://x'}\n")
    (tmp_path / "a" / "b").mkdir(parents=True)

    project = find_project(tmp_path / "a" / "b")

    assert (project.root, project.name, project.backend) == (tmp_path, "shop", "s3://x")
    assert project.stack_config_dir == tmp_path / "stacks"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("runtime: python\n", "name: missing"),
        ("- a\n", "is not a YAML mapping"),
        ("name: [\n", "cannot be read"),
        ("", "is not a YAML mapping"),
    ],
)
def test_a_broken_project_file_is_named(tmp_path: Path, text: str, message: str) -> None:
    write(tmp_path, text)

    with pytest.raises(EngineError, match=message) as caught:
        find_project(tmp_path)
    assert str(tmp_path / "Pulumi.yaml") in str(caught.value)


def test_no_project(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"no Pulumi\.yaml here or in a folder above"):
        find_project(tmp_path)


@pytest.mark.parametrize(
    ("text", "named"),
    [("secretsprovider: passphrase\n", False), ("encryptionsalt: v1\n", False), ("secretsprovider: x://\n", True)],
)
def test_secrets_providers(tmp_path: Path, text: str, named: bool) -> None:
    write(tmp_path, "name: shop\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text(text, encoding="utf-8")

    assert find_project(tmp_path).has_secrets_provider("organization/shop/dev") == named
    assert not find_project(tmp_path).has_secrets_provider("other")
