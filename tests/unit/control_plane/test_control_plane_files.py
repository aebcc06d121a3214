import threading
from pathlib import Path

import pytest

from kubespaces.paths import kubeconfig_of
from kubespaces_embedded.control_plane import ControlPlane, ControlPlaneError, names
from kubespaces_embedded.control_plane.layout import Layout, write_private
from kubespaces_embedded.control_plane.lock import exclusive
from kubespaces_embedded.control_plane.record import ProcessRecord, Record, load, save


def test_a_control_plane_is_where_the_library_looks_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBESPACES_HOME", str(tmp_path))
    assert ControlPlane("two").kubeconfig == kubeconfig_of("two")
    assert ControlPlane("two", home=tmp_path).folder == tmp_path / "control-planes" / "two"


@pytest.mark.parametrize("name", ["", "..", "../escape", "a/b", "Upper", "a_b", "-a", "x" * 64])
def test_a_name_cannot_leave_its_folder(name: str, tmp_path: Path) -> None:
    with pytest.raises(ControlPlaneError, match="control plane name"):
        ControlPlane(name, home=tmp_path)


def test_names_are_those_with_a_folder(tmp_path: Path) -> None:
    assert names(tmp_path) == []
    for name in ("b", "a"):
        Layout.of(name, tmp_path).create()
    Layout.of("a", tmp_path).lock.touch()
    assert names(tmp_path) == ["a", "b"]


def test_folders_are_closed_even_if_they_were_open(tmp_path: Path) -> None:
    layout = Layout.of("a", tmp_path)
    layout.root.mkdir(parents=True, mode=0o755)
    layout.create()
    for folder in (layout.root, layout.pki, layout.sockets):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_a_private_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    file = tmp_path / "file"
    assert write_private(file, "one")
    assert not write_private(file, "one")
    inode = file.stat().st_ino
    assert write_private(file, b"two")
    assert (file.read_text(encoding="utf-8"), file.stat().st_mode & 0o777) == ("two", 0o600)
    assert file.stat().st_ino != inode
    assert list(tmp_path.iterdir()) == [file]


def test_a_private_file_that_others_could_read_is_closed(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("key", encoding="utf-8")
    file.chmod(0o644)
    assert write_private(file, "key")
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    write_private(file, "one")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        write_private(file, "two")
    assert file.read_text(encoding="utf-8") == "one"
    assert list(tmp_path.iterdir()) == [file]


def test_a_record_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    process = ProcessRecord(pid=1, started=2.5, argv=("a", "b"), digest="d", version="1.2.3", port=4)
    record = Record(audit=True, ports={"x": 4}, processes={"x": process})
    save(tmp_path / "record.json", record)
    assert load(tmp_path / "record.json", {"x": frozenset("b")}) == record
    # With other marks it is somebody else's process; ports and settings can be shared.
    assert load(tmp_path / "record.json", {"x": frozenset("c")}) == Record(audit=True, ports={"x": 4})


@pytest.mark.parametrize("content", ["", "{", "[]", '{"processes": {"etcd": {"pid": "many"}}}', "\x00"])
def test_a_damaged_record_is_an_empty_one(tmp_path: Path, content: str) -> None:
    file = tmp_path / "record.json"
    assert load(file, {}) == Record()
    file.write_text(content, encoding="utf-8")
    assert load(file, {}) == Record()


def test_the_second_waits_for_the_first(tmp_path: Path) -> None:
    order: list[str] = []
    waiting = threading.Event()

    def second() -> None:
        with exclusive(tmp_path / "lock", 30, waiting.set):
            order.append("second")

    thread = threading.Thread(target=second)
    with exclusive(tmp_path / "lock", 30, lambda: order.append("first had to wait")):
        thread.start()
        assert waiting.wait(30)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_waiting_has_an_end(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with (
        exclusive(lock, 1, lambda: None),
        pytest.raises(ControlPlaneError, match=f"another command .* {lock}"),
        exclusive(lock, 0.0, lambda: None),
    ):
        pytest.fail("two hold one lock")


def test_a_failure_releases_the_lock(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), exclusive(tmp_path / "lock", 1, lambda: None):
        raise KeyboardInterrupt
    with exclusive(tmp_path / "lock", 0.0, lambda: pytest.fail("still locked")):
        pass
