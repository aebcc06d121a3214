"""Finding and reading files."""

import os
from pathlib import Path

import pytest

from kubespaces.spec import SpecError, load_fleet
from tests.documents import host, tenant, text_of


def problems_of(*paths: Path, relative_to: Path | None = None) -> list[str]:
    with pytest.raises(SpecError) as caught:
        load_fleet(*paths, relative_to=relative_to)
    assert str(caught.value) == "\n".join(map(str, caught.value.problems))
    return [str(problem) for problem in caught.value.problems]


def test_folders_are_searched_with_their_sub_folders(tmp_path: Path) -> None:
    (tmp_path / "tenants" / "eu").mkdir(parents=True)
    (tmp_path / "tenants" / "shop.yaml").write_text(text_of(tenant()))
    (tmp_path / "tenants" / "eu" / "bank.yml").write_text(text_of(tenant("bank")))
    (tmp_path / "host.json").write_text(
        '{"apiVersion": "kubespaces.io/v1alpha1", "kind": "HostCluster", '
        '"metadata": {"name": "local"}, "spec": {"kubernetesVersion": "1.34"}}'
    )
    (tmp_path / "README.md").write_text("no document")
    fleet = load_fleet(tmp_path)
    assert (list(fleet.tenants), list(fleet.hosts)) == (["bank", "shop"], ["local"])


def test_hidden_files_and_pulumis_own_are_left_out(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for name in (".git/x.yaml", ".hidden.yaml", "Pulumi.yaml", "Pulumi.local.yaml"):
        (tmp_path / name).write_text("no document")
    assert load_fleet(tmp_path).tenants == {}


def test_a_file_that_is_named_is_always_read(tmp_path: Path) -> None:
    path = tmp_path / ".shop.txt"
    path.write_text(text_of(tenant()))
    assert list(load_fleet(path).tenants) == ["shop"]


def test_a_file_that_is_found_twice_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text(text_of(tenant()))
    (tmp_path / "link.yaml").symlink_to(path)
    assert list(load_fleet(tmp_path, path, tmp_path / "." / "shop.yaml").tenants) == ["shop"]


def test_what_is_not_there(tmp_path: Path) -> None:
    assert problems_of(tmp_path / "nowhere") == [f"{tmp_path}/nowhere: does not exist; check the path"]


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    assert problems_of(tmp_path / "pipe.yaml") == [f"{tmp_path}/pipe.yaml: is neither a file nor a folder"]


def test_what_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"kind: \xff\xfe")
    (tmp_path / "b.yaml").write_bytes("kind: Ten\xe4nt".encode("latin-1"))
    assert problems_of(tmp_path, relative_to=tmp_path) == [
        "a.yaml: is no UTF-8 text (byte 7 is none); save it as UTF-8",
        "b.yaml: is no UTF-8 text (byte 10 is none); save it as UTF-8",
    ]


def test_what_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("kind: Tenant")

    def refused(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", refused)
    assert problems_of(path, relative_to=tmp_path) == ["a.yaml: cannot be read: Permission denied"]


def test_problems_of_all_files_come_together_sorted_by_file(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("a: [")
    (tmp_path / "a.yaml").write_text(text_of(tenant(owner=5)))
    (tmp_path / "c.yaml").write_text(text_of(tenant("bank", quotta=1), host(takes="none")))
    assert problems_of(tmp_path, relative_to=tmp_path) == [
        "a.yaml: shop: owner: 5: must be text; put it in quotes",
        "b.yaml: line 1, column 5: is not valid YAML: expected the node content, but found '<stream end>'",
        "c.yaml: bank: quotta: unknown key 'quotta'; did you mean 'quota'?",
        "c.yaml: local: takes: none: is not allowed; use one of: placed, all",
    ]
