import tarfile
from pathlib import Path

from kubespaces.charts.bundle import pack
from kubespaces.charts.digest import archive_digest, content_digest, texts_of
from tests.support.charts import SERVICE, chart


def test_a_folder_and_its_archives_have_one_content(tmp_path: Path) -> None:
    root = chart(tmp_path, service=SERVICE)
    (root / "logo.bin").write_bytes(b"\xff\xfe")
    pack(root, "web", tmp_path / "a.tgz")
    with tarfile.open(tmp_path / "b.tgz", "w:gz") as archive:
        archive.add(root, "web")
    assert content_digest(root) == content_digest(tmp_path / "a.tgz") == content_digest(tmp_path / "b.tgz")
    assert archive_digest(tmp_path / "a.tgz") != archive_digest(tmp_path / "b.tgz")
    assert set(texts_of(tmp_path / "a.tgz")) == {"Chart.yaml", "values.yaml", "templates/service.yaml"}


def test_packing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    root = chart(tmp_path, service=SERVICE)
    for name in ("a.tgz", "b.tgz"):
        pack(root, "web", tmp_path / name)
    assert (tmp_path / "a.tgz").read_bytes() == (tmp_path / "b.tgz").read_bytes()


def test_any_change_of_a_file_or_a_name_is_another_content(tmp_path: Path) -> None:
    root = chart(tmp_path, service=SERVICE)
    seen = {content_digest(root)}
    (root / "templates" / "service.yaml").write_text("# changed\n")
    seen.add(content_digest(root))
    (root / "templates" / "service.yaml").rename(root / "templates" / "other.yaml")
    seen.add(content_digest(root))
    assert len(seen) == 3
