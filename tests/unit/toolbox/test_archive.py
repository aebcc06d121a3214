import contextlib
import tarfile
import zipfile
from pathlib import Path
from typing import get_args

import pytest

from kubespaces_embedded.toolbox import archive
from kubespaces_embedded.toolbox.archive import unpack
from kubespaces_embedded.toolbox.errors import BadDownloadError
from kubespaces_embedded.toolbox.versions import Archive

from .fakes import etcd_script, tarball


@pytest.fixture(params=["data filter", "before Python 3.11.4"])
def both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the test with Python's own filter and without."""
    if request.param != "data filter":
        monkeypatch.setattr(archive, "HAS_DATA_FILTER", False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "a" / "b"
    path.mkdir(parents=True)
    return path


@pytest.mark.usefixtures("both_ways")
def test_a_good_tarball_is_unpacked(folder: Path) -> None:
    file = folder / "x.tar.gz"
    file.write_bytes(tarball({"top/bin/etcd": etcd_script(), "top/README.md": "read me"}))

    unpack(file, "tar.gz", folder)

    assert (folder / "top/bin/etcd").read_text() == etcd_script()
    assert (folder / "top/bin/etcd").stat().st_mode & 0o777 == 0o755


def test_a_good_zip_is_unpacked(folder: Path) -> None:
    file = folder / "x.zip"
    with zipfile.ZipFile(file, "w") as content:
        content.writestr("top/etcd", etcd_script())

    unpack(file, "zip", folder)

    assert (folder / "top/etcd").read_text() == etcd_script()


@pytest.mark.usefixtures("both_ways")
@pytest.mark.parametrize("name", ["../outside", "x/../../outside"])
def test_a_tarball_that_leaves_its_folder_is_refused(folder: Path, tmp_path: Path, name: str) -> None:
    file = folder / "x.tar.gz"
    file.write_bytes(tarball({name: "evil"}))

    with pytest.raises(BadDownloadError, match=r"x\.tar\.gz is refused.*outside"):
        unpack(file, "tar.gz", folder)
    assert not list(tmp_path.rglob("outside"))


@pytest.mark.usefixtures("both_ways")
def test_an_absolute_name_is_not_followed(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    file = folder / "x.tar.gz"
    file.write_bytes(tarball({str(outside): "evil"}))

    with contextlib.suppress(BadDownloadError):  # Python's filter only takes the leading slash away
        unpack(file, "tar.gz", folder)

    assert not outside.exists()


@pytest.mark.usefixtures("both_ways")
@pytest.mark.parametrize(
    ("kind", "target"), [(tarfile.SYMTYPE, "/etc"), (tarfile.LNKTYPE, "../../x"), (tarfile.CHRTYPE, "")]
)
def test_links_and_devices_that_leave_the_folder_are_refused(folder: Path, kind: bytes, target: str) -> None:
    file = folder / "x.tar.gz"
    with tarfile.open(file, "w:gz") as tar:
        entry = tarfile.TarInfo("entry")
        entry.type, entry.linkname = kind, target
        tar.addfile(entry)

    with pytest.raises(BadDownloadError, match=r"x\.tar\.gz is refused"):
        unpack(file, "tar.gz", folder)
    assert not (folder / "entry").exists()


@pytest.mark.parametrize("name", ["../evil", "/evil", "a/../../evil", "..\\evil"])
def test_a_zip_that_leaves_its_folder_is_refused(folder: Path, name: str) -> None:
    file = folder / "x.zip"
    with zipfile.ZipFile(file, "w") as content:
        content.writestr("good", "")
        content.writestr(name, "evil")

    with pytest.raises(BadDownloadError, match="outside of the folder"):
        unpack(file, "zip", folder)
    assert not (folder / "good").exists()


@pytest.mark.usefixtures("both_ways")
@pytest.mark.parametrize("kind", [kind for kind in get_args(Archive) if kind != "none"])
@pytest.mark.parametrize("content", [b"no archive at all", tarball({"x": "y" * 10_000})[:60], b""])
def test_what_is_no_archive_is_refused(folder: Path, kind: Archive, content: bytes) -> None:
    file = folder / "x"
    file.write_bytes(content)

    with pytest.raises(BadDownloadError, match="x is refused"):
        unpack(file, kind, folder)
